#include "deploy/check.h"
#include "plan/example_models.h"
#include "plan/plan_text.h"
#include "plan/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace pinfold {
namespace {

using test::addressOf;
using test::exampleBoard;
using test::faultsOf;
using test::faultsOnBoard;
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

// Boards with two or three RAM regions in several sizes, alignments and speeds.
Board randomBoard(std::mt19937& random) {
    Board board = exampleBoard();
    board.regions[1].bytes = 2048 << random() % 3;
    board.regions[2].bytes = 64 << 10;
    if (random() % 2 == 0) {
        board.regions.push_back({"FAR", RegionKind::ram, 0x60000000, 1 << 20, 5, 7, 1});
        board.regions[3].alignment = std::int64_t{1} << random() % 7;
    }
    if (random() % 4 == 0) board.regions[1].alignment = 32;
    if (random() % 4 == 0) board.regions[1].holds = {"workspace", "activation", "constant"};
    return board;
}

PlanOptions randomOptions(std::mt19937& random) {
    PlanOptions options;
    options.order = random() % 2 == 0 ? OrderChoice::archive : OrderChoice::best;
    options.lifetimes = random() % 4 == 0 ? Lifetimes::wholeOperator : Lifetimes::statement;
    options.concurrent = random() % 6 == 0;
    options.objective = options.concurrent || random() % 4 != 0 ? Objective::cost : Objective::size;
    options.keepInputs = random() % 4 == 0;
    options.stackBytes = 2048;
    const std::vector<std::string> pins = {"*:in0=SLOW",       "kind:workspace=SLOW",    "kind:output!=FAST",
                                           "*:const:*=SLOW",   "m0:op_1=SLOW",           "m0:op_0=0x20000400",
                                           "kernel:*_2!=SLOW", "m0:const:weights!=FLASH"};
    for (const std::string& pin : pins) {
        if (random() % 6 == 0) options.pins.push_back(pin);
    }
    if (random() % 4 == 0) options.keep = {"kind:output"};
    if (random() % 4 == 0) options.reserve = {"SLOW=0x20004000+1000", "FAST=512"};
    return options;
}

// One to three models of up to `maxOperators` operators.
std::vector<Model> randomModels(std::mt19937& random, unsigned maxOperators) {
    std::vector<Model> models;
    for (const std::size_t count = 1 + random() % 8 / 3; models.size() < count;) {
        const int operators = 1 + static_cast<int>(random() % maxOperators);
        const std::string name = "m" + std::to_string(models.size());
        const char digit = static_cast<char>('0' + models.size());
        models.push_back(test::randomModel(static_cast<unsigned>(random()), operators));
        models.back().name = models.back().symbol = models.back().archiveName = name;
        models.back().archiveSha256 = std::string(64, digit);
    }
    return models;
}

// A pin of randomOptions, judged by itself: whether what it says of this buffer is so.
bool obeys(const Plan& plan, const PlannedBuffer& buffer, const std::string& pin) {
    const std::string& region = test::poolOf(plan, buffer).region;
    const bool isWorkspace = buffer.kind == BufferKind::workspace;
    if (pin == "*:in0=SLOW") return buffer.name != "in0" || region == "SLOW";
    if (pin == "kind:workspace=SLOW") return !isWorkspace || region == "SLOW";
    if (pin == "kind:output!=FAST") return buffer.kind != BufferKind::output || region != "FAST";
    if (pin == "m0:op_1=SLOW") return buffer.model != "m0" || buffer.name != "op_1" || region == "SLOW";
    if (pin == "m0:op_0=0x20000400") {
        return buffer.model != "m0" || buffer.name != "op_0" || addressOf(plan, buffer) == 0x20000400;
    }
    return true;
}

class RandomPlans : public testing::TestWithParam<unsigned> {};

TEST_P(RandomPlans, AreSoundWithPinsRegionsAndSeveralModels) {
    int planned = 0;
    int refused = 0;
    int several = 0;
    int obeyed = 0;
    for (unsigned seed = GetParam() * 150; seed < (GetParam() + 1) * 150; ++seed) {
        std::mt19937 random(seed);
        const Board board = randomBoard(random);
        const PlanOptions options = randomOptions(random);
        const std::vector<Model> models = randomModels(random, options.concurrent ? 3 : 7);
        const auto outcome = makePlan(models, board, options);
        if (!outcome.ok()) {
            ++refused;
            continue;
        }
        const Plan& plan = std::get<Plan>(*outcome);
        ++planned;
        several += plan.pools.size() > 1;
        EXPECT_THAT(faultsOf(plan), IsEmpty()) << "seed " << seed;
        EXPECT_THAT(faultsOnBoard(plan, board), IsEmpty()) << "seed " << seed;
        for (const std::string& pin : plan.options.pins) {
            for (const PlannedBuffer& buffer : plan.buffers) {
                EXPECT_TRUE(obeys(plan, buffer, pin)) << "seed " << seed << " " << pin << " " << buffer.name;
                ++obeyed;
            }
        }
        for (const Pool& pool : plan.pools) EXPECT_LE(pool.lowerBound, pool.bytes);
        EXPECT_LE(plan.costBound, plan.cost * (1 + 1e-12));
        const auto read = readSoundPlan(writePlan(plan), "plan.json", models, board);
        ASSERT_TRUE(read.ok()) << "seed " << seed << ": " << read.error().message;
        EXPECT_EQ(writePlan(*read), writePlan(plan)) << "seed " << seed;
    }
    EXPECT_GT(planned, 75) << refused;
    EXPECT_GT(several, 37);
    EXPECT_GT(obeyed, 125);
}

INSTANTIATE_TEST_SUITE_P(Part, RandomPlans, testing::Range(0U, 8U));

}  // namespace
}  // namespace pinfold
