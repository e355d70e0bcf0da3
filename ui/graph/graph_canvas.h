// The drawing of the graph: paints, zooms, pans, and turns clicks and keys into selection and hover.
#pragma once

#include "ui/graph/graph_painter.h"
#include "ui/session/selection.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

namespace pinfold::ui {

class GraphCanvas : public QWidget {
    Q_OBJECT

public:
    GraphCanvas(Selection& selection, QWidget* parent);
    ~GraphCanvas() override;

    // A picture of other models is shown from its beginning; one of the same models so that `anchor` (or, if that is in
    // neither of the two, what is selected or in the middle) stays where it is on the screen. Null: nothing to paint.
    void setPicture(std::shared_ptr<const GraphPicture> picture, const Item& anchor = {});
    void setColours(std::vector<QColor> fills, std::vector<int> differing);
    // Asked for when a tooltip is due.
    void setTooltips(std::function<QString(const GraphHit&)> tooltips) { tooltips_ = std::move(tooltips); }

    [[nodiscard]] const std::shared_ptr<const GraphPicture>& picture() const { return picture_; }
    [[nodiscard]] const GraphCamera& camera() const { return camera_; }
    [[nodiscard]] const GraphLook& look() const { return look_; }

    void fit();
    void zoomBy(double factor);  // about the middle
    void actualSize();
    void centreSelected();
    void step(GraphStep step);
    // So that this point is in the middle.
    void centreOn(layout::Point point);

signals:
    void headerClicked(const pinfold::ui::BlockId& block);
    void looked();  // the camera moved, or the picture is another one

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] GraphHit hitUnder(QPointF place) const;
    [[nodiscard]] std::optional<Item> keptInPlace(const GraphPicture& next, const Item& anchor) const;
    [[nodiscard]] int current() const;
    void begin();
    void click(QPointF place);
    void moved();
    void showSelected(const Item& item);
    void showHovered(const Item& item);

    Selection& selection_;
    std::shared_ptr<const GraphPicture> picture_;
    std::unique_ptr<GraphPainter> painter_;
    GraphCamera camera_;
    GraphLook look_;
    std::function<QString(const GraphHit&)> tooltips_;
    std::optional<QPointF> pressed_;  // where the button went down, or the pointer was last while dragging
    bool dragging_ = false;
    bool clicking_ = false;   // what is selected was clicked on: it is in sight
    bool untouched_ = false;  // nobody has moved the camera since the picture came
};

}  // namespace pinfold::ui
