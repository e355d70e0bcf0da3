// The table of stages that the command line and the window walk.
#include "deploy/stages.h"
#include "deploy/workplace.h"
#include "support/cancelling.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>

#include <set>

namespace pinfold {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Stages : public test::Workplace {
protected:
    DeployState stateFor(const std::string& inputs) {
        DeployState state;
        state.request.plan.archives = {test::sample("digits_int8.tar")};
        state.request.plan.board = "qemu-mps2-an500";
        state.request.project.folder = path("project");
        state.request.validation.inputs = inputs;
        return state;
    }
};

TEST(StageTable, StandsInTheOrderOfItsIdsWithNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < deployStages().size(); ++i) {
        const StageDescription& stage = deployStages()[i];
        EXPECT_EQ(static_cast<std::size_t>(stage.id), i);
        EXPECT_EQ(&descriptionOf(stage.id), &stage);
        EXPECT_TRUE(names.insert(stage.name).second) << stage.name;
        EXPECT_TRUE(stage.title && stage.run && stage.summary) << stage.name;
        EXPECT_EQ(stage.action.text == nullptr, stage.action.tip == nullptr) << stage.name;
    }
}

TEST(StageTable, EveryPartOfTheDocumentHasItsFirstStage) {
    const Deployment before;
    const auto firstAfter = [&](const std::function<void(Deployment&)>& edit) {
        Deployment now = before;
        edit(now);
        for (const StageDescription& stage : deployStages()) {
            if (stage.dependsOn(before, now)) return std::string(stage.name);
        }
        return std::string("none");
    };
    EXPECT_EQ(firstAfter([](Deployment&) {}), "none");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.board = "other"; }), "plan");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.plan.keepInputs = true; }), "plan");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.weights = WeightsFormat::cArray; }), "generate");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.quantization = "q.json"; }), "generate");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.validation.inputs = "x.npz"; }), "validate");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.validation.port = "serial:///dev/ttyACM0"; }), "validate");
    EXPECT_EQ(firstAfter([](Deployment& d) { d.validation.tolerance = 1; }), "validate");
}

TEST(StageTable, EmulatedBoardsAreNotFlashed) {
    for (const char* id : {"qemu-mps2-an500", "stm32f4discovery"}) {
        const auto board = findBoard(id);
        ASSERT_TRUE(board.ok());
        EXPECT_EQ(descriptionOf(DeployStage::flash).idle(*board).empty(), !board->emulator) << id;
        EXPECT_THAT(descriptionOf(DeployStage::build).idle(*board), IsEmpty());
    }
}

TEST_F(Stages, WhatCanBeForeseenIsToldBeforeAnythingIsWritten) {
    DeployState state = stateFor(path("nothing.npz").string());
    const auto outcome = runStages(state, {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("nothing.npz"));
    EXPECT_TRUE(state.plan);
    EXPECT_FALSE(std::filesystem::exists(path("project")));
}

TEST_F(Stages, LookingAheadEndsWhereItIsCancelled) {
    DeployState state = stateFor(test::sample("digits_int8_io.npz").string());
    ASSERT_TRUE(runStage(DeployStage::plan, state, {}, {}).ok());
    const auto look = [&](const CancelToken& cancel) {
        return descriptionOf(DeployStage::validate).foresee(state, cancel, {});
    };
    const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { EXPECT_TRUE(look(cancel).ok()); });
    EXPECT_GE(asked, 1);
    test::cancelAtMoments(asked, 8, [&](const CancelToken& cancel) {
        const auto outcome = look(cancel);
        EXPECT_TRUE(outcome.ok() && isCancelled(*outcome));
    });
}

TEST_F(Stages, EachLeavesWhatTheNextNeedsAndALineAboutIt) {
    DeployState state = stateFor("");
    const CancelToken cancel;
    ASSERT_TRUE(runStage(DeployStage::plan, state, cancel, {}).ok());
    EXPECT_THAT(descriptionOf(DeployStage::plan).summary(state), HasSubstr("in DTCM · proven optimal"));
    ASSERT_TRUE(runStage(DeployStage::generate, state, cancel, {}).ok());
    EXPECT_THAT(descriptionOf(DeployStage::generate).summary(state), HasSubstr("files written, 0 unchanged"));
    EXPECT_FALSE(runStage(DeployStage::flash, state, cancel, {}).ok()) << "nothing is built";
}

}  // namespace
}  // namespace pinfold
