#include "plan/lifetimes.h"

#include "plan/example_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace pinfold {
namespace {

using test::ModelMaker;
using test::unused;
using test::used;
using test::workspace;

// (first tick, end tick) of a buffer.
using Life = std::pair<int, int>;

const PlannedBuffer& buffer(const LifetimeTable& table, const std::string& name) {
    const auto found = std::find_if(table.buffers.begin(), table.buffers.end(),
                                    [&](const PlannedBuffer& b) { return b.name == name; });
    EXPECT_NE(found, table.buffers.end()) << name;
    return *found;
}

Life life(const LifetimeTable& table, const std::string& name) {
    return {buffer(table, name).firstTick, buffer(table, name).endTick};
}

bool has(const LifetimeTable& table, const std::string& name) {
    return std::any_of(table.buffers.begin(), table.buffers.end(),
                       [&](const PlannedBuffer& b) { return b.name == name; });
}

// x → pad → conv → out; the convolution pads its input into a workspace, sums up in another, and then writes.
Model paddedConvolution() {
    ModelMaker maker;
    const int x = maker.input("x", 100);
    const int pad = maker.op("pad", {x}, 200);
    maker.read(1, {used(0, 0), used(0, 0)});
    const int weights = maker.constant("w", 30);
    const int conv = maker.op("conv", {pad, weights}, 300);
    maker.read(3, {used(0, 0), used(1, 1), used(2, 2)}, {workspace("Padded", 250, 0, 1), workspace("Sum", 400, 1, 2)});
    maker.output(conv);
    return maker.model;
}

TEST(Lifetimes, StatementsGiveEveryBufferOnlyTheTimeItIsUsed) {
    const LifetimeTable table = computeLifetimes(paddedConvolution(), Lifetimes::statement, false);
    EXPECT_EQ(table.ticks, 4);
    EXPECT_EQ(life(table, "x"), Life(0, 1));
    EXPECT_EQ(life(table, "pad"), Life(0, 2));
    EXPECT_EQ(life(table, "op1/Padded"), Life(1, 3));
    EXPECT_EQ(life(table, "op1/Sum"), Life(2, 4));
    EXPECT_EQ(life(table, "conv"), Life(3, 4));
    EXPECT_EQ(buffer(table, "conv").kind, BufferKind::output);
    EXPECT_EQ(buffer(table, "pad").kind, BufferKind::activation);
    EXPECT_FALSE(has(table, "w"));
}

TEST(Lifetimes, WholeOperatorsGiveEachOperatorOneTick) {
    const LifetimeTable table = computeLifetimes(paddedConvolution(), Lifetimes::wholeOperator, false);
    EXPECT_EQ(table.ticks, 2);
    EXPECT_EQ(life(table, "x"), Life(0, 1));
    EXPECT_EQ(life(table, "pad"), Life(0, 2));
    EXPECT_EQ(life(table, "op1/Padded"), Life(1, 2));
    EXPECT_EQ(life(table, "conv"), Life(1, 2));
}

TEST(Lifetimes, NoneLetsEverythingLiveForTheWholeTime) {
    const LifetimeTable table = computeLifetimes(paddedConvolution(), Lifetimes::none, false);
    for (const PlannedBuffer& b : table.buffers)
        EXPECT_EQ(Life(b.firstTick, b.endTick), Life(0, table.ticks)) << b.name;
}

TEST(Lifetimes, KernelThatWasNotReadIsOneTickWithAllItsBuffers) {
    Model model = paddedConvolution();
    model.kernels[1].read = false;
    const LifetimeTable table = computeLifetimes(model, Lifetimes::statement, false);
    EXPECT_EQ(table.ticks, 2);
    EXPECT_EQ(life(table, "op1/Padded"), Life(1, 2));
    EXPECT_EQ(life(table, "op1/Sum"), Life(1, 2));
    EXPECT_EQ(life(table, "conv"), Life(1, 2));
    EXPECT_FALSE(buffer(table, "conv").reads.has_value());
    EXPECT_TRUE(buffer(table, "x").reads.has_value());
}

TEST(Lifetimes, StatementsThatTouchOnlyConstantsAreNoTicks) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int weights = maker.constant("w", 10);
    const int y = maker.op("y", {x, weights}, 10);
    maker.read(5, {used(1, 1), used(0, 4), used(3, 3)});
    maker.output(y);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.ticks, 2);
    EXPECT_EQ(life(table, "x"), Life(0, 1));
    EXPECT_EQ(life(table, "y"), Life(1, 2));
}

TEST(Lifetimes, OperatorThatTouchesNoBufferStillHasATickAndItsOutputLives) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    maker.read(2, {unused(), unused()});
    const int z = maker.op("z", {y}, 10);
    maker.read(1, {used(0, 0), used(0, 0)});
    maker.output(z);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.ticks, 2);
    EXPECT_EQ(life(table, "x"), Life(0, 1));
    EXPECT_EQ(life(table, "y"), Life(0, 2));
}

TEST(Lifetimes, ConsumerThatNeverReadsDoesNotKeepATensorAlive) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    maker.read(1, {used(0, 0), used(0, 0)});
    const int z = maker.op("z", {y, x}, 10);
    maker.read(1, {used(0, 0), unused(), used(0, 0)});
    maker.output(z);
    EXPECT_EQ(life(computeLifetimes(maker.model, Lifetimes::statement, false), "x"), Life(0, 1));
}

TEST(Lifetimes, TensorPassedTwiceLivesThroughBothUsesAndCountsBoth) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x, x}, 10);
    maker.read(4, {used(0, 0), used(2, 2), used(3, 3)}, {workspace("w", 8, 1, 1)});
    maker.output(y);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(life(table, "x"), Life(0, 3));
    EXPECT_EQ(buffer(table, "x").reads, 2);
}

TEST(Lifetimes, ReadsAndWritesAreSumsOverAllOperators) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    BufferUse heavy = used(0, 0);
    heavy.reads = std::int64_t{1} << 62;
    maker.read(1, {heavy, used(0, 0)});
    const int z = maker.op("z", {x, y}, 10);
    maker.read(1, {heavy, used(0, 0), used(0, 0)});
    maker.output(z);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(buffer(table, "y").reads, 2);  // one where it is written, one where it is read
    EXPECT_EQ(buffer(table, "y").writes, 2);
    EXPECT_EQ(buffer(table, "x").reads, std::int64_t{1} << 62) << "saturates";
}

TEST(Lifetimes, AliasesProlongTheirRootThroughTheirConsumers) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    const int flat = maker.alias("flat", y);
    const int again = maker.alias("again", flat);
    const int z = maker.op("z", {x}, 10);
    const int last = maker.op("last", {again, z}, 10);
    maker.output(last);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(life(table, "y"), Life(0, 3));
    EXPECT_FALSE(has(table, "flat"));
    ASSERT_EQ(table.aliases.size(), 2u);
    EXPECT_EQ(table.aliases[1].name, "again");
    EXPECT_EQ(table.aliases[1].of, "y");
}

TEST(Lifetimes, AliasAtAModelOutputKeepsItsRootToTheEnd) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    const int z = maker.op("z", {x}, 10);
    maker.output(maker.alias("flat", y));
    maker.output(z);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(life(table, "y"), Life(0, 2));
    EXPECT_EQ(buffer(table, "y").kind, BufferKind::output);
}

TEST(Lifetimes, InputThatIsAnOutputStaysToTheEnd) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    const int z = maker.op("z", {y}, 10);
    maker.output(z);
    maker.output(x);
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(life(table, "x"), Life(0, 2));
    EXPECT_EQ(buffer(table, "x").kind, BufferKind::input);
}

TEST(Lifetimes, ModelWithoutOperatorsStillHoldsItsInput) {
    ModelMaker maker;
    maker.output(maker.input("x", 10));
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.ticks, 1);
    EXPECT_EQ(life(table, "x"), Life(0, 1));
}

TEST(Lifetimes, ConstantAtAnOutputHasNoBuffer) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    maker.output(maker.op("y", {x}, 10));
    maker.output(maker.alias("flat", maker.constant("c", 10)));
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.buffers.size(), 2u);
}

TEST(Lifetimes, InputNobodyUsesExistsAtTheStart) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    maker.input("idle", 10);
    const int y = maker.op("y", {x}, 10);
    maker.output(maker.op("z", {y}, 10));
    EXPECT_EQ(life(computeLifetimes(maker.model, Lifetimes::statement, false), "idle"), Life(0, 1));
}

TEST(Lifetimes, KeptInputsStayToTheEnd) {
    const LifetimeTable table = computeLifetimes(paddedConvolution(), Lifetimes::statement, true);
    EXPECT_EQ(life(table, "x"), Life(0, 4));
    EXPECT_EQ(life(table, "pad"), Life(0, 2));
}

TEST(Lifetimes, ResultNobodyConsumesLivesToTheEndOfItsProducer) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    maker.op("idle", {x}, 10);
    maker.read(3, {used(0, 2), used(1, 1)});
    maker.output(maker.op("y", {x}, 10));
    EXPECT_EQ(life(computeLifetimes(maker.model, Lifetimes::statement, false), "idle"), Life(1, 3));
}

TEST(Lifetimes, WorkspacesOfOneNameGetNamesOfTheirOwn) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    maker.output(maker.op("y", {x}, 10));
    maker.read(2, {used(0, 0), used(1, 1)},
               {workspace("t", 8, 0, 0), workspace("t", 8, 1, 1), workspace("t_2", 8, 1, 1), workspace("t", 8, 1, 1)});
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    for (const char* name : {"op0/t", "op0/t_2", "op0/t_2_2", "op0/t_3"}) EXPECT_TRUE(has(table, name)) << name;
    EXPECT_EQ(buffer(table, "op0/t_2").workspace, 1);
}

TEST(Lifetimes, ObjectFilesGetOneBlockPerOperatorAndNoCounts) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    const int y = maker.op("y", {x}, 10);
    maker.lastKernel().source = -1;
    maker.output(maker.op("z", {y}, 10));
    maker.lastKernel().source = -1;
    maker.model.objectWorkspaceBytes = 500;
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(life(table, "op0/workspace"), Life(0, 1));
    EXPECT_EQ(life(table, "op1/workspace"), Life(1, 2));
    EXPECT_EQ(buffer(table, "op1/workspace").bytes, 500);
    EXPECT_EQ(buffer(table, "op1/workspace").workspace, -1);
    EXPECT_FALSE(buffer(table, "y").reads.has_value());
}

TEST(Lifetimes, CopiesAreUnderstoodWithoutSource) {
    ModelMaker maker;
    const int x = maker.input("x", 10);
    maker.output(maker.op("y", {x}, 10));
    maker.lastKernel().source = -1;
    maker.lastKernel().name = copyKernelName;
    maker.model.objectWorkspaceBytes = 500;
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.buffers.size(), 2u) << "no workspace";
    EXPECT_EQ(buffer(table, "x").reads, 10);
    EXPECT_EQ(buffer(table, "x").writes, 0);
    EXPECT_EQ(buffer(table, "y").writes, 10);
    EXPECT_EQ(table.reaches[0].lowest, 0);
    EXPECT_EQ(table.reaches[0].end, 10);
}

TEST(Lifetimes, ReachIsTheWidestOfAllUses) {
    ModelMaker maker;
    const int x = maker.input("x", 64);
    BufferUse below = used(0, 0);
    below.lowestByte = -9;
    below.endByte = 50;
    BufferUse after = used(0, 0);
    after.endByte = 72;
    const int y = maker.op("y", {x}, 10);
    maker.read(1, {below, used(0, 0)});
    maker.output(maker.op("z", {x, y}, 10));
    maker.read(1, {after, used(0, 0), used(0, 0)});
    const LifetimeTable table = computeLifetimes(maker.model, Lifetimes::statement, false);
    EXPECT_EQ(table.reaches[0].lowest, -9);
    EXPECT_EQ(table.reaches[0].end, 72);
}

// x → left (workspace), right; join(left, right): two operators that may run in either order.
Model fork() {
    ModelMaker maker;
    const int x = maker.input("x", 100);
    const int left = maker.op("left", {x}, 10);
    maker.read(3, {used(0, 0), used(2, 2)}, {workspace("Padded", 50, 0, 2)});
    const int right = maker.op("right", {x}, 20);
    maker.read(2, {used(0, 0), used(1, 1)}, {workspace("Sum", 60, 0, 1)});
    maker.output(maker.op("join", {left, right}, 30));
    return maker.model;
}

TEST(Lifetimes, AnotherOrderMovesTicksAndKeepsNames) {
    const Model model = fork();
    const LifetimeTable table = computeLifetimes(model, Lifetimes::statement, false, std::vector<int>{1, 0, 2});
    ASSERT_EQ(table.operators.size(), 3u);
    EXPECT_EQ(table.operators[0].index, 1);
    EXPECT_EQ(table.operators[0].name, "right");
    EXPECT_EQ(Life(table.operators[0].firstTick, table.operators[0].endTick), Life(0, 2));
    EXPECT_EQ(table.operators[1].index, 0);
    EXPECT_EQ(Life(table.operators[1].firstTick, table.operators[1].endTick), Life(2, 5));
    EXPECT_EQ(life(table, "x"), Life(0, 3)) << "left is now its last reader";
    EXPECT_EQ(life(table, "op0/Padded"), Life(2, 5));
    EXPECT_EQ(life(table, "op1/Sum"), Life(0, 2));
    EXPECT_EQ(life(table, "right"), Life(1, 6));
    EXPECT_EQ(life(table, "left"), Life(4, 6));
    std::vector<std::string> names;
    for (const PlannedBuffer& b : table.buffers) names.push_back(b.name);
    EXPECT_EQ(names, (std::vector<std::string>{"x", "right", "op1/Sum", "left", "op0/Padded", "join"}));
    EXPECT_EQ(buffer(table, "left").op, 0) << "index in the model";
}

TEST(Lifetimes, TheArchivesOrderWrittenOutIsTheSame) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const Model model = test::randomModel(seed, 12);
        std::vector<int> order(model.operators.size());
        std::iota(order.begin(), order.end(), 0);
        const LifetimeTable plain = computeLifetimes(model, Lifetimes::statement, false);
        const LifetimeTable written = computeLifetimes(model, Lifetimes::statement, false, order);
        ASSERT_EQ(plain.buffers.size(), written.buffers.size());
        for (std::size_t b = 0; b < plain.buffers.size(); ++b) {
            EXPECT_EQ(plain.buffers[b].name, written.buffers[b].name);
            EXPECT_EQ(plain.buffers[b].firstTick, written.buffers[b].firstTick);
            EXPECT_EQ(plain.buffers[b].endTick, written.buffers[b].endTick);
        }
    }
}

TEST(Lifetimes, OnlyTopologicalPermutationsAreExecutionOrders) {
    const Model model = fork();
    EXPECT_TRUE(isExecutionOrder(model, std::vector<int>{0, 1, 2}));
    EXPECT_TRUE(isExecutionOrder(model, std::vector<int>{1, 0, 2}));
    EXPECT_FALSE(isExecutionOrder(model, std::vector<int>{0, 2, 1})) << "join before right";
    EXPECT_FALSE(isExecutionOrder(model, std::vector<int>{0, 1})) << "not all";
    EXPECT_FALSE(isExecutionOrder(model, std::vector<int>{0, 0, 1, 2})) << "twice";
    EXPECT_FALSE(isExecutionOrder(model, std::vector<int>{0, 1, 3})) << "no such operator";
    EXPECT_FALSE(isExecutionOrder(model, std::vector<int>{-1, 0, 1, 2}));
}

}  // namespace
}  // namespace pinfold
