#include "deploy/check.h"
#include "plan/example_models.h"
#include "plan/plan_text.h"
#include "plan/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::exampleBoard;
using test::faultsOf;
using test::largeBoard;
using test::ModelMaker;
using test::planErrorOf;
using test::planOf;
using test::used;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// in → out, two ticks; each buffer has `bytes`, and they may share them.
Model copyOf(const std::string& name, std::int64_t bytes) {
    ModelMaker maker;
    maker.model.name = maker.model.symbol = name;
    maker.model.archiveName = name + ".graph";
    maker.model.archiveSha256 = std::string(64, name.front());
    const int in = maker.input("in", bytes);
    maker.output(maker.op("out", {in}, bytes));
    maker.read(2, {used(0, 0), used(1, 1)});
    return maker.model;
}

const PlannedBuffer& bufferOf(const Plan& plan, const std::string& model, const std::string& name) {
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (buffer.model == model && buffer.name == name) return buffer;
    }
    ADD_FAILURE() << model << ":" << name;
    return plan.buffers.front();
}

using Life = std::pair<int, int>;
Life life(const PlannedBuffer& buffer) { return {buffer.firstTick, buffer.endTick}; }

const std::vector<Model> two = {copyOf("a", 1024), copyOf("b", 640)};

TEST(SeveralModels, ShareOnePoolWhenTheyRunOneAtATime) {
    const Plan plan = planOf(two, exampleBoard());
    ASSERT_EQ(plan.pools.size(), 1u);
    EXPECT_EQ(plan.pools[0].bytes, 1024);
    EXPECT_THAT(plan.pools[0].models, ElementsAre("a", "b"));
    EXPECT_EQ(plan.ticks, 4);
    EXPECT_EQ(life(bufferOf(plan, "a", "in")), Life(0, 1));
    EXPECT_EQ(life(bufferOf(plan, "a", "out")), Life(1, 2));
    EXPECT_EQ(life(bufferOf(plan, "b", "in")), Life(2, 3));
    EXPECT_EQ(life(bufferOf(plan, "b", "out")), Life(3, 4));
    EXPECT_EQ(plan.archives.size(), 2u);
    EXPECT_EQ(plan.operators.at(1).model, "b");
    EXPECT_EQ(plan.operators.at(1).index, 0);
    EXPECT_EQ(plan.buffers.at(3).id, 3);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
}

TEST(SeveralModels, HavePoolsOfTheirOwnWhenConcurrent) {
    PlanOptions options;
    options.concurrent = true;
    const Plan plan = planOf(two, exampleBoard(), options);
    ASSERT_EQ(plan.pools.size(), 2u);
    EXPECT_EQ(plan.pools[0].bytes + plan.pools[1].bytes, 1024 + 640);
    EXPECT_THAT(plan.pools[0].models, ElementsAre("a"));
    EXPECT_THAT(plan.pools[1].models, ElementsAre("b"));
    EXPECT_EQ(plan.pools[0].region, plan.pools[1].region);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
    EXPECT_THAT(planText(plan, two), HasSubstr("room  models\n"));
}

TEST(SeveralModels, KeptOutputLivesWhileTheOtherModelRuns) {
    PlanOptions options;
    options.keep = {"a:out"};
    const Plan plan = planOf(two, exampleBoard(), options);
    EXPECT_EQ(life(bufferOf(plan, "a", "out")), Life(0, 4));
    EXPECT_EQ(life(bufferOf(plan, "a", "in")), Life(0, 1));
    EXPECT_EQ(plan.pools.at(0).bytes, 2048);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
    options.keep = {"out"};
    EXPECT_THAT(planErrorOf(two, exampleBoard(), options), HasSubstr("keep \"out\": means several: a:out, b:out"));
    options.keep = {"a:ot"};
    EXPECT_THAT(planErrorOf(two, exampleBoard(), options), HasSubstr("did you mean \"a:out\""));
    options.keep = {"const:x"};
    EXPECT_THAT(planErrorOf(two, exampleBoard(), options), HasSubstr("matches nothing"));
}

TEST(SeveralModels, KeptInputsLiveUntilTheirOwnModelEnds) {
    PlanOptions options;
    options.keepInputs = true;
    const Plan plan = planOf(two, exampleBoard(), options);
    EXPECT_EQ(life(bufferOf(plan, "a", "in")), Life(0, 2));
    EXPECT_EQ(life(bufferOf(plan, "b", "in")), Life(2, 4));
}

TEST(SeveralModels, WithoutLifetimesNothingIsShared) {
    PlanOptions options;
    options.lifetimes = Lifetimes::none;
    const Plan plan = planOf(two, largeBoard(), options);
    EXPECT_EQ(plan.pools.at(0).bytes, 2 * 1024 + 2 * 640);
}

TEST(SeveralModels, ThatDoNotFitTogetherSayWhichAndHowMuch) {
    PlanOptions options;
    options.concurrent = true;
    options.stackBytes = 4096;
    EXPECT_THAT(planErrorOf(std::vector{copyOf("a", 50'000), copyOf("b", 50'000)}, exampleBoard(), options),
                HasSubstr("a, b: needs"));
    options.concurrent = false;
    EXPECT_EQ(planErrorOf(std::vector{copyOf("a", 50'000), copyOf("b", 50'000)}, exampleBoard(), options), "");
}

// Of a kernel that nobody read it is assumed that it reads far beyond its tensors, so that what two models leave to
// each other is hard to tell. Counted in nodes, of which a search has a million or more in a second.
TEST(SeveralModels, OfUnreadKernelsAreSoonKnownNotToFit) {
    const auto model = [](const std::string& name) {
        ModelMaker maker;
        const int x = maker.input("x", 400);
        const int wide = maker.op("wide", {x}, 600);
        maker.read(3, {used(0, 1), used(1, 2)}, {test::workspace("Padded", 1600, 0, 2)});
        maker.output(maker.op("y", {wide}, 100));
        maker.model.name = maker.model.symbol = name;
        return maker.model;
    };
    const std::vector models{model("first"), model("second")};
    PlanOptions options;
    options.concurrent = true;
    options.stackBytes = 1024;
    int failures = 0;
    for (const bool pinned : {false, true}) {
        if (pinned) options.pins = {"*=SLOW"};
        for (std::int64_t slow = 2'048; slow < 7'168; slow += 256) {
            Board board = exampleBoard();
            board.regions[1].bytes = 1'024;
            board.regions[2].bytes = slow + 1'024 + firmwareStaticBytes;
            const auto memory = findAvailableMemory(models, board, options);
            ASSERT_TRUE(memory.ok());
            const auto made = makeProblem(models, board, options, *memory, std::vector<std::vector<int>>(2));
            ASSERT_TRUE(made.ok());
            const PlanProblem& problem = std::get<PlanProblem>(*made);
            for (const Objective objective : {Objective::cost, Objective::size}) {
                const AssignDecision decision = assign(problem.items, problem.ranges, objective);
                failures += decision.answer == AssignAnswer::found ? 0 : 1;
                EXPECT_LT(decision.work, 1'000'000) << slow << (pinned ? ", pinned" : "");
            }
        }
    }
    EXPECT_GT(failures, 20);
}

TEST(SeveralModels, PlanGoesThroughTheFile) {
    for (const bool concurrent : {false, true}) {
        PlanOptions options;
        options.concurrent = concurrent;
        options.keep = {"a:out"};
        const Plan plan = planOf(two, exampleBoard(), options);
        const auto read = readSoundPlan(writePlan(plan), "plan.json", two, exampleBoard());
        ASSERT_TRUE(read.ok()) << read.error().message;
        EXPECT_EQ(writePlan(*read), writePlan(plan));
    }
    const std::vector<Model> swapped = {two[1], two[0]};
    const auto read = readSoundPlan(writePlan(planOf(two, exampleBoard())), "plan.json", swapped, exampleBoard());
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().message, HasSubstr("give the archives in the plan's order"));
    EXPECT_FALSE(
        readSoundPlan(writePlan(planOf(two, exampleBoard())), "plan.json", std::span(two).first(1), exampleBoard())
            .ok());
}

}  // namespace
}  // namespace pinfold
