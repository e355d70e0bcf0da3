#include "ui/graph/graph_camera.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

// Text of 12 pixels is 7 pixels high at `fullFrom`, a node with four lines 24 at `titlesFrom`, and the gap between two
// nodes one pixel at `shapesFrom`.
constexpr double fullFrom = 0.6;
constexpr double titlesFrom = 0.3;
constexpr double shapesFrom = 0.03;
constexpr double margin = 16;  // pixels on the screen

double fittingZoom(const layout::Rect& bounds, QSizeF window) {
    const double width = std::max(1.0, window.width() - 2 * margin);
    const double height = std::max(1.0, window.height() - 2 * margin);
    return std::min({1.0, width / std::max(1.0, bounds.width), height / std::max(1.0, bounds.height)});
}

// Where a line of the picture must begin so that [low, high] is seen in `length` pixels of it: at `begin` if it is.
double revealed(double begin, double length, double low, double high, double space) {
    if (low - space >= begin && high + space <= begin + length) return begin;
    const bool far = high < begin - length / 2 || low > begin + 1.5 * length;
    if (far || high - low + 2 * space > length) return (low + high - length) / 2;
    return low - space < begin ? low - space : high + space - length;
}

}  // namespace

GraphDetail detailAt(double zoom) {
    if (zoom >= fullFrom) return GraphDetail::full;
    if (zoom >= titlesFrom) return GraphDetail::titles;
    return zoom >= shapesFrom ? GraphDetail::shapes : GraphDetail::overview;
}

QPointF GraphCamera::toScreen(layout::Point point) const {
    return {(point.x - corner_.x) * zoom_, (point.y - corner_.y) * zoom_};
}

QRectF GraphCamera::toScreen(const layout::Rect& rect) const {
    return {toScreen(layout::Point{rect.x, rect.y}), QSizeF(rect.width * zoom_, rect.height * zoom_)};
}

layout::Point GraphCamera::toPicture(QPointF point) const {
    return {corner_.x + point.x() / zoom_, corner_.y + point.y() / zoom_};
}

layout::Rect GraphCamera::seen(QSizeF window) const {
    return {corner_.x, corner_.y, window.width() / zoom_, window.height() / zoom_};
}

void GraphCamera::put(layout::Point point, QPointF place, double zoom) {
    zoom_ = zoom;
    corner_ = {point.x - place.x() / zoom, point.y - place.y() / zoom};
}

void GraphCamera::zoomAt(QPointF place, double factor, const layout::Rect& bounds, QSizeF window) {
    const double lowest = fittingZoom(bounds, window);
    put(toPicture(place), place, std::clamp(zoom_ * factor, std::min(lowest, zoom_), highestZoom));
    keepInSight(bounds, window);
}

void GraphCamera::pan(QPointF by) {
    corner_.x -= by.x() / zoom_;
    corner_.y -= by.y() / zoom_;
}

void GraphCamera::fit(const layout::Rect& bounds, QSizeF window) {
    zoom_ = fittingZoom(bounds, window);
    centre(bounds, window);
}

void GraphCamera::begin(const layout::Rect& bounds, const layout::Rect& first, QSizeF window) {
    fit(bounds, window);
    if (zoom_ >= titlesFrom) return;
    put({first.centerX(), first.y}, {window.width() / 2, 2 * margin}, 1);
}

void GraphCamera::centre(const layout::Rect& rect, QSizeF window) {
    put({rect.centerX(), rect.y + rect.height / 2}, {window.width() / 2, window.height() / 2}, zoom_);
}

void GraphCamera::reveal(const layout::Rect& rect, QSizeF window) {
    const double space = 2 * margin / zoom_;
    corner_.x = revealed(corner_.x, window.width() / zoom_, rect.x, rect.right(), space);
    corner_.y = revealed(corner_.y, window.height() / zoom_, rect.y, rect.bottom(), space);
}

void GraphCamera::keepInSight(const layout::Rect& bounds, QSizeF window) {
    const double width = window.width() / zoom_ / 2, height = window.height() / zoom_ / 2;
    corner_.x = std::clamp(corner_.x, bounds.x - width, bounds.right() - width);
    corner_.y = std::clamp(corner_.y, bounds.y - height, bounds.bottom() - height);
}

}  // namespace pinfold::ui
