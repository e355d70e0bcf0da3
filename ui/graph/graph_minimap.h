// The whole graph in a corner, and which part of it is seen. Click or drag to see another.
#pragma once

#include "ui/layout/layout.h"

#include <QColor>
#include <QPixmap>
#include <QWidget>

#include <vector>

namespace pinfold::ui {

// How a picture is mapped into a small rectangle: in its proportions, or stretched where it would be a mere line.
struct MinimapScale {
    double x = 1;  // pixels of the map for one of the picture
    double y = 1;
};
MinimapScale minimapScale(const layout::Rect& bounds);

class GraphMinimap : public QWidget {
    Q_OBJECT

public:
    explicit GraphMinimap(QWidget* parent);

    // Takes the size that the picture needs. One colour a node; invalid: none.
    void setPicture(const layout::GraphLayout& layout, const std::vector<QColor>& fills);
    void setSeen(const layout::Rect& seen);
    // Whether there is anything out of sight.
    [[nodiscard]] bool useful() const;

signals:
    void pointed(const pinfold::layout::Point& point);  // of the picture

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    QPixmap pixmap_;
    MinimapScale scale_;
    layout::Rect bounds_;
    layout::Rect seen_;
};

}  // namespace pinfold::ui
