#include "plan/example_models.h"
#include "plan/plan.h"
#include "plan/plan_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::bufferNamed;
using test::exampleBoard;
using test::faultsOf;
using test::ModelMaker;
using test::planErrorOf;
using test::planOf;
using test::used;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Input, three results in a chain, each of `bytes`.
Model chain(std::int64_t bytes) {
    ModelMaker maker;
    int tensor = maker.input("x", bytes);
    for (const char* name : {"a", "b", "c"}) {
        tensor = maker.op(name, {tensor}, bytes);
        maker.read(2, {used(0, 0), used(1, 1)});
    }
    maker.constant("w", 1000);
    maker.output(tensor);
    return maker.model;
}

// One operator that reads constants of these sizes; all their bytes are 0.
Model weighted(const std::vector<std::int64_t>& constants) {
    ModelMaker maker;
    std::vector<int> inputs = {maker.input("x", 100)};
    for (const std::int64_t bytes : constants) {
        inputs.push_back(maker.constant(fmt::format("w{}", inputs.size()), bytes));
    }
    const int result = maker.op("a", inputs, 100);
    std::vector<BufferUse> uses(inputs.size(), used(0, 0));
    uses.push_back(used(1, 1));
    maker.read(2, uses);
    maker.output(result);
    return maker.model;
}

// A model that reads `before` bytes before its input and `after` bytes after it.
Model reachingModel(std::int64_t before, std::int64_t after) {
    ModelMaker maker;
    const int x = maker.input("x", 64);
    BufferUse use = used(0, 0);
    use.lowestByte = -before;
    use.endByte = 64 + after;
    maker.output(maker.op("y", {x}, 64));
    maker.read(1, {use, used(0, 0)});
    return maker.model;
}

TEST(Plan, PutsAllIntoTheFastestRegionThatHoldsIt) {
    const Plan small = planOf(chain(2000), exampleBoard());
    ASSERT_EQ(small.pools.size(), 1u);
    EXPECT_EQ(small.pools.at(0).region, "FAST");
    EXPECT_EQ(small.pools.at(0).address, 0x10000000u);
    EXPECT_EQ(small.pools.at(0).capacity, 4096);
    const Plan large = planOf(chain(5000), exampleBoard());
    ASSERT_EQ(large.pools.size(), 1u);
    EXPECT_EQ(large.pools.at(0).region, "SLOW");
}

TEST(Plan, BuffersThatNeverMeetShareTheirBytes) {
    const Plan plan = planOf(chain(2000), exampleBoard());
    EXPECT_EQ(plan.pools.at(0).bytes, 2000);
    EXPECT_EQ(plan.pools.at(0).lowerBound, 2000);
    EXPECT_TRUE(plan.optimal);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
}

TEST(Plan, NoLifetimesMeansNoSharedByte) {
    PlanOptions options;
    options.lifetimes = Lifetimes::none;
    const Plan plan = planOf(chain(2000), test::largeBoard(), options);
    EXPECT_EQ(plan.pools.at(0).bytes, 8000);
    EXPECT_TRUE(plan.optimal);
    for (const PlannedBuffer& a : plan.buffers) {
        for (const PlannedBuffer& b : plan.buffers) {
            EXPECT_TRUE(&a == &b || a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset);
        }
    }
}

TEST(Plan, BuffersAreRoundedUpToTheAlignment) {
    PlanOptions options;
    options.alignment = 256;
    const Plan plan = planOf(chain(300), exampleBoard(), options);
    EXPECT_EQ(plan.pools.at(0).bytes, 512);
    EXPECT_EQ(bufferNamed(plan, "x").bytes, 300);
}

TEST(Plan, RegionMayAskForMoreAlignmentThanThePlan) {
    Board board = exampleBoard();
    board.regions[1].alignment = 1024;
    board.regions[1].address += 16;
    const Plan plan = planOf(chain(1500), board);
    EXPECT_EQ(plan.pools.at(0).bytes, 2048);
    EXPECT_EQ(plan.pools.at(0).address, 0x10000400u);
    EXPECT_EQ(plan.pools.at(0).capacity, 4096 - 1008);
}

TEST(Plan, GuardsCoverReadsBeyondThePool) {
    const Plan plan = planOf(reachingModel(9, 1), exampleBoard());
    const Pool& pool = plan.pools.at(0);
    EXPECT_EQ(pool.bytes, 128);
    // The input lies at one end of the pool: there it needs a guard, on the other side lies the output.
    EXPECT_EQ(pool.guardBefore + pool.guardAfter, 16);
    EXPECT_EQ(pool.address, 0x10000000u + static_cast<unsigned>(pool.guardBefore));
}

TEST(Plan, TurnsThePackingAroundForSmallerGuards) {
    const Pool before = planOf(reachingModel(60, 0), exampleBoard()).pools.at(0);
    const Pool after = planOf(reachingModel(0, 60), exampleBoard()).pools.at(0);
    EXPECT_EQ(before.guardBefore + before.guardAfter, 0);
    EXPECT_EQ(after.guardBefore + after.guardAfter, 0);
}

TEST(Plan, GuardsCountWhenARegionIsChosen) {
    // The input reads 90 bytes before and after itself: at either end of 144 bytes, some of that is no memory.
    Board board = exampleBoard();
    board.regions[1].bytes = 128 + 32;
    EXPECT_EQ(planOf(reachingModel(90, 0), board).pools.size(), 1u);
    board.regions[1].bytes = 128 + 16;
    const Plan plan = planOf(reachingModel(90, 90), board);
    EXPECT_EQ(test::poolOf(plan, bufferNamed(plan, "x")).region, "SLOW");
    EXPECT_THAT(test::faultsOnBoard(plan, board), IsEmpty());
}

TEST(Plan, HostileReachDoesNotOverflow) {
    const std::int64_t far = std::int64_t{1} << 62;
    EXPECT_THAT(planErrorOf(reachingModel(far, 0), exampleBoard()), HasSubstr("bytes are missing"));
    EXPECT_THAT(planErrorOf(reachingModel(0, far), exampleBoard()), HasSubstr("bytes are missing"));
}

TEST(Plan, StackAndStaticDataAreTakenOffTheirRegion) {
    PlanOptions options;
    options.stackBytes = 10'000;
    const Plan plan = planOf(chain(5000), exampleBoard(), options);
    EXPECT_EQ(plan.stackBytes, 10'000);
    EXPECT_EQ(plan.pools.at(0).capacity, 65536 - 10'000 - firmwareStaticBytes);
}

TEST(Plan, DefaultStackHasRoomForTheLargestKernel) {
    Model model = chain(100);
    const std::int64_t before = defaultStackBytes(std::span(&model, 1));
    model.kernels[1].stackBytes = 5000;
    const std::int64_t after = defaultStackBytes(std::span(&model, 1));
    EXPECT_GE(after, before + 5000 - 256);
    EXPECT_EQ(after % 256, 0);
}

TEST(Plan, TooLargeSaysHowManyBytesAreMissing) {
    PlanOptions options;
    options.stackBytes = 4096;
    const auto outcome = makePlan(std::vector{chain(70'000)}, exampleBoard(), options);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
    EXPECT_EQ(outcome.error().message,
              "example: needs 70,000 bytes of RAM at one time (tick 0, operator a); FAST has 4,096, SLOW has 57,344 "
              "bytes free after 4,096 of stack and 4,096 of the firmware's own data: 8,560 bytes are missing.");
}

TEST(Plan, BufferLargerThanAnyRegionIsNamed) {
    EXPECT_THAT(planErrorOf(chain(60'000), exampleBoard()), HasSubstr("\"x\" needs 60,000 bytes of RAM in one piece"));
}

// One operator with three buffers, each 3,008 bytes of 4,500 in one of two regions: only two have room.
TEST(Plan, BuffersThatDoNotFitSideBySideAreSaidToBeProven) {
    ModelMaker maker;
    const int a = maker.input("a", 3008);
    const int b = maker.input("b", 3008);
    maker.output(maker.op("c", {a, b}, 3008));
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    Board board = test::largeBoard(5000);
    board.regions.push_back(board.regions[1]);
    board.regions.back().name = "RAM2";
    board.regions.back().address += 1 << 20;
    EXPECT_THAT(planErrorOf(maker.model, board),
                HasSubstr("that would do, but there is no way to lay the buffers out"));
    board.regions.back().bytes = 6016;
    EXPECT_EQ(planOf(maker.model, board).pools.size(), 2u);
    board.regions.back().bytes = 4000;
    EXPECT_THAT(planErrorOf(maker.model, board), HasSubstr("9,024 bytes of RAM at one time (tick 0, operator c)"));
}

TEST(Plan, BoardWithoutRamIsNamed) {
    Board board = exampleBoard();
    board.stackRegion = "FLASH";
    board.regions.resize(1);
    EXPECT_THAT(planErrorOf(chain(100), board), HasSubstr("has no RAM"));
}

TEST(Plan, WeightsLargerThanFlashDoNotFit) {
    Board board = exampleBoard();
    board.regions[0].bytes = 900;
    const auto outcome = makePlan(std::vector{weighted({1000})}, board, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(outcome.error().message, HasSubstr("FLASH has 900"));
    EXPECT_THAT(outcome.error().message, HasSubstr("100 bytes"));
}

TEST(Plan, EqualWeightsNeedFlashOnce) {
    Board board = exampleBoard();
    board.regions[0].bytes = 1600;
    const Model model = weighted({1000, 1000, 500});
    const Plan plan = planOf(model, board);
    EXPECT_THAT(planText(plan, std::span(&model, 1)), HasSubstr("constants 1,508 bytes of flash"));
}

TEST(Plan, StackThatDoesNotFitIsSaid) {
    PlanOptions options;
    options.stackBytes = 65'536;
    const auto outcome = makePlan(std::vector{chain(100)}, exampleBoard(), options);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
    options.stackBytes = INT64_MAX;
    EXPECT_THAT(planErrorOf(chain(100), exampleBoard(), options),
                HasSubstr("stack 9223372036854775807: is more than a 32-bit processor can address"));
    options.stackBytes = 0;
    EXPECT_THAT(planErrorOf(chain(100), exampleBoard(), options), HasSubstr("more than 0"));
}

TEST(Plan, AlignmentMustBeAPowerOfTwoInRange) {
    for (const std::int64_t alignment : {-16, 0, 1, 4, 12, 24, 8192}) {
        PlanOptions options;
        options.alignment = alignment;
        EXPECT_THAT(planErrorOf(chain(100), exampleBoard(), options), HasSubstr("power of two")) << alignment;
    }
}

TEST(Plan, ModelsOfAbsurdSizeDoNotOverflow) {
    const auto outcome = makePlan(std::vector{chain(std::int64_t{1} << 62)}, exampleBoard(), {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
}

TEST(Plan, IsForModelsOfDifferentNames) {
    EXPECT_FALSE(makePlan({}, exampleBoard(), {}).ok());
    EXPECT_THAT(planErrorOf(std::vector{chain(10), chain(10)}, exampleBoard()), HasSubstr("Two models are called"));
}

TEST(Plan, CancelledIsAValueAndNoError) {
    CancelSource source;
    source.cancel();
    const auto outcome = makePlan(std::vector{chain(10)}, exampleBoard(), {}, source.token());
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
}

TEST(Plan, ConstantsGoToFlash) {
    const Plan plan = planOf(chain(10), exampleBoard());
    ASSERT_EQ(plan.constants.size(), 1u);
    EXPECT_EQ(plan.constants[0].region, "FLASH");
    EXPECT_EQ(plan.constants[0].bytes, 1000);
}

TEST(Plan, RandomModelsNeverCollide) {
    int shared = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        const Model model = test::randomModel(seed, 3 + static_cast<int>(seed % 20));
        std::int64_t separate = 0;
        std::int64_t byOperator = 0;
        for (const Lifetimes lifetimes : {Lifetimes::none, Lifetimes::wholeOperator, Lifetimes::statement}) {
            PlanOptions options;
            options.lifetimes = lifetimes;
            options.order = OrderChoice::archive;
            const Plan plan = planOf(model, test::largeBoard(), options);
            EXPECT_THAT(faultsOf(plan), IsEmpty()) << "seed " << seed;
            const Pool& pool = plan.pools.at(0);
            EXPECT_LE(pool.lowerBound, pool.bytes);
            EXPECT_EQ(plan.optimal, pool.bytes == pool.lowerBound);
            if (lifetimes == Lifetimes::none) separate = pool.bytes;
            if (lifetimes == Lifetimes::wholeOperator) byOperator = pool.lowerBound;
            if (lifetimes == Lifetimes::statement) {
                EXPECT_LE(pool.lowerBound, byOperator) << "seed " << seed;
            }
            shared += pool.bytes < separate;
        }
    }
    EXPECT_GT(shared, 300) << "the test is worth nothing if nothing shares";
}

TEST(PlanText, NamesThePeakAndWhatItIsMadeOf) {
    ModelMaker maker;
    const int x = maker.input("x", 100);
    const int a = maker.op("a", {x}, 3000);
    const int b = maker.op("b", {a, x}, 2000);
    maker.output(b);
    const Plan plan = planOf(maker.model, test::largeBoard());
    const PlanPeak peak = findPeak(plan, 0);
    EXPECT_EQ(peak.op, 1);
    EXPECT_EQ(peak.bytes, plan.pools.at(0).lowerBound);
    EXPECT_THAT(planText(plan, std::span(&maker.model, 1)),
                HasSubstr("in operator 1 (b), tick 1: a 3,008 + b 2,000 + x 112"));
}

}  // namespace
}  // namespace pinfold
