// What changes while the pointer moves: outlines, lit ticks, and the ghost of a dragged box. On a layer of its own, so
// that the boxes below are not drawn again.
#pragma once

#include <qcustomplot.h>

#include <QRectF>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace pinfold::ui {

// In device-independent pixels.
struct TimelineMarks {
    // What is lit or outlined, and the part of the widget that it may not leave.
    struct Mark {
        QRectF rectangle;
        QRectF clip;
    };
    std::vector<Mark> hoveredSpans;  // the ticks of an operator, once a band
    std::vector<Mark> selectedSpans;
    std::optional<Mark> hovered;  // a box
    std::optional<Mark> selected;

    struct Drag {
        QRectF area;                  // the band it would go to; empty: none
        std::optional<QRectF> ghost;  // where it would be; none while only the region is chosen
        QString text;
        QString hint;
        QPointF pointer;
        bool allowed = false;
    };
    std::optional<Drag> drag;
};

class TimelineOverlay : public QCPLayerable {
    Q_OBJECT

public:
    TimelineOverlay(QCustomPlot* plot, std::function<TimelineMarks()> marks);

protected:
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}
    void draw(QCPPainter* painter) override;

private:
    void drawDrag(QCPPainter& painter, const TimelineMarks::Drag& drag) const;
    std::function<TimelineMarks()> marks_;
};

}  // namespace pinfold::ui
