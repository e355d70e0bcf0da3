// Plans of random models on random boards with random options keep what they promise, here and in a file.
#include "deploy/check.h"
#include "plan/example_models.h"
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace pinfold {
namespace {

using test::addressOf;
using test::exampleBoard;
using test::faultsOf;
using test::faultsOnBoard;
using ::testing::IsEmpty;

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

class RandomSettings : public testing::TestWithParam<unsigned> {};

TEST_P(RandomSettings, GiveSoundPlans) {
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

INSTANTIATE_TEST_SUITE_P(Part, RandomSettings, testing::Range(0U, 8U));

}  // namespace
}  // namespace pinfold
