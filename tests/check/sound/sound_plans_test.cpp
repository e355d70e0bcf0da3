// The planner's plans are sound, and the checker says so.
#include "check/judged.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::boardNamed;
using test::findingsOf;
using test::judge;
using test::planJson;

class SoundPlans : public ::testing::TestWithParam<const char*> {};

TEST_P(SoundPlans, EveryRealArchiveWithEveryLifetime) {
    const Board board = boardNamed(GetParam());
    int plans = 0;
    for (const auto& real : test::realModels()) {
        for (const Model& model : real.models) {
            for (const Lifetimes lifetimes : {Lifetimes::statement, Lifetimes::wholeOperator, Lifetimes::none}) {
                PlanOptions options;
                options.lifetimes = lifetimes;
                options.keepInputs = lifetimes == Lifetimes::wholeOperator;
                const auto plan = test::planJsonIfItFits(std::span(&model, 1), board, options);
                if (!plan) continue;
                EXPECT_EQ(findingsOf(*plan, std::span(&model, 1), board), "") << real.archive << " " << model.name;
                EXPECT_EQ(judge(*plan, std::span(&model, 1), board).buffers, std::ssize((*plan)["buffers"]));
                ++plans;
            }
        }
    }
    EXPECT_GE(plans, test::sharedFolder().empty() ? 15 : 30);
}

INSTANTIATE_TEST_SUITE_P(Boards, SoundPlans, ::testing::Values("qemu-mps2-an500", "nucleo-h743zi2"),
                         [](const auto& board) {
                             std::string name = board.param;
                             std::erase_if(name, [](char c) { return c == '-'; });
                             return name;
                         });

PlanOptions someOptions(unsigned seed) {
    PlanOptions options;
    options.lifetimes = seed % 3 == 0 ? Lifetimes::wholeOperator : Lifetimes::statement;
    if (seed % 50 == 0) options.lifetimes = Lifetimes::none;
    options.keepInputs = seed % 4 == 0;
    options.alignment = std::int64_t{8} << (seed % 5);
    options.timeLimitSeconds = 0.02;  // any plan will do
    return options;
}

// One or two models on a board whose memories are small, with pins, kept buffers, reserved bytes and copied constants.
struct Several {
    std::vector<Model> models;
    Board board = test::exampleBoard();
    PlanOptions options;
};

Several someModels(unsigned seed) {
    Several several;
    several.options = someOptions(seed);
    const unsigned count = 1 + seed % 3 % 2;
    for (unsigned m = 0; m < count; ++m) {
        Model model = test::randomModel(seed + m * 100'000, 3 + static_cast<int>(seed % 7));
        model.name = model.symbol = "model_" + std::to_string(m);
        several.models.push_back(std::move(model));
    }
    several.board.regions[1].bytes = 16 << 10;
    several.board.regions.push_back({"DMA", RegionKind::ram, 0x30000000, 32 << 10, 4, 4, 32, {"input", "output"}});
    auto& options = several.options;
    options.objective = seed % 2 == 0 ? Objective::cost : Objective::size;
    options.concurrent = seed % 5 == 0;
    if (seed % 3 == 0) options.pins.push_back("kind:input=DMA");
    if (seed % 4 == 0) options.pins.push_back("kind:workspace!=SLOW");
    if (seed % 5 < 2) options.pins.push_back("*:const:*=FAST");
    if (seed % 7 == 0) options.pins.push_back("*:op_?!=FAST");
    if (seed % 11 == 0) options.pins.push_back("model_0:in0=0x30000800");
    if (seed % 6 == 0) options.keep.push_back("kind:output");
    if (seed % 4 == 1) options.reserve.push_back("FAST=1000");
    if (seed % 9 == 1) options.reserve.push_back("DMA=0x30000400+512");
    return several;
}

TEST(SoundPlans, OfSeveralModelsMemoriesAndPins) {
    int plans = 0, severalPools = 0, copies = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        const Several several = someModels(seed);
        const auto outcome = makePlan(several.models, several.board, several.options);
        if (!outcome.ok()) continue;  // pins that match nothing in this model, or too small memories
        const auto plan = nlohmann::json::parse(writePlan(std::get<Plan>(*outcome)));
        ASSERT_EQ(findingsOf(plan, several.models, several.board), "") << "seed " << seed << "\n" << plan.dump();
        ++plans;
        if (plan["pools"].size() > 1) ++severalPools;
        if (plan["constants"][0]["pool"].is_number()) ++copies;
    }
    EXPECT_GT(plans, 400);
    EXPECT_GT(severalPools, 200);
    EXPECT_GT(copies, 50);
}

// Larger than what brute force could look at: 8 to 39 operators. Ten parts, so that two processors share the work.
class RandomPlans : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomPlans, ThousandOfThem) {
    const Board board = test::largeBoard();
    std::int64_t pairs = 0;
    for (unsigned i = 0; i < 1000; ++i) {
        const unsigned seed = GetParam() * 1000 + i;
        const std::vector<Model> models = {test::randomModel(seed, 8 + static_cast<int>(seed % 32))};
        const nlohmann::json plan = planJson(models, board, someOptions(seed));
        const CheckReport report = judge(plan, models, board);
        ASSERT_TRUE(report.findings.empty()) << "seed " << seed << ": " << report.findings.front().text << plan;
        pairs += report.pairs;
    }
    EXPECT_GT(pairs, 10'000) << "these are no real networks";
}

INSTANTIATE_TEST_SUITE_P(Part, RandomPlans, ::testing::Range(0U, 10U));

}  // namespace
}  // namespace pinfold
