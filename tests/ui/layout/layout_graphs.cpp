#include "ui/layout/layout_graphs.h"
#include "base/index.h"

#include "base/file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace pinfold::test {
namespace {

int below(std::mt19937& random, int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); }

// What a point across and along the layers is, whatever the direction.
struct Axes {
    bool down = true;
    double along(layout::Point point) const { return down ? point.y : point.x; }
    double across(layout::Point point) const { return down ? point.x : point.y; }
    double begin(const layout::Rect& rect) const { return down ? rect.y : rect.x; }
    double end(const layout::Rect& rect) const { return down ? rect.bottom() : rect.right(); }
    double sideBegin(const layout::Rect& rect) const { return down ? rect.x : rect.y; }
    double sideEnd(const layout::Rect& rect) const { return down ? rect.right() : rect.bottom(); }
};

// Nodes by where they begin along the layers, so that those near a stretch are found at once.
class NodesAlong {
public:
    NodesAlong(const layout::GraphLayout& layout, Axes axes) : layout_(layout), axes_(axes) {
        for (int i = 0; i < static_cast<int>(layout.nodes.size()); ++i) order_.push_back(i);
        std::sort(order_.begin(), order_.end(), [&](int a, int b) { return begin(a) < begin(b); });
        for (const layout::Rect& node : layout.nodes) longest_ = std::max(longest_, axes.end(node) - axes.begin(node));
    }

    template <typename Visit>
    void visit(double from, double to, Visit visit) const {
        auto node = std::lower_bound(order_.begin(), order_.end(), from - longest_,
                                     [&](int a, double value) { return begin(a) < value; });
        for (; node != order_.end() && begin(*node) < to; ++node) {
            if (axes_.end(layout_.nodes[at(*node)]) > from) visit(*node);
        }
    }

private:
    double begin(int node) const { return axes_.begin(layout_.nodes[at(node)]); }
    const layout::GraphLayout& layout_;
    Axes axes_;
    std::vector<int> order_;
    double longest_ = 0;
};

std::string nodeFault(const layout::Graph& graph, const layout::GraphLayout& layout, const NodesAlong& nodes,
                      Axes axes) {
    std::string text;
    for (int i = 0; i < static_cast<int>(layout.nodes.size()); ++i) {
        const layout::Rect& rect = layout.nodes[at(i)];
        if (rect.width != graph.nodes[at(i)].width || rect.height != graph.nodes[at(i)].height) {
            return fmt::format("node {} has another size", i);
        }
        if (rect.x < 0 || rect.y < 0 || rect.right() > layout.bounds.right() ||
            rect.bottom() > layout.bounds.bottom()) {
            return fmt::format("node {} is out of bounds", i);
        }
        nodes.visit(axes.begin(rect), axes.end(rect), [&](int other) {
            const layout::Rect& second = layout.nodes[at(other)];
            const bool apart =
                axes.sideEnd(rect) <= axes.sideBegin(second) || axes.sideEnd(second) <= axes.sideBegin(rect);
            if (other != i && !apart) text = fmt::format("nodes {} and {} overlap", i, other);
        });
    }
    return text;
}

// The S-curve between two points of an edge fills their bounding box.
std::string edgeFault(const layout::Graph& graph, const layout::GraphLayout& layout, std::size_t index,
                      const NodesAlong& nodes, Axes axes) {
    const layout::EdgeRoute& route = layout.edges[index];
    const layout::Edge& edge = graph.edges[index];
    if (layout.layers[at(edge.from)] >= layout.layers[at(edge.to)]) return fmt::format("edge {} leads up", index);
    if (route.points.size() < 2) return fmt::format("edge {} has no points", index);
    if (route.ownFrom < 0 || at(route.ownFrom) + 2 > route.points.size()) {
        return fmt::format("edge {} has nothing of its own", index);
    }
    const layout::Rect& from = layout.nodes[at(edge.from)];
    const layout::Rect& to = layout.nodes[at(edge.to)];
    const auto holds = [&](const layout::Rect& rect, layout::Point point, double border) {
        return axes.along(point) == border && axes.across(point) >= axes.sideBegin(rect) &&
               axes.across(point) <= axes.sideEnd(rect);
    };
    if (!holds(from, route.points.front(), axes.end(from)) || !holds(to, route.points.back(), axes.begin(to))) {
        return fmt::format("edge {} does not go from border to border", index);
    }
    std::string text;
    for (std::size_t i = 1; i < route.points.size(); ++i) {
        const layout::Point first = route.points[i - 1], second = route.points[i];
        if (axes.along(second) < axes.along(first)) return fmt::format("edge {} goes back", index);
        nodes.visit(axes.along(first), axes.along(second), [&](int node) {
            const layout::Rect& rect = layout.nodes[at(node)];
            const auto [low, high] = std::minmax({axes.across(first), axes.across(second)});
            if (low < axes.sideEnd(rect) && high > axes.sideBegin(rect)) {
                text = fmt::format("edge {} runs through node {}", index, node);
            }
        });
        for (const layout::Point point : {first, second}) {
            if (point.x < 0 || point.y < 0 || point.x > layout.bounds.width || point.y > layout.bounds.height) {
                return fmt::format("edge {} is out of bounds", index);
            }
        }
    }
    return text;
}

void writePicture(const layout::GraphLayout& layout, const std::filesystem::path& path) {
    std::ofstream svg(path);
    svg << fmt::format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='-16 -16 {0} {1}' width='{0}' height='{1}'>\n",
                       layout.bounds.width + 32, layout.bounds.height + 32);
    for (const layout::EdgeRoute& route : layout.edges) {
        std::string path_text;
        for (auto i = at(route.ownFrom); i < route.points.size(); ++i) {
            const layout::Point point = route.points[i];
            if (i == at(route.ownFrom)) {
                path_text += fmt::format("M{},{}", point.x, point.y);
            } else if (point.x == route.points[i - 1].x || point.y == route.points[i - 1].y) {
                path_text += fmt::format("L{},{}", point.x, point.y);
            } else {
                const layout::Point before = route.points[i - 1];
                const double middle = (before.y + point.y) / 2;
                path_text += fmt::format("C{},{} {},{} {},{}", before.x, middle, point.x, middle, point.x, point.y);
            }
        }
        svg << fmt::format("<path d='{}' fill='none' stroke='#0072b2'/>\n", path_text);
    }
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const layout::Rect& node = layout.nodes[i];
        svg << fmt::format("<rect x='{}' y='{}' width='{}' height='{}' rx='4' fill='#eee' stroke='#555'/>", node.x,
                           node.y, node.width, node.height);
        svg << fmt::format("<text x='{}' y='{}' font-size='12' text-anchor='middle'>{}</text>\n", node.centerX(),
                           node.y + node.height / 2 + 4, i);
    }
    svg << "</svg>\n";
}

}  // namespace

layout::Graph chain(int nodes) {
    layout::Graph graph;
    graph.nodes.assign(at(nodes), {120, 40});
    for (int i = 1; i < nodes; ++i) graph.edges.push_back({i - 1, 0, i, 0});
    return graph;
}

layout::Graph chainWithSkips(int nodes, int reach, unsigned seed) {
    std::mt19937 random(seed);
    layout::Graph graph = chain(1);
    int last = 0;
    const auto add = [&](int reads, int input) {
        if (input == 0) graph.nodes.push_back({80.0 + 8 * below(random, 12), 40});
        graph.edges.push_back({reads, 0, static_cast<int>(graph.nodes.size()) - 1, input});
        return static_cast<int>(graph.nodes.size()) - 1;
    };
    while (static_cast<int>(graph.nodes.size()) < nodes) {
        const int before = last;
        last = add(last, 0);
        if (below(random, 8) == 0) {
            const int side = add(before, 0);
            last = add(last, 0);
            add(side, 1);
        } else if (below(random, 2) == 0) {
            add(std::max(0, last - 2 - below(random, reach)), 1);
        }
    }
    return graph;
}

layout::Graph nestedSkips(int nodes) {
    layout::Graph graph = chain(nodes);
    for (int i = 0; i + 2 < nodes - 1 - i; ++i) graph.edges.push_back({i, 0, nodes - 1 - i, 1});
    return graph;
}

layout::Graph fan(int nodes) {
    layout::Graph graph;
    graph.nodes.assign(at(nodes), {120, 40});
    for (int i = 1; i + 1 < nodes; ++i) {
        graph.edges.push_back({0, 0, i, 0});
        graph.edges.push_back({i, 0, nodes - 1, i - 1});
    }
    return graph;
}

layout::Graph randomGraph(int nodes, int edges, unsigned seed) {
    std::mt19937 random(seed);
    layout::Graph graph;
    for (int i = 0; i < nodes; ++i) {
        graph.nodes.push_back({8.0 + below(random, 200), 8.0 + below(random, 60)});
    }
    for (int i = 0; i < edges && nodes > 1; ++i) {
        const int to = 1 + below(random, nodes - 1);
        graph.edges.push_back({below(random, to), below(random, 2), to, 0});
    }
    return graph;
}

layout::Graph graphOf(const Model& model) {
    layout::Graph graph;
    std::vector<int> node(model.tensors.size(), -1);
    const auto addNode = [&](double width) {
        graph.nodes.push_back({width, 40});
        return static_cast<int>(graph.nodes.size()) - 1;
    };
    for (const Port& input : model.inputs) {
        int& made = node[at(rootOf(model, input.tensor))];
        if (made < 0) made = addNode(96);
    }
    std::vector<int> output(model.tensors.size(), 0);
    const auto read = [&](int tensor, int by, int input) {
        const int root = rootOf(model, tensor);
        if (node[at(root)] >= 0) graph.edges.push_back({node[at(root)], output[at(root)], by, input});
    };
    for (const Operator& op : model.operators) {
        const int made = addNode(144);
        for (std::size_t i = 0; i < op.inputs.size(); ++i) read(op.inputs[i], made, static_cast<int>(i));
        for (std::size_t i = 0; i < op.outputs.size(); ++i) {
            node[at(op.outputs[i])] = made;
            output[at(op.outputs[i])] = static_cast<int>(i);
        }
    }
    for (const Port& port : model.outputs) read(port.tensor, addNode(96), 0);
    return graph;
}

std::string fault(const layout::Graph& graph, const layout::GraphLayout& layout, const layout::Options& options) {
    const Axes axes{options.direction == layout::Direction::topToBottom};
    if (layout.nodes.size() != graph.nodes.size() || layout.edges.size() != graph.edges.size() ||
        layout.layers.size() != graph.nodes.size()) {
        return "the layout has other numbers of nodes or edges than the graph";
    }
    const NodesAlong nodes(layout, axes);
    std::string text = nodeFault(graph, layout, nodes, axes);
    for (std::size_t i = 0; i < graph.edges.size() && text.empty(); ++i) {
        text = edgeFault(graph, layout, i, nodes, axes);
    }
    return text;
}

layout::GraphLayout layoutOf(const layout::Graph& graph, const std::string& name, const layout::Options& options) {
    auto outcome = layout::layeredLayout(graph, options);
    if (!outcome.ok() || isCancelled(*outcome)) {
        ADD_FAILURE() << (outcome.ok() ? "cancelled" : outcome.error().message);
        return {};
    }
    layout::GraphLayout layout = std::get<layout::GraphLayout>(*std::move(outcome));
    EXPECT_EQ(fault(graph, layout, options), "") << name;
    const char* folder = std::getenv("PINFOLD_LAYOUT_PICTURES");
    if (folder != nullptr && !name.empty()) writePicture(layout, std::filesystem::path(folder) / (name + ".svg"));
    return layout;
}

}  // namespace pinfold::test
