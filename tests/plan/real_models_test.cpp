// Plans of real archives.
#include "deploy/check.h"
#include "mlf/archive.h"
#include "plan/example_models.h"
#include "plan/plan.h"
#include "plan/plan_text.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::faultsOf;
using test::planOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Model importOnly(const std::filesystem::path& path, std::size_t module = 0) {
    const auto archive = test::uncancelled(readArchive(path));
    if (!archive.ok()) {
        ADD_FAILURE() << archive.error().message;
        return {};
    }
    auto model = test::uncancelled(importModel(*archive, archive->modules.at(module)));
    if (!model.ok()) {
        ADD_FAILURE() << model.error().message;
        return {};
    }
    return *std::move(model);
}

// One model of the table in ../shared/design.md: bytes at 16-byte alignment, inputs and outputs included.
struct Expected {
    const char* archive;
    std::int64_t tvm;
    std::int64_t wholeOperator;
    std::int64_t statement;
    std::int64_t bestOrder;
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.archive; }

class RealModel : public ::testing::TestWithParam<Expected> {
protected:
    void SetUp() override { PINFOLD_NEEDS_MODEL(archive()); }
    static std::string archive() { return std::string(GetParam().archive) + ".graph.tar"; }
    static Model model() { return importOnly(test::modelFile(archive())); }
    static Plan plan(const Model& model, Lifetimes lifetimes) {
        PlanOptions options;
        options.lifetimes = lifetimes;
        options.order = OrderChoice::archive;
        return planOf(model, test::largeBoard(), options);
    }
    // All of it in the emulated board's slow memory.
    static Plan planInPsram(const Model& model, OrderChoice order) {
        const auto board = findBoard("qemu-mps2-an500");
        EXPECT_TRUE(board.ok());
        PlanOptions options;
        options.objective = Objective::size;
        options.order = order;
        options.pins = {"*=PSRAM"};
        return planOf(model, *board, options);
    }
};

TEST_P(RealModel, StatementsReachTheKnownBestAndProveIt) {
    const Plan made = plan(model(), Lifetimes::statement);
    EXPECT_THAT(faultsOf(made), IsEmpty());
    EXPECT_EQ(made.pools.at(0).bytes, GetParam().statement);
    EXPECT_EQ(made.pools.at(0).lowerBound, GetParam().statement);
    EXPECT_TRUE(made.optimal);
}

TEST_P(RealModel, WholeOperatorsReachTheKnownBest) {
    const Plan made = plan(model(), Lifetimes::wholeOperator);
    EXPECT_THAT(faultsOf(made), IsEmpty());
    EXPECT_EQ(made.pools.at(0).bytes, GetParam().wholeOperator);
}

TEST_P(RealModel, SmallestPoolOfOneRegionIsProvenInTheArchivesOrder) {
    const Plan made = planInPsram(model(), OrderChoice::archive);
    ASSERT_EQ(made.pools.size(), 1u);
    EXPECT_TRUE(made.optimal);
    EXPECT_EQ(made.pools[0].region, "PSRAM");
    EXPECT_EQ(made.pools[0].bytes, GetParam().statement);
    EXPECT_EQ(made.pools[0].lowerBound, GetParam().statement);
}

TEST_P(RealModel, SmallestPoolOfOneRegionIsProvenInTheBestOrder) {
    const Plan made = planInPsram(model(), OrderChoice::best);
    ASSERT_EQ(made.pools.size(), 1u);
    EXPECT_TRUE(made.optimal);
    EXPECT_TRUE(made.orderProven);
    EXPECT_LE(made.pools[0].bytes, GetParam().bestOrder);
    EXPECT_EQ(made.pools[0].lowerBound, made.pools[0].bytes);
}

TEST_P(RealModel, TvmNeedsWhatIsKnown) {
    const Model m = model();
    EXPECT_EQ(tvmBytes(plan(m, Lifetimes::statement), std::span(&m, 1)), GetParam().tvm);
}

TEST_P(RealModel, WithoutLifetimesNothingIsShared) {
    const Plan made = plan(model(), Lifetimes::none);
    std::int64_t sum = 0;
    for (const PlannedBuffer& buffer : made.buffers) sum += (buffer.bytes + 15) / 16 * 16;
    EXPECT_EQ(made.pools.at(0).bytes, sum);
}

TEST_P(RealModel, PlanIsTheSameEveryTimeAndSurvivesTheFile) {
    const Model m = model();
    const std::string text = writePlan(plan(m, Lifetimes::statement));
    EXPECT_EQ(writePlan(plan(m, Lifetimes::statement)), text);
    const auto read = readSoundPlan(text, "plan.json", std::span(&m, 1), test::largeBoard());
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(writePlan(*read), text);
}

INSTANTIATE_TEST_SUITE_P(Archives, RealModel,
                         ::testing::Values(Expected{"digits_int8", 3'056, 2'624, 2'624, 2'624},
                                           Expected{"digits_float", 9'648, 9'344, 7'296, 7'296},
                                           Expected{"kws_int8", 105'856, 88'192, 56'192, 56'192},
                                           Expected{"ic_int8", 122'176, 118'912, 96'288, 96'288},
                                           Expected{"vww_int8", 276'512, 205'856, 150'560, 150'560},
                                           Expected{"ad_int8", 2'576, 1'920, 1'920, 1'920},
                                           Expected{"wired_a", 107'376, 65'536, 65'536, 65'536},
                                           Expected{"wired_c", 123'760, 84'096, 75'904, 67'712},
                                           Expected{"wired_e", 123'760, 73'728, 73'728, 65'536},
                                           Expected{"unet", 608'256, 580'608, 345'888, 345'888}),
                         [](const auto& instance) { return std::string(instance.param.archive); });

class RealBoard : public ::testing::Test {
protected:
    static Board board(const std::string& id) {
        auto found = findBoard(id);
        EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message);
        return found.ok() ? *std::move(found) : Board();
    }
};

TEST_F(RealBoard, BundledSampleFitsEveryBoard) {
    const Model model = importOnly(test::sample("digits_int8.tar"));
    for (const char* id : {"qemu-mps2-an500", "qemu-netduinoplus2", "stm32f4discovery", "nucleo-h743zi2"}) {
        const Board b = board(id);
        const Plan made = planOf(model, b);
        EXPECT_EQ(made.pools.at(0).bytes % 16, 0);
        EXPECT_TRUE(made.optimal) << id;
        EXPECT_THAT(faultsOf(made), IsEmpty());
        const auto read = readSoundPlan(writePlan(made), "plan.json", std::span(&model, 1), b);
        EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
    }
}

TEST_F(RealBoard, BundledSampleIsGuardedAgainstReadsBeforeItsImage) {
    const Model model = importOnly(test::sample("digits_int8.tar"));
    PlanOptions options;
    options.lifetimes = Lifetimes::none;
    options.keepInputs = true;
    const Plan made = planOf(model, board("qemu-mps2-an500"), options);
    const Pool& pool = made.pools.at(0);
    const PlannedBuffer& image = test::bufferNamed(made, "image");
    // It reads image[-9 … 72) of 64 bytes (../shared/design.md).
    EXPECT_GE(pool.guardBefore + image.offset, 9);
    EXPECT_GE(pool.bytes + pool.guardAfter - image.offset, 72);
}

TEST_F(RealBoard, CopyingAConstantSavesWhatTheProposalSays) {
    const Model model = importOnly(test::sample("digits_int8.tar"));
    const Board b = board("qemu-mps2-an500");
    const Plan made = planOf(model, b);
    ASSERT_FALSE(made.proposals.empty());
    for (const ConstantProposal& proposal : made.proposals) {
        PlanOptions options;
        options.pins = {"const:" + proposal.name + "=" + proposal.region};
        const Plan copied = planOf(model, b, options);
        EXPECT_NEAR(copied.cost, made.cost - proposal.savedCycles, 0.01) << proposal.name;
        EXPECT_THAT(planText(made, std::span(&model, 1)), HasSubstr("with the constants where they are"));
    }
}

TEST_F(RealBoard, LargerModelsSpillByCost) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    const Board b = board("qemu-mps2-an500");
    EXPECT_EQ(planOf(importOnly(test::modelFile("kws_int8.graph.tar")), b).pools.size(), 1u);
    const Model vww = importOnly(test::modelFile("vww_int8.graph.tar"));
    PlanOptions options;
    const Plan whole = planOf(vww, b, options);
    options.reserve = {"DTCM=65536"};
    const Plan half = planOf(vww, b, options);
    for (const Plan* plan : {&whole, &half}) {
        EXPECT_THAT(faultsOf(*plan), IsEmpty());
        EXPECT_THAT(test::faultsOnBoard(*plan, b), IsEmpty());
        ASSERT_EQ(plan->pools.size(), 2u);
        EXPECT_EQ(plan->pools[0].region, "DTCM");
        EXPECT_EQ(plan->pools[1].region, "SRAM");
        EXPECT_TRUE(plan->optimal);
    }
    EXPECT_LE(half.pools[0].bytes, 65'536);
    EXPECT_GT(half.cost, whole.cost);
}

TEST_F(RealBoard, VisualWakeWordsDoesNotFitTheNetduino) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    const Model model = importOnly(test::modelFile("vww_int8.graph.tar"));
    const auto outcome = makePlan(std::span(&model, 1), board("qemu-netduinoplus2"), {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(outcome.error().message, HasSubstr("needs 150,560 bytes of RAM at one time"));
    EXPECT_THAT(outcome.error().message, HasSubstr("bytes are missing"));
}

TEST_F(RealBoard, FloatAnomalyDetectionDoesNotFitTheNetduinosFlash) {
    PINFOLD_NEEDS_MODEL("ad_float.graph.tar");
    const Model model = importOnly(test::modelFile("ad_float.graph.tar"));
    const auto outcome = makePlan(std::span(&model, 1), board("qemu-netduinoplus2"), {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(outcome.error().message, HasSubstr("bytes of flash"));
}

TEST_F(RealBoard, ObjectFilesArePlannedByOperator) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const Model model = importOnly(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    const Plan made = planOf(model, board("qemu-netduinoplus2"));
    EXPECT_THAT(faultsOf(made), IsEmpty());
    EXPECT_EQ(made.ticks, static_cast<int>(made.operators.size()));
    EXPECT_FALSE(made.buffers.front().reads.has_value());
}

TEST_F(RealBoard, TextNamesThePeakOfKeywordSpotting) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const Model model = importOnly(test::modelFile("kws_int8.graph.tar"));
    const std::string text = planText(planOf(model, board("qemu-mps2-an500")), std::span(&model, 1));
    EXPECT_THAT(text, HasSubstr("Peak of DTCM: 56,192 bytes in operator 2 (nn_conv2d_"));
    EXPECT_THAT(text, HasSubstr(": DepthwiseConv2d 32,000 + PaddedInput 24,192\n"));
    EXPECT_THAT(text, HasSubstr("would need 105,856 bytes"));
    EXPECT_THAT(text, HasSubstr("46.9 % less"));
}

}  // namespace
}  // namespace pinfold
