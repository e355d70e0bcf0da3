// The drawing of the memory timeline, and what the pointer and the keys do in it. Knows a TimelineModel; what is
// selected and what follows from a drop is for its owner.
#pragma once

#include "ui/memory/timeline_drag.h"
#include "ui/memory/timeline_model.h"
#include "ui/memory/timeline_overlay.h"

#include <qcustomplot.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pinfold::ui {

class TimelineBandPlot;
class TimelineHead;
class TimelineTitle;

class TimelinePlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit TimelinePlot(QWidget* parent = nullptr);

    // What is in sight stays in sight if the user had chosen it and the execution is as long as before.
    void setModel(std::shared_ptr<const TimelineModel> model);
    [[nodiscard]] const std::shared_ptr<const TimelineModel>& model() const { return model_; }
    // Boxes of these names ("model:name") are drawn in red.
    void setInfeasible(const std::set<std::string>& names);
    void setHovered(const Item& item);
    // Scrolls to it where it is out of sight.
    void setSelected(const Item& item);
    [[nodiscard]] const Item& selected() const { return selected_; }

    void fit();
    void zoom(double factor);  // around the middle; above 1: closer
    void zoomToSelection();
    // To the operator in which the pool of the selection, or else the largest pool, is fullest.
    void zoomToPeak();

    // In pixels of the widget, as last drawn.
    [[nodiscard]] QRectF bandRectangle(int band) const;
    [[nodiscard]] QRectF boxRectangle(const BoxPlace& place) const;
    [[nodiscard]] BoxPlace boxAt(const QPointF& position) const;
    [[nodiscard]] QCPRange ticksInSight() const { return ticks_; }
    // While a button is down on it.
    [[nodiscard]] bool isPressed() const { return mode_ != Mode::idle; }
    [[nodiscard]] bool isDragging() const { return mode_ == Mode::dragging; }
    // Of the band's y axis, in bytes from the band's address.
    [[nodiscard]] QCPRange bytesInSight(int band) const;

signals:
    void hovered(const pinfold::ui::Item& item);
    void clicked(const pinfold::ui::Item& item);
    // While a box is being dragged; `position` of the pointer, here.
    void dragged(const QPoint& position);
    void dropped(const pinfold::ui::BoxPlace& box, const pinfold::ui::DropTarget& target);
    // `position` is global.
    void menuRequested(const QPoint& position);

protected:
    void updateLayout() override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Row {
        QCPAxisRect* plot = nullptr;
        TimelineBandPlot* boxes = nullptr;
        TimelineTitle* title = nullptr;
    };
    enum class Mode { idle, pressed, panning, dragging };

    void rebuild();
    void addBand(int band);
    void styleAxes(QCPAxisRect& plot, const TimelineBand& band) const;
    void setTickCounts();
    void fitBytes(int band);
    void setTicks(double lower, double upper);
    void setBytes(int band, double lower, double upper);
    void bringIntoSight(TickSpan span);
    [[nodiscard]] int bandAt(const QPointF& position) const;
    [[nodiscard]] double tickAt(double x) const;
    [[nodiscard]] double bytesPerPixel(int band) const;
    [[nodiscard]] Item itemAt(const QPointF& position) const;
    [[nodiscard]] TimelineMarks marks() const;
    void addMarks(const Item& item, std::vector<TimelineMarks::Mark>& spans,
                  std::optional<TimelineMarks::Mark>& outline) const;
    [[nodiscard]] TimelineMarks::Drag dragMarks() const;
    void updateOverlay();
    void startDragOrPan();
    void drag(const QPointF& position, bool exact);
    void pan(const QPointF& position);
    void endPointer();
    [[nodiscard]] QString toolTipAt(const QPointF& position) const;

    std::shared_ptr<const TimelineModel> model_;
    TimelineHead* head_ = nullptr;
    std::vector<Row> rows_;  // per band
    QCPRange ticks_;
    bool chosen_ = false;  // the user has zoomed or panned
    bool drawn_ = false;   // before, there is nothing that the overlay could be drawn over
    Item hovered_;
    Item selected_;

    Mode mode_ = Mode::idle;
    QPointF pressedAt_;
    QPointF pointer_;
    BoxPlace pressedBox_;
    int pressedBand_ = -1;
    QCPRange pressedTicks_;
    QCPRange pressedBytes_;
    DropTarget target_;
};

}  // namespace pinfold::ui
