// Layers: as early as possible first (a node stands right after its last producer, which gives the fewest layers), then
// as late as pays. Moving a set of nodes down shortens the tensors that leave the set and lengthens those that enter
// it. Starting from the earliest layers such moves lead to the layering with the shortest edges in all (that sum is
// L-natural-convex in the layers); finding the best set is a minimum cut, which would be slow. The sets tried here are
// a node and what stands right below it, as far as it has to move along, up to `largestSet` nodes. That brings inputs,
// constants and what is computed from them alone down to where they are used, and a set that is larger than that is no
// harm where it stands.
#include "ui/layout/layers.h"

#include "base/index.h"

#include <algorithm>
#include <limits>

namespace pinfold::layout {
namespace {

constexpr std::size_t largestSet = 48;

struct Adjacency {
    IntLists out;  // node → edges that leave it
    IntLists in;   // node → edges that enter it
};

Adjacency adjacencyOf(const Graph& graph) {
    std::vector<int> from, to;
    for (const Edge& edge : graph.edges) {
        from.push_back(edge.from);
        to.push_back(edge.to);
    }
    return {IntLists(graph.nodes.size(), from), IntLists(graph.nodes.size(), to)};
}

class Tightener {
public:
    Tightener(const Graph& graph, const Adjacency& adjacency, std::vector<int>& layer)
        : graph_(graph), adjacency_(adjacency), layer_(layer), inSet_(graph.nodes.size(), false) {}

    // Moves the node, with what has to go along, down as long as that shortens the edges. Returns the number of steps.
    std::size_t lower(int node) {
        std::size_t steps = 1;
        if (adjacency_.out[node].empty() || tensors(adjacency_.in[node]) >= outputs(node)) return steps;
        for (int distance = 1; distance > 0;) {
            distance = collect(node) && gain() > 0 ? slack() : 0;
            for (const int member : set_) {
                layer_[at(member)] += distance;
                inSet_[at(member)] = false;
                steps += adjacency_.out[member].size() + adjacency_.in[member].size();
            }
        }
        return steps;
    }

private:
    int room(const Edge& edge) const { return layer_[at(edge.to)] - layer_[at(edge.from)] - 1; }

    // The node and all that stands right below a member. False if that is too much.
    bool collect(int node) {
        set_.assign(1, node);
        inSet_[at(node)] = true;
        for (std::size_t i = 0; i < set_.size(); ++i) {
            for (const int index : adjacency_.out[set_[i]]) {
                const Edge& edge = graph_.edges[at(index)];
                if (room(edge) > 0 || inSet_[at(edge.to)]) continue;
                if (set_.size() == largestSet) return false;
                inSet_[at(edge.to)] = true;
                set_.push_back(edge.to);
            }
        }
        return true;
    }

    // The number of different tensors among edges whose other end is outside of the set.
    int tensors(std::span<const int> edges) {
        found_.clear();
        for (const int index : edges) {
            const Edge& edge = graph_.edges[at(index)];
            if (!inSet_[at(edge.from)] || !inSet_[at(edge.to)]) found_.emplace_back(edge.from, edge.output);
        }
        std::sort(found_.begin(), found_.end());
        return static_cast<int>(std::unique(found_.begin(), found_.end()) - found_.begin());
    }
    int outputs(int node) { return tensors(adjacency_.out[node]); }

    int gain() {
        int sum = 0;
        for (const int member : set_) sum += tensors(adjacency_.out[member]) - tensors(adjacency_.in[member]);
        return sum;
    }

    // How far the set can move before it meets a reader; 0 if nobody outside reads it.
    int slack() const {
        int least = std::numeric_limits<int>::max();
        for (const int member : set_) {
            for (const int index : adjacency_.out[member]) {
                const Edge& edge = graph_.edges[at(index)];
                if (!inSet_[at(edge.to)]) least = std::min(least, room(edge));
            }
        }
        return least == std::numeric_limits<int>::max() ? 0 : least;
    }

    const Graph& graph_;
    const Adjacency& adjacency_;
    std::vector<int>& layer_;
    std::vector<bool> inSet_;
    std::vector<int> set_;
    std::vector<std::pair<int, int>> found_;
};

}  // namespace

std::optional<std::vector<int>> topologicalOrder(const Graph& graph) {
    const Adjacency adjacency = adjacencyOf(graph);
    std::vector<std::size_t> missing(graph.nodes.size());
    std::vector<int> order;
    order.reserve(graph.nodes.size());
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        missing[node] = adjacency.in[node].size();
        if (missing[node] == 0) order.push_back(static_cast<int>(node));
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const int edge : adjacency.out[order[i]]) {
            const int to = graph.edges[at(edge)].to;
            if (--missing[at(to)] == 0) order.push_back(to);
        }
    }
    if (order.size() < graph.nodes.size()) return std::nullopt;
    return order;
}

std::vector<int> assignLayers(const Graph& graph, const std::vector<int>& order, LayoutStop& stop) {
    const Adjacency adjacency = adjacencyOf(graph);
    std::vector<int> layer(graph.nodes.size(), 0);
    for (const int node : order) {
        for (const int edge : adjacency.out[node]) {
            int& below = layer[at(graph.edges[at(edge)].to)];
            below = std::max(below, layer[at(node)] + 1);
        }
    }
    Tightener tightener(graph, adjacency, layer);
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
        if (stop.after(tightener.lower(*node))) break;
    }
    if (!layer.empty()) {
        const int least = *std::min_element(layer.begin(), layer.end());
        for (int& value : layer) value -= least;
    }
    return layer;
}

}  // namespace pinfold::layout
