// Layouts of archives: the real ones, and one of 10,000 operators.
#include "base/file.h"
#include "mlf/archive.h"
#include "support/large_model.h"
#include "support/must.h"
#include "support/shared_files.h"
#include "ui/layout/blocks.h"
#include "ui/layout/layout_graphs.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold {
namespace {

using namespace test;

Model imported(const std::filesystem::path& path) {
    const auto archive = test::uncancelled(readArchive(path));
    EXPECT_TRUE(archive.ok()) << path;
    auto model = test::uncancelled(importModel(*archive, archive->modules.front()));
    EXPECT_TRUE(model.ok()) << path;
    return *std::move(model);
}

const Model& large() {
    static const Model model = [] {
        const auto folder = TemporaryFolder::create();
        EXPECT_TRUE(folder.ok()) << folder.error().message;
        return imported(largeModel(10000).write(folder->path()));
    }();
    return model;
}

std::vector<layout::RepeatedBlock> blocksOf(const Model& model) {
    std::vector<layout::BlockOperator> operators;
    for (const Operator& op : model.operators) {
        layout::BlockOperator& made = operators.emplace_back();
        made.kernel = op.kernel;
        for (const int input : op.inputs) {
            const Tensor& tensor = model.tensors[static_cast<std::size_t>(input)];
            made.producers.push_back(tensor.producer);
        }
    }
    return layout::findRepeatedBlocks(operators).value();
}

class RealLayout : public testing::TestWithParam<const char*> {};

TEST_P(RealLayout, HasNoFault) {
    const std::string archive = std::string(GetParam()) + ".graph.tar";
    PINFOLD_NEEDS_MODEL(archive);
    layoutOf(graphOf(imported(modelFile(archive))), GetParam());
}

INSTANTIATE_TEST_SUITE_P(LayoutOfModels, RealLayout,
                         testing::Values("kws_int8", "vww_int8", "ic_int8", "ad_int8", "digits_int8", "digits_float",
                                         "unet", "wired_a", "wired_c", "wired_e"),
                         [](const auto& instance) { return std::string(instance.param); });

// What the encoder keeps for the decoder lies beside it, one inside of the other.
TEST(LayoutOfModels, UnetIsAColumnWithNestedSkips) {
    const layout::GraphLayout layout = layoutOf(graphOf(imported(modelFile("unet.graph.tar"))));
    EXPECT_EQ(layout.crossings, 0);
    for (const layout::Rect& node : layout.nodes) EXPECT_EQ(node.centerX(), layout.nodes[0].centerX());
}

// Depthwise and pointwise convolutions in turn, the inner ones of one size.
TEST(LayoutOfModels, RepeatedBlocksOfMobileNetAreFound) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    const Model model = imported(modelFile("vww_int8.graph.tar"));
    const auto blocks = blocksOf(model);
    ASSERT_GE(blocks.size(), 4u);
    for (const layout::RepeatedBlock& block : blocks) {
        ASSERT_EQ(block.length, 2);
        const auto kernel = [&](int index) {
            return model.kernels[static_cast<std::size_t>(model.operators[static_cast<std::size_t>(index)].kernel)]
                .name;
        };
        EXPECT_EQ(kernel(block.first), kernel(blocks[0].first));
        EXPECT_EQ(kernel(block.first + 1), kernel(blocks[0].first + 1));
    }
}

TEST(LargeModel, HasWhatItPromises) {
    const Model& model = large();
    EXPECT_EQ(model.operators.size(), 10000u);
    EXPECT_EQ(model.kernels.size(), 40u);
    std::size_t workspaces = 0;
    for (const Kernel& kernel : model.kernels) {
        EXPECT_TRUE(kernel.read) << kernel.name << kernel.whyNotRead;
        EXPECT_EQ(kernel.refusal, "") << kernel.name;
        workspaces += kernel.workspaces.size();
    }
    EXPECT_EQ(workspaces, 16u);
    EXPECT_GT(totalMacs(model), 0);
    int furthest = 0, branches = 0;
    for (const Tensor& tensor : model.tensors) {
        if (tensor.consumers.size() < 2 || tensor.producer < 0) continue;
        furthest = std::max(furthest, tensor.consumers.back() - tensor.producer);
        ++branches;
    }
    EXPECT_GT(furthest, 25);
    EXPECT_LE(furthest, 31);
    EXPECT_GT(branches, 1000);
}

TEST(LargeModel, IsTheSameEveryTime) { EXPECT_EQ(largeModel(300).tar(), largeModel(300).tar()); }

TEST(LargeModel, HasAnyNumberOfOperators) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    for (const int operators : {1, 2, 3, 7, 50}) {
        const Model model = imported(largeModel(operators).write(folder->path()));
        EXPECT_EQ(model.operators.size(), static_cast<std::size_t>(operators));
    }
}

TEST(LargeModel, IsDrawnAsOneColumnWithSkipsBeside) {
    const layout::Graph graph = graphOf(large());
    const layout::GraphLayout layout = layoutOf(graph);
    const auto inColumn = std::count_if(layout.nodes.begin(), layout.nodes.end(), [&](const layout::Rect& node) {
        return node.centerX() == layout.nodes[0].centerX();
    });
    EXPECT_GT(inColumn, 9000);
    EXPECT_LT(layout.bounds.width, 1000);
}

TEST(LargeModel, CollapsesToAFewBlocks) {
    const Model& model = large();
    const auto blocks = blocksOf(model);
    int covered = 0, end = 0;
    for (const layout::RepeatedBlock& block : blocks) {
        EXPECT_GE(block.first, end);
        end = block.first + block.length;
        covered += block.length;
    }
    EXPECT_GT(covered, 5000);
    const layout::Graph graph = graphOf(model);
    std::vector<int> groupOf(graph.nodes.size(), -1);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        // Node 0 is the model's input.
        std::fill_n(groupOf.begin() + 1 + blocks[i].first, blocks[i].length, static_cast<int>(i));
    }
    const layout::CollapsedGraph small = collapsed(graph, groupOf, std::vector<layout::Node>(blocks.size(), {160, 48}));
    EXPECT_EQ(small.graph.nodes.size(), graph.nodes.size() - static_cast<std::size_t>(covered) + blocks.size());
    layoutOf(small.graph);
}

}  // namespace
}  // namespace pinfold
