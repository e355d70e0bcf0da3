#include "deploy/check.h"

#include "deploy/workplace.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CheckPlanFile : public test::Workplace {
protected:
    void SetUp() override {
        test::Workplace::SetUp();
        auto foundBoard = findBoard("qemu-mps2-an500");
        auto loaded = test::uncancelled(loadModels(request.archives, {}));
        ASSERT_TRUE(foundBoard.ok() && loaded.ok());
        board = *std::move(foundBoard);
        models = *std::move(loaded);
        const auto made = makePlan(models, board, {});
        ASSERT_TRUE(made.ok());
        plan = std::get<Plan>(*made);
        text = writePlan(plan);
    }

    Result<CheckReport> check(const std::string& bytes) {
        request.plan = path("plan.json");
        EXPECT_TRUE(writeFileAtomically(request.plan, bytes).ok());
        return test::uncancelled(checkPlanFile(request, {}, {}));
    }
    // The text with one place changed.
    [[nodiscard]] std::string with(const std::string& before, const std::string& after) const {
        std::string edited = text;
        const std::size_t at = edited.find(before);
        EXPECT_NE(at, std::string::npos);
        return edited.replace(at, before.size(), after);
    }

    CheckRequest request{{}, {test::sample("digits_int8.tar")}, {}, {}};
    Board board;
    std::vector<Model> models;
    Plan plan;
    std::string text;  // of the plan's file
};

TEST_F(CheckPlanFile, ConfirmsWhatThePlannerMakesAndNothingElse) {
    EXPECT_TRUE(confirmPlan(plan, models, board).ok());
    for (PlannedBuffer& buffer : plan.buffers) buffer.offset = 0;
    const auto confirmed = confirmPlan(plan, models, board);
    ASSERT_FALSE(confirmed.ok());
    EXPECT_EQ(confirmed.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(confirmed.error().message, HasSubstr("The planner made a plan that its checker refuses"));
}

TEST_F(CheckPlanFile, TakesTheBoardThatThePlanNames) {
    const auto report = check(text);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_THAT(report->findings, IsEmpty());
    EXPECT_GT(report->buffers, 0);
}

TEST_F(CheckPlanFile, AnotherBoardIsAFinding) {
    request.board = "nucleo-h743zi2";
    const auto report = check(text);
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_FALSE(report->findings.empty());
    EXPECT_EQ(report->findings.front().rule, "digest");
}

TEST_F(CheckPlanFile, OpensNoFileThatAPlanNames) {
    for (const char* name : {"unknown", "/etc/hostname", "./board.json"}) {
        const auto report = check(with("\"qemu-mps2-an500\"", std::string("\"") + name + "\""));
        ASSERT_FALSE(report.ok());
        EXPECT_EQ(report.error().kind, ErrorKind::badInput);
        EXPECT_THAT(report.error().message, HasSubstr("--board"));
    }
}

TEST_F(CheckPlanFile, WhatIsNoPlanIsAnError) {
    for (const char* other : {"", "[]", "{}", "{\"board\":\"qemu-mps2-an500\"}", "not json"}) {
        const auto report = check(other);
        ASSERT_FALSE(report.ok());
        EXPECT_EQ(report.error().kind, ErrorKind::badInput);
        EXPECT_THAT(report.error().message, HasSubstr("plan.json"));
    }
    const auto later = check(with("\"version\": 1", "\"version\": 2"));
    ASSERT_FALSE(later.ok());
    EXPECT_THAT(later.error().message, HasSubstr("version"));
}

}  // namespace
}  // namespace pinfold
