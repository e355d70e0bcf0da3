#include "ui/layout/blocks.h"

#include "ui/layout/layout_graphs.h"

#include <gtest/gtest.h>

#include <string_view>

namespace pinfold {
namespace {

using namespace test;

// One operator a letter, which is its kernel; each reads the one before.
std::vector<layout::BlockOperator> line(std::string_view kernels) {
    std::vector<layout::BlockOperator> operators;
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        operators.push_back({kernels[i], {static_cast<int>(i) - 1}});
    }
    return operators;
}

std::vector<layout::RepeatedBlock> blocksOf(const std::vector<layout::BlockOperator>& operators) {
    return layout::findRepeatedBlocks(operators).value();
}

TEST(RepeatedBlocks, BlocksOfAResidualNetworkAreFound) {
    auto operators = line("sCDACDACDACDAp");
    for (const int add : {3, 6, 9, 12}) operators[static_cast<std::size_t>(add)].producers.push_back(add - 3);
    EXPECT_EQ(blocksOf(operators), (std::vector<layout::RepeatedBlock>{{1, 3, 0}, {4, 3, 0}, {7, 3, 0}, {10, 3, 0}}));
}

TEST(RepeatedBlocks, BlocksNeedNotFollowOneAnother) {
    EXPECT_EQ(blocksOf(line("xABCDyABCDzzABCD")),
              (std::vector<layout::RepeatedBlock>{{1, 4, 0}, {6, 4, 0}, {12, 4, 0}}));
}

TEST(RepeatedBlocks, SeveralKindsAreToldApart) {
    EXPECT_EQ(blocksOf(line("ABCABCABCABCxDEFGDEFGy")),
              (std::vector<layout::RepeatedBlock>{{0, 3, 0}, {3, 3, 0}, {6, 3, 0}, {9, 3, 0}, {13, 4, 1}, {17, 4, 1}}));
}

TEST(RepeatedBlocks, TheSameKernelsReadingOneAnotherInAnotherWayAreNoRepetition) {
    auto operators = line("xABCyABC");
    EXPECT_EQ(layout::findRepeatedBlocks(operators, {.shortest = 3})->size(), 2u);
    operators[7].producers = {5};  // the second C reads A rather than B
    EXPECT_TRUE(layout::findRepeatedBlocks(operators, {.shortest = 3})->empty());
}

// The first add reads the model's input, the others the add before: both are outside of the block.
TEST(RepeatedBlocks, WhereInputsFromOutsideComeFromDoesNotMatter) {
    auto operators = line("CDACDA");
    operators[2].producers.push_back(-1);
    operators[5].producers.push_back(0);
    EXPECT_EQ(blocksOf(operators), (std::vector<layout::RepeatedBlock>{{0, 3, 0}, {3, 3, 0}}));
}

// a..b | a..b could be cut anywhere; where b is read by the next a alone, only one tensor is exchanged.
TEST(RepeatedBlocks, BlocksAreCutWhereFewTensorsPass) {
    std::vector<layout::BlockOperator> operators = line("pABCDABCDABCDABCDABCDq");
    for (int first = 1; first < 21; first += 4) {
        // Inside a block everything reads its first operator, too.
        for (int i = 2; i < 4; ++i) operators[static_cast<std::size_t>(first + i)].producers.push_back(first);
    }
    const auto blocks = blocksOf(operators);
    ASSERT_EQ(blocks.size(), 5u);
    EXPECT_EQ(blocks[0], (layout::RepeatedBlock{1, 4, 0}));
}

TEST(RepeatedBlocks, NothingRepeatsInNothing) {
    EXPECT_TRUE(blocksOf({}).empty());
    EXPECT_TRUE(blocksOf(line("ABCDEFGH")).empty());
    EXPECT_EQ(layout::findRepeatedBlocks(line("ABCABC"), {.shortest = 4})->size(), 0u);
}

TEST(RepeatedBlocks, StopWhenCancelled) {
    CancelSource source;
    source.cancel();
    EXPECT_FALSE(layout::findRepeatedBlocks(line("ABCABC"), {}, source.token()).has_value());
}

TEST(Collapse, AGroupBecomesOneNode) {
    layout::Graph graph = chain(6);
    graph.edges.push_back({0, 0, 2, 1});  // 0 is read twice in the group 1, 2, 3
    graph.edges.push_back({1, 0, 5, 1});
    const std::vector<int> groupOf{-1, 0, 0, 0, -1, -1};
    const std::vector<layout::Node> sizes{{200, 50}};
    const layout::CollapsedGraph small = collapsed(graph, groupOf, sizes);
    EXPECT_EQ(small.nodeOf, (std::vector<int>{0, 1, 1, 1, 2, 3}));
    EXPECT_EQ(small.edgeOf, (std::vector<int>{0, -1, -1, 1, 2, 0, 3}));
    ASSERT_EQ(small.graph.nodes.size(), 4u);
    EXPECT_EQ(small.graph.nodes[1].width, 200);
    ASSERT_EQ(small.graph.edges.size(), 4u);
    EXPECT_EQ(small.graph.edges[1].from, 1);
    EXPECT_EQ(small.graph.edges[1].to, 2);
    EXPECT_NE(small.graph.edges[1].output, small.graph.edges[3].output) << "two tensors leave the group";
    layoutOf(small.graph);
}

TEST(Collapse, WithoutGroupsNothingChanges) {
    const layout::Graph graph = chainWithSkips(50, 10, 1);
    const std::vector<int> groupOf(graph.nodes.size(), -1);
    const layout::CollapsedGraph same = collapsed(graph, groupOf, {});
    ASSERT_EQ(same.graph.edges.size(), graph.edges.size());
    EXPECT_EQ(layoutOf(same.graph).nodes, layoutOf(graph).nodes);
}

}  // namespace
}  // namespace pinfold
