#include "ui/layout/layout.h"

#include "base/index.h"
#include "ui/layout/items.h"
#include "ui/layout/layers.h"
#include "ui/layout/neighbours.h"
#include "ui/layout/order.h"
#include "ui/layout/place.h"
#include "ui/layout/pull.h"
#include "ui/layout/route.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pinfold::layout {
namespace {

// Components are put side by side in rows; all of them together become about this many times as wide as high.
constexpr double aspect = 1.6;
// Larger nodes are a mistake of the caller's, and would make places overflow.
constexpr double largestNode = 1e6;

Result<void> checkGraph(const Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        if (!(node.width >= 0 && node.height >= 0 && node.width <= largestNode && node.height <= largestNode)) {
            return badInput("The graph cannot be drawn: node {} has the size {} x {}.", i, node.width, node.height);
        }
    }
    const int nodes = static_cast<int>(graph.nodes.size());
    for (const Edge& edge : graph.edges) {
        if (edge.from < 0 || edge.from >= nodes || edge.to < 0 || edge.to >= nodes) {
            return badInput("The graph cannot be drawn: an edge from node {} to node {}, but there are {} nodes.",
                            edge.from, edge.to, nodes);
        }
    }
    return {};
}

Graph turned(Graph graph) {
    for (Node& node : graph.nodes) std::swap(node.width, node.height);
    return graph;
}

void turn(GraphLayout& layout) {
    const auto turnRect = [](Rect& rect) {
        std::swap(rect.x, rect.y);
        std::swap(rect.width, rect.height);
    };
    for (Rect& node : layout.nodes) turnRect(node);
    for (EdgeRoute& edge : layout.edges) {
        for (Point& point : edge.points) std::swap(point.x, point.y);
    }
    turnRect(layout.bounds);
}

// By node: its component, numbered in the order of their first nodes.
std::vector<int> componentsOf(const Graph& graph) {
    std::vector<int> parent(graph.nodes.size());
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](int node) {
        while (parent[at(node)] != node) node = parent[at(node)] = parent[at(parent[at(node)])];
        return node;
    };
    for (const Edge& edge : graph.edges) {
        const auto [first, second] = std::minmax({root(edge.from), root(edge.to)});
        parent[at(second)] = first;
    }
    std::vector<int> component(graph.nodes.size());
    int components = 0;
    for (int node = 0; node < static_cast<int>(component.size()); ++node) {
        const int first = root(node);
        component[at(node)] = first == node ? components++ : component[at(first)];
    }
    return component;
}

struct Component {
    Graph graph;
    std::vector<int> nodes;  // of the whole graph
    std::vector<int> edges;
};

std::vector<Component> split(const Graph& graph) {
    const std::vector<int> componentOf = componentsOf(graph);
    std::vector<Component> components;
    std::vector<int> place(graph.nodes.size());
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        const auto number = at(componentOf[node]);
        if (number == components.size()) components.emplace_back();
        place[node] = static_cast<int>(components[number].nodes.size());
        components[number].nodes.push_back(static_cast<int>(node));
        components[number].graph.nodes.push_back(graph.nodes[node]);
    }
    for (std::size_t index = 0; index < graph.edges.size(); ++index) {
        Edge edge = graph.edges[index];
        Component& component = components[at(componentOf[at(edge.from)])];
        edge.from = place[at(edge.from)];
        edge.to = place[at(edge.to)];
        component.edges.push_back(static_cast<int>(index));
        component.graph.edges.push_back(edge);
    }
    return components;
}

Outcome<GraphLayout> layoutComponent(const Graph& graph, const Options& options, LayoutStop& stop) {
    const auto topological = topologicalOrder(graph);
    if (!topological) return badInput("The graph cannot be drawn in layers: its edges form a cycle.");
    if (stop.after(graph.nodes.size() + graph.edges.size())) return Cancelled{};
    const auto layer = assignLayers(graph, *topological, stop);
    const LayeredItems items = makeLayeredItems(graph, layer, stop);
    if (stop.after(2 * (graph.nodes.size() + graph.edges.size()))) return Cancelled{};
    const auto order = orderItems(items, stop);
    if (!order) return Cancelled{};
    const auto neighbours = neighboursOf(items, order->rank, stop);
    if (!neighbours) return Cancelled{};
    const auto distance = [&](int left, int right) {
        const double gap = items.isTrunk(left) || items.isTrunk(right) ? options.edgeGap : options.nodeGap;
        double width = 0;
        for (const int item : {left, right}) width += items.isTrunk(item) ? 0 : graph.nodes[at(item)].width;
        return static_cast<std::int64_t>(std::ceil((width / 2 + gap) / options.grid));
    };
    auto centers = placeItems(items, *neighbours, distance, stop);
    if (!centers) return Cancelled{};
    pullTogether(items, *neighbours, distance, *centers, stop);
    if (stop.after(items.links.size())) return Cancelled{};
    GraphLayout layout = routeEdges(graph, items, *centers, options, stop);
    if (stop.after(0)) return Cancelled{};
    layout.crossings = order->crossings;
    return layout;
}

// Puts the parts into rows, from left to right and from top to bottom.
std::vector<Point> shelves(const std::vector<GraphLayout>& parts, const Options& options) {
    double area = 0, widest = 0;
    for (const GraphLayout& part : parts) {
        area += (part.bounds.width + options.componentGap) * (part.bounds.height + options.componentGap);
        widest = std::max(widest, part.bounds.width);
    }
    const auto onGrid = [&](double length) { return std::ceil(length / options.grid) * options.grid; };
    const double limit = std::max(widest, std::sqrt(area * aspect));
    std::vector<Point> places;
    Point next;
    double height = 0;
    for (const GraphLayout& part : parts) {
        if (next.x > 0 && next.x + part.bounds.width > limit) {
            next = {0, next.y + onGrid(height + options.componentGap)};
            height = 0;
        }
        places.push_back(next);
        next.x += onGrid(part.bounds.width + options.componentGap);
        height = std::max(height, part.bounds.height);
    }
    return places;
}

GraphLayout joined(const Graph& graph, const std::vector<Component>& components, std::vector<GraphLayout> parts,
                   const Options& options) {
    GraphLayout whole;
    whole.nodes.resize(graph.nodes.size());
    whole.layers.resize(graph.nodes.size());
    whole.edges.resize(graph.edges.size());
    const auto places = shelves(parts, options);
    for (std::size_t number = 0; number < parts.size(); ++number) {
        GraphLayout& part = parts[number];
        const Point place = places[number];
        for (std::size_t i = 0; i < part.nodes.size(); ++i) {
            Rect& rect = whole.nodes[at(components[number].nodes[i])] = part.nodes[i];
            rect.x += place.x;
            rect.y += place.y;
            whole.layers[at(components[number].nodes[i])] = part.layers[i];
        }
        for (std::size_t i = 0; i < part.edges.size(); ++i) {
            for (Point& point : part.edges[i].points) point = {point.x + place.x, point.y + place.y};
            whole.edges[at(components[number].edges[i])] = std::move(part.edges[i]);
        }
        whole.bounds.width = std::max(whole.bounds.width, place.x + part.bounds.width);
        whole.bounds.height = std::max(whole.bounds.height, place.y + part.bounds.height);
        whole.crossings += part.crossings;
    }
    return whole;
}

Outcome<GraphLayout> layoutDownwards(const Graph& graph, const Options& options, const CancelToken& cancel,
                                     const ProgressSink& progress) {
    LayoutStop stop(cancel);
    const std::vector<Component> components = split(graph);
    std::vector<GraphLayout> parts;
    std::size_t done = 0;
    for (const Component& component : components) {
        PINFOLD_TRY_OUTCOME(GraphLayout part, layoutComponent(component.graph, options, stop));
        parts.push_back(std::move(part));
        const std::size_t before = done / 1024;
        done += component.nodes.size();
        if (done / 1024 > before) {
            report(progress, {"layout", "Arranging the graph",
                              static_cast<double>(done) / static_cast<double>(graph.nodes.size())});
        }
    }
    return joined(graph, components, std::move(parts), options);
}

}  // namespace

Outcome<GraphLayout> layeredLayout(const Graph& graph, const Options& options, const CancelToken& cancel,
                                   const ProgressSink& progress) {
    PINFOLD_CHECK(checkGraph(graph));
    if (cancel.cancelled()) return Cancelled{};
    report(progress, {"layout", "Arranging the graph", 0});
    if (options.direction == Direction::topToBottom) return layoutDownwards(graph, options, cancel, progress);
    PINFOLD_TRY_OUTCOME(GraphLayout layout, layoutDownwards(turned(graph), options, cancel, progress));
    turn(layout);
    return layout;
}

}  // namespace pinfold::layout
