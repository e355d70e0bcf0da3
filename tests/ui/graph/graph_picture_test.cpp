// From models to nodes, edges and places; what is found in a picture again.
#include "support/shared_files.h"
#include "ui/graph/graph_pictures.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::ui {
namespace {

using test::modelsNamed;
using test::modelsOf;
using test::pictureOf;

std::shared_ptr<const GraphPicture> digits() {
    static const auto picture = pictureOf(modelsOf({test::sample("digits_int8.tar")}));
    return picture;
}

const GraphNode& nodeOf(const GraphPicture& picture, const Item& item) {
    return picture.nodes.at(static_cast<std::size_t>(picture.nodeOf(item)));
}

layout::Point middleOf(const GraphPicture& picture, int node) {
    const layout::Rect& place = picture.layout.nodes.at(static_cast<std::size_t>(node));
    return {place.centerX(), place.y + place.height / 2};
}

TEST(OperatorKinds, FollowTheWordsOfTheKernel) {
    const auto kind = [](const char* name) {
        Kernel kernel;
        kernel.name = name;
        return kindOf(kernel);
    };
    EXPECT_EQ(kind("tvmgen_a_fused_nn_conv2d_add_clip_cast_1"), OperatorKind::convolution);
    EXPECT_EQ(kind("tvmgen_a_fused_add_nn_contrib_depthwise_conv2d_NCHWc_nn_relu_add"), OperatorKind::depthwise);
    EXPECT_EQ(kind("tvmgen_a_fused_nn_contrib_dense_pack_add"), OperatorKind::dense);
    EXPECT_EQ(kind("tvmgen_a_fused_nn_avg_pool2d_cast"), OperatorKind::pooling);
    EXPECT_EQ(kind("tvmgen_a_fused_nn_max_pool2d_1"), OperatorKind::pooling);
    EXPECT_EQ(kind("tvmgen_a_fused_nn_softmax_divide_round_add_clip_cast"), OperatorKind::function);
    EXPECT_EQ(kind("tvmgen_a_fused_reshape_cast_subtract"), OperatorKind::elementwise);
    EXPECT_EQ(kind("tvmgen_a_fused_nn_relu"), OperatorKind::function);
    EXPECT_EQ(kind("tvmgen_a_fused_expand_dims"), OperatorKind::movement);
    EXPECT_EQ(kind("tvmgen_a_fused_layout_transform_nn_batch_flatten"), OperatorKind::movement);
    EXPECT_EQ(kind("tvmgen_a_fused_mystery"), OperatorKind::other);
}

TEST(OperatorKinds, ADepthwiseConvolutionIsKnownByItsWorkspace) {
    Kernel kernel;
    kernel.name = "tvmgen_a_fused_nn_conv2d";
    kernel.workspaces.push_back({"DepthwiseConv2d", 1, 16, {}});
    EXPECT_EQ(kindOf(kernel), OperatorKind::depthwise);
}

TEST(ShortNames, LeaveOutWhatTheCompilerPutBefore) {
    Model model;
    model.symbol = "net";
    EXPECT_EQ(shortName(model, "tvmgen_net_fused_nn_dense_1"), QStringLiteral("nn_dense_1"));
    EXPECT_EQ(shortName(model, "tvmgen_default_fused_nn_dense"), QStringLiteral("nn_dense"));
    EXPECT_EQ(shortName(model, "fused_add"), QStringLiteral("add"));
    EXPECT_EQ(shortName(model, "odd"), QStringLiteral("odd"));
}

TEST(GraphPictures, ShowOperatorsInputsAndOutputs) {
    const auto picture = digits();
    const Model& model = picture->models->front();
    EXPECT_EQ(picture->nodes.size(), model.operators.size() + model.inputs.size() + model.outputs.size());
    const auto count = [&](NodeRole role) {
        return std::count_if(picture->nodes.begin(), picture->nodes.end(),
                             [&](const GraphNode& node) { return node.role == role; });
    };
    EXPECT_EQ(count(NodeRole::input), 1);
    EXPECT_EQ(count(NodeRole::output), 1);
    EXPECT_EQ(picture->layout.nodes.size(), picture->nodes.size());
    EXPECT_TRUE(picture->titles.empty());
}

TEST(GraphPictures, FoldParametersIntoTheirOperators) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const auto picture = pictureOf(modelsNamed("kws_int8.graph.tar"));
    const GraphNode& depthwise = nodeOf(*picture, Item::op(0, 2));
    EXPECT_EQ(depthwise.title, QStringLiteral("Depthwise convolution"));
    EXPECT_EQ(depthwise.name,
              QStringLiteral("nn_conv2d_add_fixed_point_multiply_per_axis_add_clip_cast_cast_subtract_1"));
    EXPECT_EQ(depthwise.output, QStringLiteral("1×25×5×64 int16"));
    EXPECT_EQ(depthwise.parameters, QStringLiteral("weights 3×3×64×1 int16 + 6 more"));
    for (const GraphEdge& edge : picture->edges) {
        EXPECT_NE(picture->models->front().tensors.at(static_cast<std::size_t>(edge.tensor)).role,
                  TensorRole::constant);
    }
}

TEST(GraphPictures, SeveralModelsStandSideBySideUnderTheirNames) {
    const auto picture =
        pictureOf(modelsOf({test::modelFile("wired_a.graph.tar"), test::modelFile("digits_float.graph.tar")}));
    ASSERT_EQ(picture->titles.size(), 2u);
    EXPECT_EQ(picture->titles[0].text, QStringLiteral("wired_a"));
    EXPECT_EQ(picture->titles[1].text, QStringLiteral("digits_float"));
    double firstEnds = 0;
    for (std::size_t i = 0; i < picture->nodes.size(); ++i) {
        const layout::Rect& place = picture->layout.nodes[i];
        EXPECT_GE(place.y, picture->titles[0].place.bottom());
        if (picture->nodes[i].model == 0) firstEnds = std::max(firstEnds, place.right());
        EXPECT_TRUE(picture->nodes[i].model == 0 || place.x > firstEnds);
    }
    EXPECT_EQ(nodeOf(*picture, Item::op(1, 2)).model, 1);
}

TEST(GraphPictures, FindWhatStandsForAItem) {
    const auto picture = digits();
    const Model& model = picture->models->front();
    EXPECT_EQ(nodeOf(*picture, Item::op(0, 4)).first, 4);
    EXPECT_EQ(nodeOf(*picture, Item::workspaceOf(0, 4, 0)).first, 4);
    const int tensor = model.operators[4].outputs.front();
    EXPECT_EQ(nodeOf(*picture, Item::tensor(0, tensor)).first, 4);
    EXPECT_EQ(picture->outlinedFor(Item::tensor(0, tensor)), -1);
    const auto edges = picture->edgesOf(Item::tensor(0, tensor));
    ASSERT_FALSE(edges.empty());
    for (const int edge : edges) EXPECT_EQ(picture->edges[static_cast<std::size_t>(edge)].tensor, tensor);
    const Item input = Item::tensor(0, model.inputs.front().tensor);
    EXPECT_EQ(nodeOf(*picture, input).role, NodeRole::input);
    EXPECT_EQ(picture->nodeOf({}), -1);
    EXPECT_EQ(picture->nodeOf(Item::op(0, 4000)), -1);
    EXPECT_EQ(picture->nodeOf(Item::op(7, 0)), -1);
}

TEST(GraphPictures, AConstantIsFoundAtItsReader) {
    const auto picture = digits();
    const Model& model = picture->models->front();
    const auto constant = std::find_if(model.tensors.begin(), model.tensors.end(), [](const Tensor& tensor) {
        return tensor.role == TensorRole::constant && !tensor.consumers.empty();
    });
    ASSERT_NE(constant, model.tensors.end());
    const Item item = Item::tensor(0, static_cast<int>(constant - model.tensors.begin()));
    EXPECT_EQ(nodeOf(*picture, item).first, constant->consumers.front());
    EXPECT_EQ(picture->outlinedFor(item), picture->nodeOf(item));
}

TEST(GraphPictures, AreTheSameEveryTime) {
    const auto again = pictureOf(digits()->models);
    EXPECT_EQ(again->layout.nodes, digits()->layout.nodes);
}

TEST(GraphHits, NodesAndTheirHeadersAreHitThenEdges) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const auto picture = pictureOf(modelsNamed("kws_int8.graph.tar"));
    const int plain = picture->nodeOf(Item::op(0, 3)), first = picture->nodeOf(Item::op(0, 2));
    EXPECT_EQ(hitAt(*picture, middleOf(*picture, plain), 5).item, Item::op(0, 3));
    EXPECT_FALSE(hitAt(*picture, middleOf(*picture, first), 5).header);
    const layout::Rect& place = picture->layout.nodes[static_cast<std::size_t>(first)];
    const GraphHit header = hitAt(*picture, {place.centerX(), place.y + 10}, 5);
    EXPECT_TRUE(header.header);
    EXPECT_EQ(header.node, first);

    const Model& model = picture->models->front();
    const int tensor = model.operators[2].outputs.front();
    const layout::Point below{place.centerX() + 4, place.bottom() + 8};
    EXPECT_EQ(hitAt(*picture, below, 5).item, Item::tensor(0, tensor));
    EXPECT_FALSE(hitAt(*picture, below, 3).item);
    EXPECT_FALSE(hitAt(*picture, {-50, -50}, 5).item);
}

TEST(GraphSteps, LeadToProducersConsumersAndNeighbours) {
    const auto picture = pictureOf(modelsNamed("wired_a.graph.tar"));
    const auto node = [&](int op) { return picture->nodeOf(Item::op(0, op)); };
    EXPECT_EQ(picture->step(node(2), GraphStep::producer), node(1));
    EXPECT_EQ(picture->step(node(1), GraphStep::consumer), node(2));
    // 12, 4 and 8 stand in one layer.
    EXPECT_EQ(picture->step(node(4), GraphStep::left), node(12));
    EXPECT_EQ(picture->step(node(4), GraphStep::right), node(8));
    EXPECT_EQ(picture->step(node(12), GraphStep::left), -1);
    EXPECT_EQ(picture->step(-1, GraphStep::consumer), 0);
    EXPECT_EQ(picture->step(node(4), GraphStep::first), 0);
    EXPECT_EQ(picture->step(node(4), GraphStep::last), static_cast<int>(picture->nodes.size()) - 1);
    EXPECT_EQ(picture->step(0, GraphStep::producer), -1);
}

TEST(GraphBlocks, AreShownAsOneNodeWhenFolded) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const auto models = modelsNamed("kws_int8.graph.tar");
    const auto whole = pictureOf(models);
    ASSERT_EQ(whole->blocks.front().size(), 3u);
    const auto one = pictureOf(models, {{0, 1}});
    EXPECT_EQ(one->nodes.size(), whole->nodes.size() - 1);
    const GraphNode& block = nodeOf(*one, Item::op(0, 5));
    EXPECT_EQ(block.role, NodeRole::block);
    EXPECT_EQ(block.first, 4);
    EXPECT_EQ(block.length, 2);
    EXPECT_EQ(block.header, QStringLiteral("Block A, 2 of 3"));
    EXPECT_EQ(one->nodeOf(Item::op(0, 4)), one->nodeOf(Item::op(0, 5)));
    EXPECT_EQ(nodeOf(*one, Item::op(0, 6)).header, QStringLiteral("Block A, 3 of 3"));
    const auto all = pictureOf(models, whole->allBlocks());
    EXPECT_EQ(all->nodes.size(), whole->nodes.size() - 3);
    EXPECT_EQ(all->folded.size(), 3u);
    // What goes on inside of a block runs along no edge.
    const int inside = models->front().operators[4].outputs.front();
    EXPECT_TRUE(one->edgesOf(Item::tensor(0, inside)).empty());
    EXPECT_EQ(one->outlinedFor(Item::tensor(0, inside)), one->nodeOf(Item::op(0, 4)));
}

TEST(GraphBlocks, HaveLettersLikeColumnsOfASheet) {
    EXPECT_EQ(letterOf(0), QStringLiteral("A"));
    EXPECT_EQ(letterOf(25), QStringLiteral("Z"));
    EXPECT_EQ(letterOf(26), QStringLiteral("AA"));
}

TEST(GraphPictures, CanBeCancelledAndFail) {
    CancelSource source;
    source.cancel();
    const auto cancelled = makePicture({digits()->models, {}, {}}, source.token());
    ASSERT_TRUE(cancelled.ok());
    EXPECT_TRUE(isCancelled(*cancelled));
    const auto failed =
        makePicture({digits()->models, {}, {}}, {}, {},
                    [](const layout::Graph&, const layout::Options&, const CancelToken&,
                       const ProgressSink&) -> Outcome<layout::GraphLayout> { return badInput("no paper"); });
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().message, "no paper");
}

}  // namespace
}  // namespace pinfold::ui
