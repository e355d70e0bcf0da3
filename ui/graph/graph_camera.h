// Which part of the picture is seen, and how large. Plain arithmetic.
#pragma once

#include "ui/layout/layout.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace pinfold::ui {

// From much to little: what is legible and cheap at a zoom.
enum class GraphDetail {
    full,      // all lines of text, curves
    titles,    // one line a node
    shapes,    // boxes and lines
    overview,  // dots; edges as far as they are longer than one
};
GraphDetail detailAt(double zoom);

class GraphCamera {
public:
    static constexpr double highestZoom = 4;

    [[nodiscard]] double zoom() const { return zoom_; }
    [[nodiscard]] QPointF toScreen(layout::Point point) const;
    [[nodiscard]] QRectF toScreen(const layout::Rect& rect) const;
    [[nodiscard]] layout::Point toPicture(QPointF point) const;
    // The part of the picture that a window of this size shows.
    [[nodiscard]] layout::Rect seen(QSizeF window) const;

    // Puts the picture's `point` at the window's `place`, at this zoom.
    void put(layout::Point point, QPointF place, double zoom);
    // Zooms by `factor`; what is at `place` stays there. Not further out than the whole picture, nor than 1:1.
    void zoomAt(QPointF place, double factor, const layout::Rect& bounds, QSizeF window);
    void pan(QPointF by);
    // All of it, with a margin, not enlarged.
    void fit(const layout::Rect& bounds, QSizeF window);
    // How a picture is first seen: all of it if titles can be read then, else its beginning at a size to read.
    void begin(const layout::Rect& bounds, const layout::Rect& first, QSizeF window);
    void centre(const layout::Rect& rect, QSizeF window);
    // Moves as little as it takes to show the rectangle with a margin; centres what is far away.
    void reveal(const layout::Rect& rect, QSizeF window);
    // The picture does not leave the window: its middle or an edge stays in sight.
    void keepInSight(const layout::Rect& bounds, QSizeF window);

private:
    double zoom_ = 1;
    layout::Point corner_;  // of the picture, at the window's top left
};

}  // namespace pinfold::ui
