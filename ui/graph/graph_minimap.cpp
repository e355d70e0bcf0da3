#include "ui/graph/graph_minimap.h"

#include "ui/style/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double longest = 20 * grid;  // of a side
constexpr double shortest = 6 * grid;
constexpr double border = grid / 2.0;
constexpr double smallestSeen = 4;  // pixels of the mark

}  // namespace

MinimapScale minimapScale(const layout::Rect& bounds) {
    const double width = std::max(1.0, bounds.width), height = std::max(1.0, bounds.height);
    const double scale = std::min(longest / width, longest / height);
    return {std::max(scale, shortest / width), std::max(scale, shortest / height)};
}

GraphMinimap::GraphMinimap(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphMinimap"));
    setAccessibleName(tr("Overview of the graph"));
    setToolTip(tr("The whole graph. Click or drag to move the part that is seen."));
    setCursor(Qt::PointingHandCursor);
    hide();
}

void GraphMinimap::setPicture(const layout::GraphLayout& layout, const std::vector<QColor>& fills) {
    bounds_ = layout.bounds;
    scale_ = minimapScale(bounds_);
    const QSize inner(static_cast<int>(std::ceil(bounds_.width * scale_.x)),
                      static_cast<int>(std::ceil(bounds_.height * scale_.y)));
    const auto around = static_cast<int>(2 * border);
    resize(inner.width() + around, inner.height() + around);
    const double ratio = devicePixelRatioF();
    pixmap_ = QPixmap(inner * ratio);
    pixmap_.fill(theme().surface);
    QPainter painter(&pixmap_);
    const double x = scale_.x * ratio, y = scale_.y * ratio;
    QRect last;
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const layout::Rect& node = layout.nodes[i];
        const QRect dot(static_cast<int>(node.x * x), static_cast<int>(node.y * y),
                        std::max(1, static_cast<int>(node.width * x)), std::max(1, static_cast<int>(node.height * y)));
        if (dot == last) continue;
        last = dot;
        painter.fillRect(dot, fills[i].isValid() ? fills[i] : theme().line);
    }
    pixmap_.setDevicePixelRatio(ratio);
    update();
}

void GraphMinimap::setSeen(const layout::Rect& seen) {
    seen_ = seen;
    update();
}

bool GraphMinimap::useful() const {
    return seen_.x > bounds_.x || seen_.y > bounds_.y || seen_.right() < bounds_.right() ||
           seen_.bottom() < bounds_.bottom();
}

void GraphMinimap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().surface);
    painter.drawPixmap(QPointF(border, border), pixmap_);
    painter.setPen(theme().line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    QRectF seen(border + seen_.x * scale_.x, border + seen_.y * scale_.y, seen_.width * scale_.x,
                seen_.height * scale_.y);
    const QPointF middle = seen.center();
    seen.setSize(seen.size().expandedTo({smallestSeen, smallestSeen}));
    seen.moveCenter(middle);
    painter.setPen(QPen(theme().accent, 2));
    painter.drawRect(seen.intersected(QRectF(rect()).adjusted(1, 1, -1, -1)));
}

void GraphMinimap::mousePressEvent(QMouseEvent* event) { mouseMoveEvent(event); }

void GraphMinimap::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    emit pointed({(event->position().x() - border) / scale_.x, (event->position().y() - border) / scale_.y});
}

}  // namespace pinfold::ui
