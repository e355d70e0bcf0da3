// Every layer is a band as high as its highest node. In a band an edge runs straight down: below its producer, above
// its reader, and where its trunk is; it changes its place only in the gaps between bands, where no node is. So it
// cannot run through a node. At a node's border an edge begins as close to where it goes as the border allows.
#include "ui/layout/route.h"

#include "base/index.h"

#include <algorithm>
#include <cmath>

namespace pinfold::layout {
namespace {

// Edges keep this distance from a node's corners, and parallel edges from one another, in pixels.
constexpr double cornerMargin = 12;
constexpr double parallelGap = 8;
// A gap between layers is this share of the widest step that an edge makes in it, but at most so many times the usual
// gap.
constexpr double stepShare = 1.0 / 8;
constexpr double maxGaps = 4;

class Router {
public:
    Router(const Graph& graph, const LayeredItems& items, const std::vector<std::int64_t>& centers,
           const Options& options, LayoutStop& stop)
        : graph_(graph), items_(items), options_(options), stop_(stop) {
        for (const std::int64_t center : centers) centers_.push_back(static_cast<double>(center) * options.grid);
    }

    GraphLayout run() {
        shiftRight();
        placeLinks();
        placeLayers();
        placeNodes();
        for (std::size_t edge = 0; edge < graph_.edges.size() && !stop_.after(4); ++edge) {
            layout_.edges.push_back(route(edge));
        }
        if (stop_.after(graph_.edges.size())) return std::move(layout_);
        shareTrunks();
        findBounds();
        return std::move(layout_);
    }

private:
    struct Ends {
        double upper = 0;
        double lower = 0;
    };

    double onGrid(double length) const { return std::ceil(length / options_.grid) * options_.grid; }
    double width(int item) const { return items_.isTrunk(item) ? 0 : graph_.nodes[at(item)].width; }

    void shiftRight() {
        double least = 0;
        for (int item = 0; item < items_.size(); ++item) least = std::min(least, centers_[at(item)] - width(item) / 2);
        for (double& center : centers_) center += onGrid(-least);
    }

    // The place on the item's border that is nearest to x.
    double nearest(int item, double x) const {
        const double reach = std::max(0.0, width(item) / 2 - cornerMargin);
        return std::clamp(x, centers_[at(item)] - reach, centers_[at(item)] + reach);
    }

    void placeLinks() {
        ends_.resize(items_.links.size());
        std::vector<int> order;
        for (int gap = 0; gap < items_.layers; ++gap) {
            const auto links = items_.linksOfGap[gap];
            order.assign(links.begin(), links.end());
            const auto pairOf = [&](int link) {
                return std::pair(items_.links[at(link)].upper, items_.links[at(link)].lower);
            };
            std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return pairOf(a) < pairOf(b); });
            for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
                while (end < order.size() && pairOf(order[end]) == pairOf(order[begin])) ++end;
                placeParallel({order.data() + begin, end - begin});
            }
        }
    }

    // Links between the same two items: several outputs of one operator that another reads.
    void placeParallel(std::span<const int> links) {
        const Link& first = items_.links[at(links[0])];
        const double upper = nearest(first.upper, centers_[at(first.lower)]);
        const double lower = nearest(first.lower, upper);
        const double room = std::min(width(first.upper), width(first.lower));
        const double gap = std::min(parallelGap, room / static_cast<double>(links.size() + 1));
        for (std::size_t i = 0; i < links.size(); ++i) {
            const double shift = gap * (static_cast<double>(i) - static_cast<double>(links.size() - 1) / 2);
            ends_[at(links[i])] = {nearest(first.upper, upper + shift), nearest(first.lower, lower + shift)};
        }
    }

    void placeLayers() {
        double top = 0;
        for (int layer = 0; layer < items_.layers; ++layer) {
            double height = 0;
            for (const int node : items_.nodesOfLayer[layer]) {
                height = std::max(height, graph_.nodes[at(node)].height);
            }
            double step = 0;
            for (const int link : items_.linksOfGap[layer]) {
                step = std::max(step, std::abs(ends_[at(link)].upper - ends_[at(link)].lower));
            }
            top_.push_back(top);
            bottom_.push_back(top + onGrid(height));
            top = bottom_.back() + onGrid(std::clamp(step * stepShare, options_.layerGap, maxGaps * options_.layerGap));
        }
    }

    void placeNodes() {
        for (int node = 0; node < items_.nodes; ++node) {
            const Node& size = graph_.nodes[at(node)];
            const int layer = items_.first[at(node)];
            const double middle = (top_[at(layer)] + bottom_[at(layer)]) / 2;
            layout_.layers.push_back(layer);
            layout_.nodes.push_back(
                {centers_[at(node)] - size.width / 2, middle - size.height / 2, size.width, size.height});
        }
    }

    EdgeRoute route(std::size_t edge) const {
        EdgeRoute route;
        const int leaves = items_.leaves[edge], enters = items_.enters[edge];
        const Edge& ends = graph_.edges[edge];
        add(route, {ends_[at(leaves)].upper, layout_.nodes[at(ends.from)].bottom()});
        for (const int link : {leaves, enters}) {
            const int gap = items_.links[at(link)].gap;
            add(route, {ends_[at(link)].upper, bottom_[at(gap)]});
            add(route, {ends_[at(link)].lower, top_[at(gap + 1)]});
            if (leaves == enters) break;
        }
        add(route, {ends_[at(enters)].lower, layout_.nodes[at(ends.to)].y});
        return route;
    }

    // Drops a point that is the one before, and one in the middle of a straight line down.
    static void add(EdgeRoute& route, Point point) {
        auto& points = route.points;
        if (!points.empty() && points.back() == point) return;
        if (points.size() > 1 && points.back().x == point.x && points[points.size() - 2].x == point.x)
            points.pop_back();
        points.push_back(point);
    }

    // Of the edges of a trunk, the one that branches off first draws all; the next ones draw from where the one before
    // left the trunk.
    void shareTrunks() {
        std::vector<int> order;
        for (int edge = 0; edge < static_cast<int>(graph_.edges.size()); ++edge) {
            if (items_.leaves[at(edge)] != items_.enters[at(edge)]) order.push_back(edge);
        }
        const auto key = [&](int edge) {
            const Link& enters = items_.links[at(items_.enters[at(edge)])];
            return std::tuple(enters.upper, enters.gap, edge);
        };
        std::sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
        for (std::size_t i = 1; i < order.size(); ++i) {
            const Link& before = items_.links[at(items_.enters[at(order[i - 1])])];
            const Link& link = items_.links[at(items_.enters[at(order[i])])];
            if (before.upper == link.upper) startAt(layout_.edges[at(order[i])], bottom_[at(before.gap)]);
        }
    }

    // Adds the point of the trunk at height y, and starts there.
    static void startAt(EdgeRoute& route, double y) {
        auto& points = route.points;
        std::size_t next = 1;
        while (next + 1 < points.size() && points[next].y <= y) ++next;
        if (points[next - 1].y < y) {
            points.insert(points.begin() + static_cast<std::ptrdiff_t>(next), {points[next].x, y});
            ++next;
        }
        route.ownFrom = static_cast<int>(next) - 1;
    }

    void findBounds() {
        const auto include = [&](double x, double y) {
            layout_.bounds.width = std::max(layout_.bounds.width, x);
            layout_.bounds.height = std::max(layout_.bounds.height, y);
        };
        for (const Rect& node : layout_.nodes) include(node.right(), node.bottom());
        for (const double center : centers_) include(center, 0);
        if (!bottom_.empty()) include(0, bottom_.back());
    }

    const Graph& graph_;
    const LayeredItems& items_;
    const Options& options_;
    LayoutStop& stop_;
    std::vector<double> centers_;       // by item
    std::vector<Ends> ends_;            // x, by link
    std::vector<double> top_, bottom_;  // y, by layer
    GraphLayout layout_;
};

}  // namespace

GraphLayout routeEdges(const Graph& graph, const LayeredItems& items, const std::vector<std::int64_t>& centers,
                       const Options& options, LayoutStop& stop) {
    return Router(graph, items, centers, options, stop).run();
}

}  // namespace pinfold::layout
