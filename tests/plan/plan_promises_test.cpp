// Plans of several regions as files: what somebody may have changed in them, and what is refused.
#include "base/json.h"
#include "deploy/check.h"
#include "plan/example_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace pinfold {
namespace {

using test::exampleBoard;
using test::ModelMaker;
using test::planOf;
using test::used;
using ::testing::HasSubstr;
using Json = nlohmann::json;

// Two branches from x that meet in "sum"; the first reads weights.
Model branches() {
    ModelMaker maker;
    const int x = maker.input("x", 400);
    const int w = maker.constant("w", 300);
    const int a = maker.op("a", {x, w}, 800);
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    const int b = maker.op("b", {x}, 600);
    maker.read(1, {used(0, 0), used(0, 0)});
    maker.output(maker.op("sum", {a, b}, 500));
    maker.read(2, {used(0, 0), used(1, 1), used(1, 1)});
    return maker.model;
}

class PlanPromises : public ::testing::Test {
protected:
    static PlanOptions options() {
        PlanOptions options;
        options.order = OrderChoice::archive;
        options.pins = {"x=SLOW", "a=0x10000200", "const:w=SLOW"};
        options.reserve = {"FAST=256"};
        options.stackBytes = 2048;
        return options;
    }

    // What is said after `edit` has changed plan.json; empty if the plan is accepted.
    std::string errorAfter(const std::function<void(Json&)>& edit) const {
        Json json = Json::parse(text);
        edit(json);
        const auto read = readSoundPlan(json.dump(), "plan.json", models, board);
        return read.ok() ? "" : read.error().message;
    }
    static Json& named(Json& items, const std::string& name) {
        return *std::find_if(items.begin(), items.end(), [&](const Json& item) { return item["name"] == name; });
    }

    const std::vector<Model> models = {branches()};
    const Board board = exampleBoard();
    const Plan plan = planOf(models, board, options());
    const std::string text = writePlan(plan);
};

TEST_F(PlanPromises, UntouchedPlanIsAccepted) {
    EXPECT_EQ(errorAfter([](Json&) {}), "");
    EXPECT_EQ(plan.pools.size(), 2u);
}

TEST_F(PlanPromises, BrokenPinIsRefused) {
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"][0] = "x=FAST"; }),
                HasSubstr("Pin \"x=FAST\": buffer \"x\" of \"example\" is in \"SLOW\""));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"][0] = "x!=SLOW"; }),
                HasSubstr("Pin \"x!=SLOW\": buffer \"x\" of \"example\" is in \"SLOW\""));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"][1] = "a=0x10000210"; }),
                HasSubstr("Pin \"a=0x10000210\": buffer \"a\" of \"example\" is at 0x10000200"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"][2] = "const:w=FLASH"; }),
                HasSubstr("constant \"w\" of \"example\" is in \"SLOW\""));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"][2] = "const:v=SLOW"; }),
                HasSubstr("Pin \"const:v=SLOW\": means nothing"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"].erase(0); }),
                HasSubstr("is not meant by any pin; the plan says otherwise"));
    EXPECT_THAT(errorAfter([](Json& j) { named(j["buffers"], "b")["pinned"] = true; }),
                HasSubstr("the plan says otherwise"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"].push_back("b=SLOW"); }), HasSubstr("the plan says otherwise"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pins"].push_back(7); }), HasSubstr("must be a string"));
    EXPECT_THAT(errorAfter([](Json& j) { j["keep"] = {"nobody"}; }), HasSubstr("\"nobody\" means no buffer"));
}

TEST_F(PlanPromises, MovedPoolMustStayInItsRoom) {
    EXPECT_THAT(errorAfter([](Json& j) { j["pools"][1]["address"] = 0x20000000 + 65536 - 4096 - 2048; }),
                HasSubstr("pools in SLOW may use 0x20000000 to 0x2000e800"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pools"][1]["address"] = 0x20000008; }),
                HasSubstr("must be multiples of 16"));
    EXPECT_EQ(errorAfter([](Json& j) { j["pools"][1]["address"] = 0x20000400; }), "");
    EXPECT_THAT(errorAfter([](Json& j) {
                    j["pools"][1]["region"] = "FAST";
                    j["pools"][1]["address"] = j["pools"][0]["address"];
                    for (Json& constant : j["constants"]) constant["region"] = "FAST";
                }),
                HasSubstr(" share "));
    EXPECT_THAT(errorAfter([](Json& j) { j["pools"][1]["id"] = 0; }), HasSubstr("two pools with the id 0"));
    EXPECT_THAT(errorAfter([](Json& j) { j["pools"][1]["models"] = {"other"}; }),
                HasSubstr("which is not among its models"));
    EXPECT_THAT(errorAfter([](Json& j) { named(j["buffers"], "b")["pool"] = 2; }),
                HasSubstr("in pool 2, which does not exist"));
}

TEST_F(PlanPromises, ReservedBytesStayFree) {
    EXPECT_THAT(errorAfter([](Json& j) {
                    j["reserved"].push_back({{"region", "SLOW"}, {"address", 0x20000000}, {"bytes", 16}});
                }),
                HasSubstr("Pool 1 reaches into the reserved 16 bytes at 0x20000000"));
    EXPECT_THAT(errorAfter([](Json& j) { j["reserved"][0]["region"] = "FLASH"; }),
                HasSubstr("not in what pools could use of \"FLASH\""));
    EXPECT_THAT(errorAfter([](Json& j) { j["reserved"].push_back(j["reserved"][0]); }), HasSubstr("overlap"));
    EXPECT_THAT(errorAfter([](Json& j) { j["reserved"][0]["bytes"] = 1 << 20; }),
                HasSubstr("not in what pools could use of \"FAST\""));
}

TEST_F(PlanPromises, CopiedConstantLivesAllTheTime) {
    EXPECT_THAT(errorAfter([](Json& j) { named(j["constants"], "w")["offset"] = named(j["buffers"], "x")["offset"]; }),
                HasSubstr(" share "));
    EXPECT_THAT(errorAfter([](Json& j) { named(j["constants"], "w")["pool"] = 0; }),
                HasSubstr("is in \"SLOW\", and it is in \"FAST\""));
    EXPECT_THAT(errorAfter([](Json& j) { named(j["constants"], "w")["pool"] = nullptr; }), HasSubstr("\"w\""));
    EXPECT_THAT(errorAfter([](Json& j) { named(j["constants"], "w")["offset"] = 1 << 20; }),
                HasSubstr("leaves pool 1 of"));
}

TEST_F(PlanPromises, OperatorsRunInAnOrderThatTheModelAllows) {
    EXPECT_THAT(errorAfter([](Json& j) { std::swap(j["operators"][0], j["operators"][1]); }),
                HasSubstr("not the archive's order"));
    EXPECT_THAT(errorAfter([](Json& j) {
                    j["order"] = "best";
                    std::swap(j["operators"][1], j["operators"][2]);
                }),
                HasSubstr("whose result it takes"));
    EXPECT_THAT(errorAfter([](Json& j) { j["operators"][1] = j["operators"][0]; }), HasSubstr("runs twice"));
    EXPECT_THAT(errorAfter([](Json& j) { j["operators"][1]["model"] = "other"; }),
                HasSubstr("\"other\", which is none of the models"));
    // In the other order b is born before a: the lifetimes of the file are no longer those of the model.
    EXPECT_NE(errorAfter([](Json& j) {
                  j["order"] = "best";
                  std::swap(j["operators"][0], j["operators"][1]);
              }),
              "");
}

TEST_F(PlanPromises, BoardMayForbidABufferAPlace) {
    Board changed = board;
    changed.regions[2].holds = {"activation", "constant"};
    const auto matched = readSoundPlan(writePlan(plan), "plan.json", models, changed);
    ASSERT_FALSE(matched.ok());
    EXPECT_THAT(matched.error().message, HasSubstr("buffer \"x\" of \"example\" is in SLOW, which may not hold"));
    changed.regions[2].holds = {};
    changed.regions[2].alignment = 4096;
    EXPECT_FALSE(readSoundPlan(writePlan(plan), "plan.json", models, changed).ok());
}

TEST(PlanOrder, BestIsTakenWhereItIsBetterAndGoesThroughTheFile) {
    // Each branch grows large and shrinks; run one after the other, only one is large at a time.
    ModelMaker maker;
    const int x = maker.input("x", 16);
    std::vector<int> large;
    for (const char* name : {"p", "q", "r"}) large.push_back(maker.op(name, {x}, 4000));
    std::vector<int> small;
    for (const int tensor : large) small.push_back(maker.op("s" + std::to_string(tensor), {tensor}, 16));
    maker.output(maker.op("sum", small, 16));
    for (Kernel& kernel : maker.model.kernels) kernel.name = std::string(copyKernelName);
    const std::vector<Model> models = {maker.model};
    PlanOptions options;
    options.objective = Objective::size;
    options.order = OrderChoice::archive;
    const Plan archive = planOf(models, test::largeBoard(), options);
    options.order = OrderChoice::best;
    const Plan best = planOf(models, test::largeBoard(), options);
    EXPECT_GE(archive.pools.at(0).bytes, 12'000);
    EXPECT_LE(best.pools.at(0).bytes, 4'100);
    EXPECT_TRUE(best.orderProven);
    EXPECT_FALSE(archive.orderProven);
    EXPECT_TRUE(test::faultsOf(best).empty());
    EXPECT_NE(best.operators.at(1).index, 1);
    const auto read = readSoundPlan(writePlan(best), "plan.json", models, test::largeBoard());
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(writePlan(*read), writePlan(best));
}

}  // namespace
}  // namespace pinfold
