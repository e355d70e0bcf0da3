// What pointer and keys do in the timeline, and what is marked meanwhile.
#include "ui/memory/timeline_band.h"
#include "ui/memory/timeline_plot.h"
#include "ui/memory/timeline_strips.h"
#include "ui/memory/timeline_words.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double near = 3;         // pixels around the pointer in which a box counts as meant
constexpr double wheelStep = 1.2;  // zoom of one notch

double roundedTo(double step, double number) { return std::round(number / step) * step; }

}  // namespace

int TimelinePlot::bandAt(const QPointF& position) const {
    for (std::size_t b = 0; b < rows_.size(); ++b) {
        const Row& row = rows_[b];
        const QPoint pixel = position.toPoint();
        if (row.title->outerRect().contains(pixel) || row.plot->outerRect().contains(pixel)) return static_cast<int>(b);
    }
    return -1;
}

double TimelinePlot::tickAt(double x) const { return head_->scale().tick(x); }

BoxPlace TimelinePlot::boxAt(const QPointF& position) const {
    const int band = bandAt(position);
    if (band < 0) return {};
    const Row& row = rows_[static_cast<std::size_t>(band)];
    if (!row.plot->rect().contains(position.toPoint())) return {};
    const double ticksPerPixel = 1 / head_->scale().pixelsPerTick;
    const double offset = row.plot->axis(QCPAxis::atLeft)->pixelToCoord(position.y());
    return model_->at(band, tickAt(position.x()), offset, near * ticksPerPixel, near * bytesPerPixel(band));
}

double TimelinePlot::bytesPerPixel(int band) const {
    return bytesInSight(band).size() / std::max(1, rows_[static_cast<std::size_t>(band)].plot->height());
}

// A box, or in the head an operator.
Item TimelinePlot::itemAt(const QPointF& position) const {
    if (!model_) return {};
    if (head_->rect().contains(position.toPoint())) {
        return model_->operatorAt(static_cast<int>(std::floor(tickAt(position.x()))));
    }
    const BoxPlace place = boxAt(position);
    return place ? model_->itemOf(place) : Item{};
}

TimelineMarks TimelinePlot::marks() const {
    TimelineMarks marks;
    if (!model_) return marks;
    addMarks(selected_, marks.selectedSpans, marks.selected);
    addMarks(hovered_, marks.hoveredSpans, marks.hovered);
    if (mode_ == Mode::dragging) marks.drag = dragMarks();
    return marks;
}

void TimelinePlot::addMarks(const Item& item, std::vector<TimelineMarks::Mark>& spans,
                            std::optional<TimelineMarks::Mark>& outline) const {
    if (const BoxPlace place = model_->find(item)) {
        outline = {boxRectangle(place), bandRectangle(place.band)};
        return;
    }
    const TickSpan span = model_->ticksOf(item);
    if (span.empty()) return;
    const TickScale x = head_->scale();
    const auto add = [&](const QRectF& area) {
        spans.push_back({QRectF(QPointF(x.x(span.first), area.top()), QPointF(x.x(span.end), area.bottom())), area});
    };
    add(head_->rect());
    for (std::size_t b = 0; b < rows_.size(); ++b) add(bandRectangle(static_cast<int>(b)));
}

TimelineMarks::Drag TimelinePlot::dragMarks() const {
    TimelineMarks::Drag drag;
    drag.pointer = pointer_;
    drag.allowed = target_.allowed;
    drag.text = target_.text;
    if (target_.band < 0) {
        drag.text = tr("Drop it in a region");
        return drag;
    }
    drag.area = bandRectangle(target_.band);
    const Row& row = rows_[static_cast<std::size_t>(target_.band)];
    if (target_.toAddress) {
        const TimelineBox& box = model_->box(pressedBox_);
        drag.ghost = row.boxes->rectangleOf(box.life, target_.offset, box.bytes) & drag.area;
    } else {
        drag.hint = tr("Shift: at this address");
    }
    if (target_.toAddress && target_.band == pressedBox_.band) drag.hint = tr("Esc: leave it there");
    return drag;
}

// Draws what is marked, and nothing else.
void TimelinePlot::updateOverlay() {
    if (drawn_) layer(QStringLiteral("overlay"))->replot();
}

void TimelinePlot::mousePressEvent(QMouseEvent* event) {
    if (!model_ || event->button() != Qt::LeftButton) {
        if (mode_ == Mode::dragging) endPointer();
        return;
    }
    QToolTip::hideText();
    mode_ = Mode::pressed;
    pressedAt_ = pointer_ = event->position();
    pressedBox_ = boxAt(pressedAt_);
    pressedBand_ = bandAt(pressedAt_);
    pressedTicks_ = ticks_;
    if (pressedBand_ >= 0) pressedBytes_ = bytesInSight(pressedBand_);
    if (const Item item = itemAt(pressedAt_)) emit clicked(item);
}

void TimelinePlot::mouseMoveEvent(QMouseEvent* event) {
    if (!model_) return;
    pointer_ = event->position();
    if (mode_ == Mode::pressed) startDragOrPan();
    switch (mode_) {
        case Mode::idle: emit hovered(itemAt(pointer_)); break;
        case Mode::pressed: break;
        case Mode::panning: pan(pointer_); break;
        case Mode::dragging: drag(pointer_, event->modifiers().testFlag(Qt::ShiftModifier)); break;
    }
}

void TimelinePlot::startDragOrPan() {
    if ((pointer_ - pressedAt_).manhattanLength() < QApplication::startDragDistance()) return;
    mode_ = pressedBox_ ? Mode::dragging : Mode::panning;
    setCursor(Qt::ClosedHandCursor);
}

void TimelinePlot::drag(const QPointF& position, bool exact) {
    const int band = bandAt(position);
    double offset = 0;
    if (band >= 0) {
        const auto bytesAt = [&](int of, double y) {
            return rows_[static_cast<std::size_t>(of)].plot->axis(QCPAxis::atLeft)->pixelToCoord(y);
        };
        // The pointer holds the box where it took it.
        const double held =
            bytesAt(pressedBox_.band, pressedAt_.y()) - static_cast<double>(model_->box(pressedBox_).offset);
        offset = bytesAt(band, position.y()) - held;
        if (band != pressedBox_.band) offset = roundedTo(byteStep(bytesPerPixel(band)), offset);
    }
    target_ = dropTarget(*model_, pressedBox_, band, offset, exact);
    updateOverlay();
    emit dragged(position.toPoint());
}

void TimelinePlot::pan(const QPointF& position) {
    const double ticks = (position.x() - pressedAt_.x()) / head_->scale().pixelsPerTick;
    setTicks(pressedTicks_.lower - ticks, pressedTicks_.upper - ticks);
    if (pressedBand_ < 0) return;
    const double bytes = (position.y() - pressedAt_.y()) * bytesPerPixel(pressedBand_);
    setBytes(pressedBand_, pressedBytes_.lower + bytes, pressedBytes_.upper + bytes);
}

void TimelinePlot::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const bool drops = mode_ == Mode::dragging && target_.allowed;
    const BoxPlace box = pressedBox_;
    const DropTarget target = target_;
    endPointer();
    if (drops) emit dropped(box, target);
}

void TimelinePlot::endPointer() {
    if (mode_ == Mode::idle) return;
    mode_ = Mode::idle;
    target_ = {};
    unsetCursor();
    updateOverlay();
}

void TimelinePlot::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && model_ && itemAt(event->position())) zoomToSelection();
}

void TimelinePlot::wheelEvent(QWheelEvent* event) {
    event->accept();
    if (!model_ || mode_ == Mode::dragging) return;
    const double notches = event->angleDelta().y() / 120.0;
    const double sideways = event->angleDelta().x() / 120.0;
    const double factor = std::pow(wheelStep, -notches);
    const QPointF at = event->position();
    const int band = bandAt(at);
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        if (band < 0) return;
        const QCPRange bytes = bytesInSight(band);
        const double fixed = rows_[static_cast<std::size_t>(band)].plot->axis(QCPAxis::atLeft)->pixelToCoord(at.y());
        return setBytes(band, fixed + (bytes.lower - fixed) * factor, fixed + (bytes.upper - fixed) * factor);
    }
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (shift || sideways != 0) {
        const double step = -(shift ? notches : sideways) * ticks_.size() / 10;
        return setTicks(ticks_.lower + step, ticks_.upper + step);
    }
    const double fixed = tickAt(at.x());
    setTicks(fixed + (ticks_.lower - fixed) * factor, fixed + (ticks_.upper - fixed) * factor);
}

void TimelinePlot::keyPressEvent(QKeyEvent* event) {
    const auto walk = [&](Walk way) {
        const BoxPlace to = model_->walk(model_->find(selected_), way);
        if (to) emit clicked(model_->itemOf(to));
    };
    if (event->key() == Qt::Key_Escape && mode_ != Mode::idle) return endPointer();
    if (!model_) return QWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Left: return walk(Walk::earlier);
        case Qt::Key_Right: return walk(Walk::later);
        case Qt::Key_Up: return walk(Walk::up);
        case Qt::Key_Down: return walk(Walk::down);
        case Qt::Key_Shift:
            if (mode_ == Mode::dragging) drag(pointer_, true);
            break;
        default: break;
    }
    QWidget::keyPressEvent(event);
}

void TimelinePlot::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Shift && mode_ == Mode::dragging) drag(pointer_, false);
    QWidget::keyReleaseEvent(event);
}

void TimelinePlot::leaveEvent(QEvent*) { emit hovered({}); }

void TimelinePlot::contextMenuEvent(QContextMenuEvent* event) {
    if (!model_ || mode_ == Mode::dragging) return;
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const BoxPlace place = model_->find(selected_);
        const QRectF shown = place ? boxRectangle(place) & bandRectangle(place.band) : QRectF(rect());
        at = mapToGlobal(shown.center().toPoint());
    } else if (const Item item = itemAt(event->pos())) {
        emit clicked(item);
    }
    emit menuRequested(at);
}

bool TimelinePlot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = mode_ == Mode::idle ? toolTipAt(help->pos()) : QString();
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    // While something is dragged, Esc is for that and for nobody else's shortcut.
    if (event->type() == QEvent::ShortcutOverride && mode_ == Mode::dragging &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QCustomPlot::event(event);
}

QString TimelinePlot::toolTipAt(const QPointF& position) const {
    if (!model_) return {};
    if (const BoxPlace place = boxAt(position)) return boxText(*model_, place);
    if (const Item op = itemAt(position)) {
        const int tick = static_cast<int>(std::floor(tickAt(position.x())));
        return operatorText(*model_, op) + tickText(*model_, tick).toHtmlEscaped();
    }
    const int band = bandAt(position);
    if (band < 0) return {};
    return QStringLiteral("<b>%1</b><br>%2")
        .arg(QString::fromStdString(model_->bands()[static_cast<std::size_t>(band)].region).toHtmlEscaped(),
             bandText(*model_, band).toHtmlEscaped());
}

}  // namespace pinfold::ui
