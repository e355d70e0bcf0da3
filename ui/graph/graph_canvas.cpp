#include "ui/graph/graph_canvas.h"

#include "base/index.h"
#include "ui/graph/graph_words.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double zoomOfANotch = 1.2;  // of the mouse wheel
constexpr double eighthsOfANotch = 120;
constexpr double reach = 5;  // pixels on the screen at which an edge is hit

}  // namespace

GraphCanvas::GraphCanvas(Selection& selection, QWidget* parent) : QWidget(parent), selection_(selection) {
    setObjectName(QStringLiteral("graphCanvas"));
    setAccessibleName(tr("Graph of operators"));
    setWhatsThis(
        tr("Operators in layers: each reads what those above it write. Wheel: zoom; drag: move; click: select. Arrow "
           "keys walk to producers (up), consumers (down) and neighbours; Home and End go to the first and the last, "
           "Enter brings the selected into the middle."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(20 * grid, 15 * grid);
    connect(&selection_, &Selection::selectedChanged, this, &GraphCanvas::showSelected);
    connect(&selection_, &Selection::hoveredChanged, this, &GraphCanvas::showHovered);
}

GraphCanvas::~GraphCanvas() = default;

std::optional<Item> GraphCanvas::keptInPlace(const GraphPicture& next, const Item& anchor) const {
    if (!picture_ || picture_->models != next.models) return std::nullopt;
    const auto inBoth = [&](const Item& s) { return picture_->nodeOf(s) >= 0 && next.nodeOf(s) >= 0; };
    if (inBoth(anchor)) return anchor;
    const layout::Rect seen = camera_.seen(size());
    const auto& selected = selection_.selected();
    if (inBoth(selected) && !picture_->index.in(seen).nodes.empty()) {
        const layout::Rect& place = picture_->layout.nodes[at(picture_->nodeOf(selected))];
        if (place.y >= seen.y && place.bottom() <= seen.bottom()) return selected;
    }
    const auto middle = picture_->index.nodeAt({seen.centerX(), seen.y + seen.height / 2}, seen.width + seen.height);
    if (!middle || !inBoth(picture_->nodes[at(*middle)].item)) return std::nullopt;
    return picture_->nodes[at(*middle)].item;
}

void GraphCanvas::setPicture(std::shared_ptr<const GraphPicture> picture, const Item& anchor) {
    const auto kept = picture ? keptInPlace(*picture, anchor) : std::nullopt;
    QPointF place;
    if (kept) place = camera_.toScreen(picture_->layout.nodes[at(picture_->nodeOf(*kept))]).topLeft();
    picture_ = std::move(picture);
    painter_ = picture_ ? std::make_unique<GraphPainter>(picture_, graphStyle()) : nullptr;
    look_ = {};
    if (!picture_) return moved();
    look_.fills.resize(picture_->nodes.size());
    if (kept) {
        const layout::Rect& node = picture_->layout.nodes[at(picture_->nodeOf(*kept))];
        camera_.put({node.x, node.y}, place, camera_.zoom());
    } else {
        begin();
    }
    clicking_ = true;  // the camera stays as it is
    showSelected(selection_.selected());
    clicking_ = false;
    showHovered(selection_.hovered());
    moved();
}

// At the first node, and the model's name above it.
void GraphCanvas::begin() {
    untouched_ = true;
    const auto& nodes = picture_->layout.nodes;
    layout::Rect first = nodes.empty() ? layout::Rect{} : nodes.front();
    if (!picture_->titles.empty()) first.y = picture_->titles.front().place.y;
    camera_.begin(picture_->layout.bounds, first, size());
}

void GraphCanvas::setColours(std::vector<QColor> fills, std::vector<int> differing) {
    look_.fills = std::move(fills);
    look_.differing = std::move(differing);
    update();
}

void GraphCanvas::moved() {
    update();
    emit looked();
}

void GraphCanvas::fit() {
    if (!picture_) return;
    untouched_ = false;
    camera_.fit(picture_->layout.bounds, size());
    moved();
}

void GraphCanvas::zoomBy(double factor) {
    if (!picture_) return;
    untouched_ = false;
    camera_.zoomAt(QRectF(rect()).center(), factor, picture_->layout.bounds, size());
    moved();
}

void GraphCanvas::actualSize() { zoomBy(1 / camera_.zoom()); }

void GraphCanvas::centreOn(layout::Point point) {
    if (!picture_) return;
    untouched_ = false;
    camera_.centre({point.x, point.y, 0, 0}, size());
    camera_.keepInSight(picture_->layout.bounds, size());
    moved();
}

void GraphCanvas::centreSelected() {
    const int node = current();
    if (node < 0) return;
    untouched_ = false;
    camera_.centre(picture_->layout.nodes[at(node)], size());
    moved();
}

int GraphCanvas::current() const {
    if (!picture_) return -1;
    const int outlined = picture_->outlinedFor(selection_.selected());
    return outlined >= 0 ? outlined : picture_->nodeOf(selection_.selected());
}

void GraphCanvas::step(GraphStep step) {
    if (!picture_) return;
    const int next = picture_->step(current(), step);
    if (next >= 0) selection_.select(picture_->nodes[at(next)].item);
}

GraphHit GraphCanvas::hitUnder(QPointF place) const {
    if (!picture_) return {};
    return hitAt(*picture_, camera_.toPicture(place), reach / camera_.zoom());
}

void GraphCanvas::showSelected(const Item& item) {
    if (!picture_) return;
    look_.selectedNode = picture_->outlinedFor(item);
    look_.selectedEdges = picture_->edgesOf(item);
    const int node = current();
    if (node >= 0 && !clicking_) {
        const layout::Rect& place = picture_->layout.nodes[at(node)];
        untouched_ = untouched_ && QRectF(rect()).contains(camera_.toScreen(place));
        camera_.reveal(place, size());
        const QRect shown = camera_.toScreen(place).toAlignedRect();
        for (const QWidget* above : findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            if (above->isVisible() && above->geometry().intersects(shown)) camera_.centre(place, size());
        }
    }
    setAccessibleDescription(sentenceOf(*picture_, item));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    moved();
}

void GraphCanvas::showHovered(const Item& item) {
    if (!picture_) return;
    look_.hoveredNode = picture_->outlinedFor(item);
    look_.hoveredEdges = picture_->edgesOf(item);
    update();
}

void GraphCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (painter_) {
        painter_->paint(painter, camera_, size(), look_);
    } else {
        painter.fillRect(rect(), theme().surface);
    }
    if (!hasFocus()) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme().accent);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void GraphCanvas::resizeEvent(QResizeEvent*) {
    if (!picture_) return;
    if (untouched_) {
        begin();
    } else {
        camera_.keepInSight(picture_->layout.bounds, size());
    }
    moved();
}

void GraphCanvas::wheelEvent(QWheelEvent* event) {
    event->accept();
    if (!picture_ || event->angleDelta().y() == 0) return;
    untouched_ = false;
    camera_.zoomAt(event->position(), std::pow(zoomOfANotch, event->angleDelta().y() / eighthsOfANotch),
                   picture_->layout.bounds, size());
    moved();
}

void GraphCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    pressed_ = event->position();
    dragging_ = false;
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!picture_) return;
    if (!pressed_) return selection_.hover(hitUnder(event->position()).item);
    const QPointF by = event->position() - *pressed_;
    if (!dragging_ && by.manhattanLength() < QApplication::startDragDistance()) return;
    dragging_ = true;
    untouched_ = false;
    setCursor(Qt::ClosedHandCursor);
    pressed_ = event->position();
    camera_.pan(by);
    camera_.keepInSight(picture_->layout.bounds, size());
    moved();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (!pressed_) return;
    if (!dragging_ && event->button() == Qt::LeftButton) click(event->position());
    pressed_.reset();
    dragging_ = false;
    unsetCursor();
}

void GraphCanvas::click(QPointF place) {
    const GraphHit hit = hitUnder(place);
    if (hit.header && detailAt(camera_.zoom()) == GraphDetail::full) {
        const GraphNode& node = picture_->nodes[at(hit.node)];
        emit headerClicked({node.model, node.block});
        return;
    }
    clicking_ = true;
    selection_.select(hit.item);
    clicking_ = false;
}

void GraphCanvas::leaveEvent(QEvent*) { selection_.hover({}); }

void GraphCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~Qt::KeypadModifier) return QWidget::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Up: return step(GraphStep::producer);
        case Qt::Key_Down: return step(GraphStep::consumer);
        case Qt::Key_Left: return step(GraphStep::left);
        case Qt::Key_Right: return step(GraphStep::right);
        case Qt::Key_Home: return step(GraphStep::first);
        case Qt::Key_End: return step(GraphStep::last);
        case Qt::Key_Return:
        case Qt::Key_Enter: return centreSelected();
        case Qt::Key_Escape: return selection_.select({});
        default: QWidget::keyPressEvent(event);
    }
}

void GraphCanvas::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !picture_) return;
    painter_ = std::make_unique<GraphPainter>(picture_, graphStyle());
    update();
}

bool GraphCanvas::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const GraphHit hit = hitUnder(help->pos());
    const QString text = tooltips_ && hit.item ? tooltips_(hit) : QString();
    if (text.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(help->globalPos(), text, this);
    }
    return true;
}

}  // namespace pinfold::ui
