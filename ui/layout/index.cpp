// A packed R-tree. Boxes are sorted into horizontal strips by their middles and within a strip from left to right, so
// that neighbours in the list are neighbours in the plane (Leutenegger, Lopez & Edgington, "STR: A Simple and Efficient
// Algorithm for R-Tree Packing", 1997); then every sixteen get a common box, and so on up.
#include "ui/layout/index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace pinfold::layout {
namespace {

template <typename Box>
bool touch(const Box& a, const Box& b) {
    return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

template <typename Box>
double distanceTo(const Box& box, Point point) {
    const double x = std::max({box.left - point.x, 0.0, point.x - box.right});
    const double y = std::max({box.top - point.y, 0.0, point.y - box.bottom});
    return std::hypot(x, y);
}

// Places of the boxes in the order of strips.
template <typename Box>
std::vector<std::size_t> inStrips(const std::vector<Box>& boxes, std::size_t fanOut) {
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto byMiddle = [&](auto low, auto high) {
        return [&boxes, low, high](std::size_t a, std::size_t b) {
            const double first = boxes[a].*low + boxes[a].*high, second = boxes[b].*low + boxes[b].*high;
            return std::pair(first, a) < std::pair(second, b);
        };
    };
    std::sort(order.begin(), order.end(), byMiddle(&Box::top, &Box::bottom));
    const double leaves = static_cast<double>(boxes.size()) / static_cast<double>(fanOut);
    const std::size_t strip = fanOut * static_cast<std::size_t>(std::ceil(std::sqrt(std::max(1.0, leaves))));
    for (std::size_t begin = 0; begin < order.size(); begin += strip) {
        const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), begin + strip));
        std::sort(first, last, byMiddle(&Box::left, &Box::right));
    }
    return order;
}

}  // namespace

Index::Tree::Tree(std::vector<Box> boxes, std::vector<int> ids) {
    std::vector<Box> sorted;
    for (const std::size_t place : inStrips(boxes, fanOut)) {
        sorted.push_back(boxes[place]);
        ids_.push_back(ids[place]);
    }
    levels_.push_back(std::move(sorted));
    while (levels_.back().size() > 1) {
        std::vector<Box> above;
        for (std::size_t i = 0; i < levels_.back().size(); ++i) {
            const Box& box = levels_.back()[i];
            if (i % fanOut == 0) above.push_back(box);
            Box& outer = above.back();
            outer = {std::min(outer.left, box.left), std::min(outer.top, box.top), std::max(outer.right, box.right),
                     std::max(outer.bottom, box.bottom)};
        }
        levels_.push_back(std::move(above));
    }
}

std::size_t Index::Tree::childrenEnd(std::size_t level, std::size_t index) const {
    return std::min((index + 1) * fanOut, levels_[level - 1].size());
}

void Index::Tree::collect(const Box& area, std::vector<int>& found) const {
    if (ids_.empty()) return;
    std::vector<std::pair<std::size_t, std::size_t>> open{{levels_.size() - 1, 0}};
    while (!open.empty()) {
        const auto [level, index] = open.back();
        open.pop_back();
        if (!touch(levels_[level][index], area)) continue;
        if (level == 0) {
            found.push_back(ids_[index]);
            continue;
        }
        for (std::size_t i = index * fanOut; i < childrenEnd(level, index); ++i) open.emplace_back(level - 1, i);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

std::optional<int> Index::Tree::nearest(Point point, double distance) const {
    if (ids_.empty()) return std::nullopt;
    std::pair<double, int> best{distance, std::numeric_limits<int>::max()};
    std::vector<std::pair<std::size_t, std::size_t>> open{{levels_.size() - 1, 0}};
    while (!open.empty()) {
        const auto [level, index] = open.back();
        open.pop_back();
        const double away = distanceTo(levels_[level][index], point);
        if (away > best.first) continue;
        if (level == 0) {
            best = std::min(best, {away, ids_[index]});
            continue;
        }
        const auto begin = static_cast<std::ptrdiff_t>(open.size());
        for (std::size_t i = index * fanOut; i < childrenEnd(level, index); ++i) open.emplace_back(level - 1, i);
        // The nearest is looked at first.
        std::stable_sort(open.begin() + begin, open.end(), [&](const auto& a, const auto& b) {
            return distanceTo(levels_[a.first][a.second], point) > distanceTo(levels_[b.first][b.second], point);
        });
    }
    if (best.second == std::numeric_limits<int>::max()) return std::nullopt;
    return best.second;
}

Index::Index(const GraphLayout& layout) {
    std::vector<Box> boxes;
    std::vector<int> ids;
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const Rect& node = layout.nodes[i];
        boxes.push_back({node.x, node.y, node.right(), node.bottom()});
        ids.push_back(static_cast<int>(i));
    }
    nodes_ = Tree(std::exchange(boxes, {}), std::exchange(ids, {}));
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        const auto& points = layout.edges[i].points;
        for (auto p = static_cast<std::size_t>(layout.edges[i].ownFrom); p + 1 < points.size(); ++p) {
            const auto [left, right] = std::minmax({points[p].x, points[p + 1].x});
            const auto [top, bottom] = std::minmax({points[p].y, points[p + 1].y});
            boxes.push_back({left, top, right, bottom});
            ids.push_back(static_cast<int>(i));
        }
    }
    edges_ = Tree(std::move(boxes), std::move(ids));
}

Index::Found Index::in(const Rect& rect) const {
    Found found;
    const Box area{rect.x, rect.y, rect.right(), rect.bottom()};
    nodes_.collect(area, found.nodes);
    edges_.collect(area, found.edges);
    return found;
}

std::optional<int> Index::nodeAt(Point point, double distance) const { return nodes_.nearest(point, distance); }

}  // namespace pinfold::layout
