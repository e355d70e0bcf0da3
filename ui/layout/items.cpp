#include "ui/layout/items.h"

#include "base/index.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace pinfold::layout {
namespace {

// The longest way from a node down (or up) to the end of the graph, in edges. Nodes are visited layer by layer, so that
// whatever a node's value depends on is known.
std::vector<int> longestWays(const Graph& graph, const std::vector<int>& edgesByLayer, bool down) {
    std::vector<int> ways(graph.nodes.size(), 0);
    const auto visit = [&](int index) {
        const Edge& edge = graph.edges[at(index)];
        const int here = down ? edge.from : edge.to, there = down ? edge.to : edge.from;
        ways[at(here)] = std::max(ways[at(here)], ways[at(there)] + 1);
    };
    if (down) {
        std::for_each(edgesByLayer.rbegin(), edgesByLayer.rend(), visit);
    } else {
        std::for_each(edgesByLayer.begin(), edgesByLayer.end(), visit);
    }
    return ways;
}

// Main paths: of the edges that leave a node to the next layer, those of the greatest weight with the longest way below
// them; of those that enter it from the layer before, the same with the longest way above. An edge that is among both
// is strong.
std::vector<bool> strongEdges(const Graph& graph, const std::vector<int>& layer) {
    std::vector<int> order(graph.edges.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return layer[at(graph.edges[at(a)].from)] < layer[at(graph.edges[at(b)].from)];
    });
    const auto below = longestWays(graph, order, true);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return layer[at(graph.edges[at(a)].to)] < layer[at(graph.edges[at(b)].to)]; });
    const auto above = longestWays(graph, order, false);

    using Rank = std::pair<int, int>;
    std::vector<Rank> bestOut(graph.nodes.size(), {0, -1}), bestIn = bestOut;
    const auto isShort = [&](const Edge& edge) { return layer[at(edge.to)] == layer[at(edge.from)] + 1; };
    for (const Edge& edge : graph.edges) {
        if (!isShort(edge)) continue;
        bestOut[at(edge.from)] = std::max(bestOut[at(edge.from)], Rank{edge.weight, below[at(edge.to)]});
        bestIn[at(edge.to)] = std::max(bestIn[at(edge.to)], Rank{edge.weight, above[at(edge.from)]});
    }
    std::vector<bool> strong(graph.edges.size());
    for (std::size_t i = 0; i < strong.size(); ++i) {
        const Edge& edge = graph.edges[i];
        strong[i] = isShort(edge) && bestOut[at(edge.from)] == Rank{edge.weight, below[at(edge.to)]} &&
                    bestIn[at(edge.to)] == Rank{edge.weight, above[at(edge.from)]};
    }
    return strong;
}

class ItemsBuilder {
public:
    ItemsBuilder(const Graph& graph, const std::vector<int>& layer) : graph_(graph), layer_(layer) {
        items_.nodes = static_cast<int>(graph.nodes.size());
        items_.first = layer;
        items_.last = layer;
        items_.layers = layer.empty() ? 0 : 1 + *std::max_element(layer.begin(), layer.end());
        items_.leaves.resize(graph.edges.size(), -1);
        items_.enters.resize(graph.edges.size(), -1);
    }

    LayeredItems build(LayoutStop& stop) {
        const std::size_t size = graph_.nodes.size() + graph_.edges.size();
        addLinks();
        if (!stop.after(size)) sortLinks();
        if (!stop.after(size)) collect();
        return std::move(items_);
    }

private:
    // Edges by tensor, those of one tensor from the nearest reader to the farthest.
    void addLinks() {
        std::vector<int> order(graph_.edges.size());
        std::iota(order.begin(), order.end(), 0);
        const auto key = [&](int index) {
            const Edge& edge = graph_.edges[at(index)];
            return std::tuple(edge.from, edge.output, layer_[at(edge.to)], edge.to, index);
        };
        std::sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
        const auto strong = strongEdges(graph_, layer_);
        for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
            const Edge& edge = graph_.edges[at(order[begin])];
            while (end < order.size() && graph_.edges[at(order[end])].from == edge.from &&
                   graph_.edges[at(order[end])].output == edge.output) {
                ++end;
            }
            addTensor({order.data() + begin, end - begin}, strong);
        }
    }

    void addTensor(std::span<const int> edges, const std::vector<bool>& strong) {
        const Edge& farthest = graph_.edges[at(edges.back())];
        const int source = farthest.from, output = farthest.output;
        const int next = layer_[at(source)] + 1, end = layer_[at(farthest.to)];
        int trunk = -1, toTrunk = -1;
        if (end > next) {
            trunk = items_.size();
            items_.first.push_back(next);
            items_.last.push_back(end - 1);
            toTrunk = addLink({source, trunk, next - 1, output, false});
        }
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const int target = graph_.edges[at(edges[i])].to;
            const bool same = i > 0 && graph_.edges[at(edges[i - 1])].to == target;
            const bool direct = layer_[at(target)] == next;
            const int link = same ? items_.enters[at(edges[i - 1])]
                                  : addLink({direct ? source : trunk, target, layer_[at(target)] - 1, output, false});
            if (strong[at(edges[i])]) items_.links[at(link)].strong = true;
            items_.enters[at(edges[i])] = link;
            items_.leaves[at(edges[i])] = direct ? link : toTrunk;
        }
    }

    int addLink(Link link) {
        items_.links.push_back(link);
        return static_cast<int>(items_.links.size()) - 1;
    }

    void sortLinks() {
        std::vector<int> order(items_.links.size()), place(items_.links.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(),
                         [&](int a, int b) { return items_.links[at(a)].gap < items_.links[at(b)].gap; });
        std::vector<Link> sorted;
        sorted.reserve(order.size());
        for (const int link : order) {
            place[at(link)] = static_cast<int>(sorted.size());
            sorted.push_back(items_.links[at(link)]);
        }
        items_.links = std::move(sorted);
        for (int& link : items_.leaves) link = place[at(link)];
        for (int& link : items_.enters) link = place[at(link)];
    }

    void collect() {
        std::vector<int> gapOf;
        for (const Link& link : items_.links) gapOf.push_back(link.gap);
        const auto layers = at(items_.layers);
        items_.linksOfGap = IntLists(layers, gapOf);
        items_.nodesOfLayer = IntLists(layers, layer_);
        std::vector<int> from = items_.first, to = items_.last;
        std::fill_n(from.begin(), items_.nodes, -1);
        std::fill_n(to.begin(), items_.nodes, -1);
        items_.trunksFrom = IntLists(layers, from);
        items_.trunksTo = IntLists(layers, to);
    }

    const Graph& graph_;
    const std::vector<int>& layer_;
    LayeredItems items_;
};

}  // namespace

IntLists::IntLists(std::size_t lists, std::span<const int> listOf) : start_(lists + 1, 0) {
    for (const int list : listOf) {
        if (list >= 0) ++start_[at(list) + 1];
    }
    std::partial_sum(start_.begin(), start_.end(), start_.begin());
    values_.resize(start_.back());
    std::vector<std::size_t> place(start_.begin(), start_.end() - 1);
    for (std::size_t i = 0; i < listOf.size(); ++i) {
        if (listOf[i] >= 0) values_[place[at(listOf[i])]++] = static_cast<int>(i);
    }
}

LayeredItems makeLayeredItems(const Graph& graph, const std::vector<int>& layer, LayoutStop& stop) {
    return ItemsBuilder(graph, layer).build(stop);
}

}  // namespace pinfold::layout
