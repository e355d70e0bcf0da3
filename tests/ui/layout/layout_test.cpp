#include "ui/layout/layout.h"

#include "support/shared_files.h"
#include "ui/layout/layout_graphs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

namespace pinfold {
namespace {

using namespace test;
using testing::HasSubstr;

// By layer: its nodes from left to right.
std::map<int, std::vector<int>> rowsOf(const layout::GraphLayout& layout) {
    std::map<int, std::vector<int>> rows;
    for (int node = 0; node < static_cast<int>(layout.nodes.size()); ++node) {
        rows[layout.layers[static_cast<std::size_t>(node)]].push_back(node);
    }
    for (auto& [layer, row] : rows) {
        std::sort(row.begin(), row.end(), [&](int a, int b) {
            return layout.nodes[static_cast<std::size_t>(a)].x < layout.nodes[static_cast<std::size_t>(b)].x;
        });
    }
    return rows;
}

layout::Graph randomGraph(unsigned seed, int maxNodes = 60) {
    std::mt19937 random(seed);
    const int nodes = 1 + static_cast<int>(random() % static_cast<unsigned>(maxNodes));
    return test::randomGraph(nodes, static_cast<int>(random() % (2 * static_cast<unsigned>(nodes))), seed);
}

std::string errorOf(const layout::Graph& graph) {
    const auto outcome = layout::layeredLayout(graph);
    return outcome.ok() ? "" : outcome.error().message;
}

TEST(Layout, AnEmptyGraphHasAnEmptyLayout) {
    const layout::GraphLayout layout = layoutOf({});
    EXPECT_TRUE(layout.nodes.empty());
    EXPECT_EQ(layout.bounds, layout::Rect());
}

TEST(Layout, ANodeAloneFillsTheBounds) {
    const layout::GraphLayout layout = layoutOf(chain(1));
    ASSERT_EQ(layout.nodes.size(), 1u);
    EXPECT_GE(layout.bounds.width, 120);
    EXPECT_LT(layout.bounds.width, 136);
    EXPECT_EQ(layout.bounds.height, 40);
}

TEST(Layout, AChainIsStraight) {
    const layout::GraphLayout layout = layoutOf(chain(50));
    for (std::size_t i = 0; i < 50; ++i) {
        EXPECT_EQ(layout.nodes[i].centerX(), layout.nodes[0].centerX());
        EXPECT_EQ(layout.layers[i], static_cast<int>(i));
    }
    for (const layout::EdgeRoute& edge : layout.edges) EXPECT_EQ(edge.points.size(), 2u);
}

TEST(Layout, TheMainPathStaysStraightBesideItsSkips) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const layout::Graph graph = chainWithSkips(300, 30, seed);
        const layout::GraphLayout layout = layoutOf(graph, "skips_" + std::to_string(seed));
        for (const auto& [layer, row] : rowsOf(layout)) {
            if (row.size() != 1) continue;
            EXPECT_EQ(layout.nodes[static_cast<std::size_t>(row[0])].centerX(), layout.nodes[0].centerX()) << seed;
        }
        EXPECT_LT(layout.bounds.width, 1000) << seed;
    }
}

// Each in a lane of its own would be as wide as the chain is long.
TEST(Layout, SkipsThatFollowOneAnotherShareLanes) {
    layout::Graph graph = chain(400);
    for (int i = 0; i + 5 < 400; i += 2) graph.edges.push_back({i, 0, i + 5, 1});
    EXPECT_LT(layoutOf(graph, "lanes").bounds.width, 120 + 2 * 6 * 16);
}

TEST(Layout, InputsAndConstantsStandWhereTheyAreUsed) {
    layout::Graph graph = chain(20);
    graph.nodes.resize(23, {64, 24});
    graph.edges.push_back({20, 0, 21, 0});  // two operators on a constant
    graph.edges.push_back({21, 0, 22, 0});
    graph.edges.push_back({22, 0, 15, 1});
    const layout::GraphLayout layout = layoutOf(graph, "constants");
    EXPECT_EQ(layout.layers[22], 14);
    EXPECT_EQ(layout.layers[21], 13);
    EXPECT_EQ(layout.layers[20], 12);
}

TEST(Layout, ASideBranchStaysAtItsProducer) {
    layout::Graph graph = chain(12);
    graph.nodes.push_back({120, 40});
    graph.edges.push_back({2, 0, 12, 0});
    graph.edges.push_back({12, 0, 10, 1});
    EXPECT_EQ(layoutOf(graph, "branch").layers[12], 3);
}

TEST(Layout, BranchesOfOneLengthStandLeftAndRightOfTheirProducer) {
    layout::Graph graph;
    graph.nodes.assign(4, {120, 40});
    for (const int branch : {1, 2}) {
        graph.edges.push_back({0, 0, branch, 0});
        graph.edges.push_back({branch, 0, 3, 0});
    }
    const layout::GraphLayout layout = layoutOf(graph);
    EXPECT_EQ(layout.nodes[0].centerX(), layout.nodes[3].centerX());
    EXPECT_EQ(layout.nodes[0].centerX() - layout.nodes[1].centerX(),
              layout.nodes[2].centerX() - layout.nodes[0].centerX());
    EXPECT_LT(layout.nodes[1].x, layout.nodes[2].x);
}

TEST(Layout, RandomGraphsHaveNoFault) {
    for (unsigned seed = 0; seed < 600 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        layout::Options options;
        if (seed % 3 == 1) options.direction = layout::Direction::leftToRight;
        if (seed % 3 == 2) options = {.grid = 4, .nodeGap = 5, .edgeGap = 3, .layerGap = 11, .componentGap = 1};
        layoutOf(randomGraph(seed), "", options);
    }
}

TEST(Layout, ManyComponentsAreAboutAsWideAsHigh) {
    const layout::GraphLayout layout = layoutOf(test::randomGraph(1000, 0, 1));
    EXPECT_LT(layout.bounds.width, 3 * layout.bounds.height);
    EXPECT_LT(layout.bounds.height, 3 * layout.bounds.width);
    EXPECT_EQ(*std::max_element(layout.layers.begin(), layout.layers.end()), 0);
}

TEST(Layout, AWideFanStandsInOneLayer) {
    const layout::GraphLayout layout = layoutOf(fan(1002));
    for (std::size_t i = 1; i <= 1000; ++i) EXPECT_EQ(layout.layers[i], 1);
    EXPECT_EQ(layout.crossings, 0);
}

TEST(Layout, SeveralOutputsBetweenTwoNodesAreSeveralLines) {
    layout::Graph graph = chain(2);
    graph.edges.push_back({0, 1, 1, 1});
    graph.edges.push_back({0, 2, 1, 2});
    const layout::GraphLayout layout = layoutOf(graph);
    std::set<double> places;
    for (const layout::EdgeRoute& edge : layout.edges) places.insert(edge.points.front().x);
    EXPECT_EQ(places.size(), 3u);
}

TEST(Layout, ATensorReadTwiceByOneNodeIsOneLine) {
    layout::Graph graph = chain(2);
    graph.edges.push_back({0, 0, 1, 1});
    const layout::GraphLayout layout = layoutOf(graph);
    EXPECT_EQ(layout.edges[0].points, layout.edges[1].points);
}

// 0 is read by 1, 4, 7 and 9: one trunk, of which every edge draws the part since the reader before.
TEST(Layout, ReadersOfOneTensorShareATrunk) {
    layout::Graph graph = chain(10);
    for (const int reader : {9, 4, 7}) graph.edges.push_back({0, 0, reader, 1});
    const layout::GraphLayout layout = layoutOf(graph, "trunk");
    const layout::EdgeRoute &to9 = layout.edges[9], &to4 = layout.edges[10], &to7 = layout.edges[11];
    EXPECT_EQ(to4.ownFrom, 0);
    const auto begin = [](const layout::EdgeRoute& edge) {
        return edge.points[static_cast<std::size_t>(edge.ownFrom)];
    };
    EXPECT_EQ(begin(to7).x, begin(to9).x);
    EXPECT_GE(begin(to7).y, layout.nodes[3].bottom());
    EXPECT_LE(begin(to7).y, layout.nodes[4].y);
    EXPECT_GE(begin(to9).y, layout.nodes[6].bottom());
    EXPECT_LE(begin(to9).y, layout.nodes[7].y);
}

TEST(Layout, TheSameGraphHasTheSameLayout) {
    const layout::Graph graph = chainWithSkips(500, 30, 3);
    const layout::GraphLayout first = layoutOf(graph), second = layoutOf(graph);
    EXPECT_EQ(first.nodes, second.nodes);
    EXPECT_EQ(first.layers, second.layers);
    for (std::size_t i = 0; i < first.edges.size(); ++i) EXPECT_EQ(first.edges[i].points, second.edges[i].points);
}

TEST(Layout, SizesDoNotChangeTheOrder) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        // One component, so that where components stand does not matter.
        layout::Graph graph = chainWithSkips(80, 20, seed);
        const layout::Graph other = test::randomGraph(80, 160, seed);
        for (const layout::Edge& edge : other.edges) {
            if (edge.to < static_cast<int>(graph.nodes.size())) graph.edges.push_back(edge);
        }
        const auto rows = rowsOf(layoutOf(graph));
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) graph.nodes[i] = other.nodes[i % other.nodes.size()];
        EXPECT_EQ(rowsOf(layoutOf(graph)), rows) << seed;
    }
}

TEST(Layout, AnOperatorMoreAtTheEndMovesNothing) {
    layout::Graph graph = chainWithSkips(300, 30, 5);
    const layout::GraphLayout before = layoutOf(graph);
    graph.nodes.push_back({120, 40});
    const int last = static_cast<int>(graph.nodes.size()) - 1;
    graph.edges.push_back({last - 1, 0, last, 0});
    const layout::GraphLayout after = layoutOf(graph);
    for (std::size_t i = 0; i < before.nodes.size(); ++i) EXPECT_EQ(before.nodes[i], after.nodes[i]) << i;
}

TEST(Layout, CentresAreOnTheGrid) {
    const layout::GraphLayout layout = layoutOf(chainWithSkips(100, 20, 1));
    for (const layout::Rect& node : layout.nodes) EXPECT_EQ(std::fmod(node.centerX(), 8), 0);
}

TEST(Layout, AGraphThatCannotBeDrawnIsAnError) {
    layout::Graph cycle = chain(3);
    cycle.edges.push_back({2, 0, 0, 0});
    EXPECT_THAT(errorOf(cycle), HasSubstr("cycle"));
    layout::Graph loop = chain(2);
    loop.edges.push_back({1, 0, 1, 0});
    EXPECT_THAT(errorOf(loop), HasSubstr("cycle"));
    for (const layout::Edge edge : {layout::Edge{0, 0, 3, 0}, layout::Edge{-1, 0, 1, 0}}) {
        layout::Graph graph = chain(3);
        graph.edges.push_back(edge);
        EXPECT_THAT(errorOf(graph), HasSubstr("there are 3 nodes"));
    }
    for (const double width : {-1.0, std::numeric_limits<double>::quiet_NaN(), 1e300}) {
        layout::Graph graph = chain(2);
        graph.nodes[1].width = width;
        EXPECT_THAT(errorOf(graph), HasSubstr("node 1 has the size"));
    }
}

TEST(Layout, StopsWhenCancelled) {
    CancelSource source;
    const auto cancelAtOnce = [&](const Progress& progress) {
        EXPECT_EQ(progress.stage, "layout");
        source.cancel();
    };
    const auto outcome = layout::layeredLayout(chainWithSkips(20000, 30, 1), {}, source.token(), cancelAtOnce);
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
}

TEST(Layout, LongEdgesCostNoMoreThanShortOnes) {
    // With a dummy node for every layer that an edge passes these would be 100 million.
    layoutOf(nestedSkips(20000));
    layout::Graph everyReads = chain(20000);
    for (int i = 2; i < 20000; ++i) everyReads.edges.push_back({0, 0, i, 1});
    layoutOf(everyReads);
}

}  // namespace
}  // namespace pinfold
