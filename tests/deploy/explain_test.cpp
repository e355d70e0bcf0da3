#include "base/json.h"
#include "deploy/deploy.h"
#include "support/model_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using ::testing::HasSubstr;

Model largeModel() {
    test::ModelMaker maker;
    maker.output(maker.op("y", {maker.input("x", 100)}, 100'000));
    maker.read(1, {test::used(0, 0), test::used(0, 0)});
    return maker.model;
}

TEST(Explained, ModelWithoutRoomGetsTheBuffersTheMissingBytesAndABoard) {
    const std::vector<Model> models{largeModel()};
    Board large = test::largeBoard();
    large.id = "large-board";
    const auto plan = planLoaded(models, test::exampleBoard(), {}, std::vector<Board>{large}, {}, {});
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(plan.error().message, HasSubstr("\"y\" alone does not fit into FAST (4,096 bytes free"));
    EXPECT_EQ(plan.error().advice, Advice::makeWhatHelps);
    EXPECT_FALSE(plan.error().message.ends_with('\n'));
    const auto details = parseJson(plan.error().details, "details");
    ASSERT_TRUE(details.ok());
    EXPECT_EQ((*details)["buffers"][0]["name"], "y");
    EXPECT_GT((*details)["missing_bytes"], 0);
    EXPECT_EQ((*details)["remedies"][0]["value"], "large-board");
}

TEST(Explained, OtherErrorsStayAsTheyAre) {
    const std::vector<Model> models{largeModel()};
    PlanOptions options;
    options.alignment = 3;
    const auto wrong = planLoaded(models, test::exampleBoard(), options, {}, {}, {});
    ASSERT_FALSE(wrong.ok());
    EXPECT_THAT(wrong.error().message, HasSubstr("alignment 3"));
    EXPECT_EQ(wrong.error().details, "");

    options = {};
    options.stackBytes = 1 << 20;
    const auto stack = planLoaded(models, test::exampleBoard(), options, {}, {}, {});
    ASSERT_FALSE(stack.ok());
    EXPECT_EQ(stack.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(stack.error().message, HasSubstr("stack"));
    EXPECT_EQ(stack.error().details, "");
}

}  // namespace
}  // namespace pinfold
