// Crossings: counted right, and few.
#include "ui/layout/order.h"

#include "ui/layout/layers.h"
#include "ui/layout/layout_graphs.h"
#include "ui/layout/sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace pinfold {
namespace {

using namespace layout;
using namespace test;

// Every edge is a tensor of its own, so that none share a trunk; all in one component.
layout::Graph separateEdges(int nodes, int edges, unsigned seed) {
    layout::Graph graph = randomGraph(nodes, edges, seed);
    for (int i = 1; i < nodes; ++i) graph.edges.push_back({i / 2, 0, i, 0});
    for (std::size_t i = 0; i < graph.edges.size(); ++i) graph.edges[i].output = static_cast<int>(i);
    return graph;
}

// Sugiyama's method as in the textbook: a dummy node for every layer that an edge passes, sweeps by the mean position.
class Textbook {
public:
    Textbook(const layout::Graph& graph, const std::vector<int>& layer) {
        rows_.resize(1 + static_cast<std::size_t>(*std::max_element(layer.begin(), layer.end())));
        for (const int its : layer) add(its);
        for (const layout::Edge& edge : graph.edges) {
            int before = edge.from;
            const int end = layer[static_cast<std::size_t>(edge.to)];
            for (int between = layer[static_cast<std::size_t>(edge.from)] + 1; between < end; ++between) {
                const int dummy = add(between);
                connect(before, dummy);
                before = dummy;
            }
            connect(before, edge.to);
        }
    }

    std::int64_t fewestCrossings(int rounds) {
        std::int64_t best = crossings();
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t row = 1; row < rows_.size(); ++row) sortRow(row, up_);
            best = std::min(best, crossings());
            for (std::size_t row = rows_.size() - 1; row-- > 0;) sortRow(row, down_);
            best = std::min(best, crossings());
        }
        return best;
    }

private:
    int add(int layer) {
        auto& row = rows_[static_cast<std::size_t>(layer)];
        row.push_back(static_cast<int>(place_.size()));
        place_.push_back(static_cast<double>(row.size()) - 1);
        up_.emplace_back();
        down_.emplace_back();
        return row.back();
    }

    void connect(int upper, int lower) {
        down_[static_cast<std::size_t>(upper)].push_back(lower);
        up_[static_cast<std::size_t>(lower)].push_back(upper);
    }

    void sortRow(std::size_t row, const std::vector<std::vector<int>>& neighbours) {
        std::vector<std::pair<double, int>> means;
        for (const int node : rows_[row]) {
            const auto& its = neighbours[static_cast<std::size_t>(node)];
            double sum = 0;
            for (const int other : its) sum += place_[static_cast<std::size_t>(other)];
            means.emplace_back(
                its.empty() ? place_[static_cast<std::size_t>(node)] : sum / static_cast<double>(its.size()), node);
        }
        std::stable_sort(means.begin(), means.end(), [](auto& a, auto& b) { return a.first < b.first; });
        for (std::size_t i = 0; i < means.size(); ++i) {
            rows_[row][i] = means[i].second;
            place_[static_cast<std::size_t>(means[i].second)] = static_cast<double>(i);
        }
    }

    std::int64_t crossings() const {
        std::int64_t sum = 0;
        for (const auto& row : rows_) {
            std::vector<std::pair<double, double>> edges;
            for (const int node : row) {
                for (const int lower : down_[static_cast<std::size_t>(node)]) {
                    edges.emplace_back(place_[static_cast<std::size_t>(node)], place_[static_cast<std::size_t>(lower)]);
                }
            }
            for (const auto& a : edges) {
                for (const auto& b : edges) sum += a.first < b.first && a.second > b.second ? 1 : 0;
            }
        }
        return sum;
    }

    std::vector<std::vector<int>> rows_, up_, down_;
    std::vector<double> place_;
};

// Where an edge is at the height of the middle of a layer.
double placeAt(const layout::EdgeRoute& route, double y) {
    for (std::size_t i = 1; i < route.points.size(); ++i) {
        if (route.points[i].y >= y) return route.points[i].x;
    }
    return route.points.back().x;
}

// Crossings that can be seen in the finished layout, gap by gap.
std::int64_t visibleCrossings(const layout::Graph& graph, const layout::GraphLayout& layout) {
    const int layers = 1 + *std::max_element(layout.layers.begin(), layout.layers.end());
    std::vector<double> middle(static_cast<std::size_t>(layers));
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        middle[static_cast<std::size_t>(layout.layers[i])] = layout.nodes[i].y + layout.nodes[i].height / 2;
    }
    std::int64_t sum = 0;
    for (int gap = 0; gap + 1 < layers; ++gap) {
        std::vector<std::pair<double, double>> pieces;
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const auto from = static_cast<std::size_t>(graph.edges[i].from),
                       to = static_cast<std::size_t>(graph.edges[i].to);
            const auto at = [&](int layer) {
                if (layer == layout.layers[from]) return layout.nodes[from].centerX();
                if (layer == layout.layers[to]) return layout.nodes[to].centerX();
                return placeAt(layout.edges[i], middle[static_cast<std::size_t>(layer)]);
            };
            if (layout.layers[from] <= gap && gap < layout.layers[to]) pieces.emplace_back(at(gap), at(gap + 1));
        }
        for (const auto& a : pieces) {
            for (const auto& b : pieces) sum += a.first < b.first && a.second > b.second ? 1 : 0;
        }
    }
    return sum;
}

TEST(LayoutOrder, CrossingsOfOneGapAreCounted) {
    std::mt19937 random(1);
    for (int turn = 0; turn < 200; ++turn) {
        std::vector<std::pair<int, int>> pairs(random() % 30);
        for (auto& pair : pairs) pair = {static_cast<int>(random() % 12), static_cast<int>(random() % 12)};
        std::int64_t expected = 0;
        for (const auto& a : pairs) {
            for (const auto& b : pairs) expected += a.first < b.first && a.second > b.second ? 1 : 0;
        }
        std::vector<int> tree;
        EXPECT_EQ(countCrossings(pairs, tree), expected);
    }
}

TEST(LayoutOrder, WhatIsCountedIsWhatIsSeen) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const layout::Graph graph = separateEdges(30, 20, seed);
        const layout::GraphLayout layout = layoutOf(graph);
        EXPECT_EQ(layout.crossings, visibleCrossings(graph, layout)) << seed;
        if (HasFailure()) return;
    }
}

// An order that is kept has the crossings that were counted when it was found, whichever way the sweep went.
TEST(LayoutOrder, TheOrderThatIsReturnedHasTheCrossingsThatWereCounted) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        const layout::Graph graph = randomGraph(80, 140, seed);
        LayoutStop stop{CancelToken()};
        const auto order = topologicalOrder(graph);
        const LayeredItems items = makeLayeredItems(graph, assignLayers(graph, *order, stop), stop);
        const auto found = orderItems(items, stop);
        ASSERT_TRUE(found.has_value());
        for (const bool down : {true, false}) {
            LayerSweep sweep(items, found->rank, down, SweepRule::keep);
            while (sweep.advance()) {
            }
            EXPECT_EQ(sweep.crossings(), found->crossings) << seed << down;
        }
    }
}

TEST(LayoutOrder, HasNoMoreCrossingsThanTheTextbook) {
    std::int64_t ours = 0, textbook = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        const layout::Graph graph = separateEdges(50, 15, seed);
        const layout::GraphLayout layout = layoutOf(graph);
        ours += layout.crossings;
        textbook += Textbook(graph, layout.layers).fewestCrossings(8);
    }
    RecordProperty("ours", static_cast<int>(ours));
    RecordProperty("textbook", static_cast<int>(textbook));
    EXPECT_LE(ours, textbook);
}

TEST(LayoutOrder, ATrunkSequenceIsAList) {
    constexpr int first = 10, end = 4000;
    TrunkSequence sequence(first, end);
    std::vector<int> list;
    std::mt19937 random(1);
    std::vector<int> unused(static_cast<std::size_t>(end - first));
    std::iota(unused.begin(), unused.end(), first);
    for (int turn = 0; turn < 20000; ++turn) {
        const bool growing = (turn / 5000) % 2 == 0;
        if (!unused.empty() && (list.empty() || random() % 10 < (growing ? 7u : 3u))) {
            const auto index = random() % (list.size() + 1);
            list.insert(list.begin() + static_cast<std::ptrdiff_t>(index), unused.back());
            sequence.insert(static_cast<int>(index), unused.back());
            unused.pop_back();
        } else {
            const auto index = random() % list.size();
            EXPECT_EQ(sequence.at(static_cast<int>(index)), list[index]);
            EXPECT_EQ(sequence.indexOf(list[index]), static_cast<int>(index));
            sequence.erase(list[index]);
            unused.push_back(list[index]);
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
        }
        ASSERT_EQ(sequence.size(), static_cast<int>(list.size()));
    }
    std::vector<int> key(end);
    for (std::size_t i = 0; i < list.size(); ++i) key[static_cast<std::size_t>(list[i])] = static_cast<int>(2 * i);
    for (std::size_t i = 0; i < list.size(); ++i) {
        EXPECT_EQ(sequence.lowerBound(static_cast<int>(2 * i), key), static_cast<int>(i));
        EXPECT_EQ(sequence.lowerBound(static_cast<int>(2 * i) + 1, key), static_cast<int>(i) + 1);
    }
}

}  // namespace
}  // namespace pinfold
