#include "base/json.h"
#include "deploy/check.h"
#include "plan/example_models.h"
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace pinfold {
namespace {

using test::exampleBoard;
using test::faultsOf;
using test::largeBoard;
using test::ModelMaker;
using test::planOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Two operators; the input is read a little below its start.
Model exampleModel() {
    ModelMaker maker;
    const int a = test::paddedOperator(maker);
    const int flat = maker.alias("flat", a);
    maker.output(maker.op("b", {flat}, 60));
    return maker.model;
}

class PlanFile : public ::testing::Test {
protected:
    // The error's message after `edit` has changed plan.json; empty if it is accepted.
    std::string errorAfter(const std::function<void(nlohmann::json&)>& edit) const {
        nlohmann::json json = nlohmann::json::parse(text);
        edit(json);
        const auto read = readSoundPlan(json.dump(), "plan.json", models, board);
        if (read.ok()) return "";
        EXPECT_EQ(read.error().kind, ErrorKind::badInput);
        EXPECT_THAT(read.error().message, HasSubstr("plan.json"));
        return read.error().message;
    }

    const std::vector<Model> models = {exampleModel()};
    const Board board = exampleBoard();
    const Plan plan = planOf(models.front(), board);
    const std::string text = writePlan(plan);
};

TEST_F(PlanFile, ReadingGivesBackWhatWasWritten) {
    const auto read = readSoundPlan(text, "plan.json", models, board);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(writePlan(*read), text);
    EXPECT_EQ(read->buffers.at(1).tensor, plan.buffers.at(1).tensor);
    EXPECT_EQ(read->buffers.at(2).workspace, plan.buffers.at(2).workspace);
    EXPECT_EQ(read->buffers.at(0).readBytes, plan.buffers.at(0).readBytes);
    EXPECT_EQ(read->pools.at(0).guardBefore, plan.pools.at(0).guardBefore);
    EXPECT_EQ(read->stackBytes, plan.stackBytes);
}

TEST_F(PlanFile, RandomPlansSurviveTheWayThroughTheFile) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const std::vector<Model> random = {test::randomModel(seed, 10)};
        PlanOptions options;
        options.lifetimes = seed % 2 == 0 ? Lifetimes::statement : Lifetimes::wholeOperator;
        options.keepInputs = seed % 3 == 0;
        const Plan made = planOf(random.front(), largeBoard(), options);
        const auto read = readSoundPlan(writePlan(made), "plan.json", random, largeBoard());
        ASSERT_TRUE(read.ok()) << read.error().message;
        EXPECT_EQ(writePlan(*read), writePlan(made));
    }
}

TEST_F(PlanFile, HasTheKeysOfTheFormat) {
    const nlohmann::json json = nlohmann::json::parse(text);
    EXPECT_EQ(json["format"], "pinfold-plan");
    EXPECT_EQ(json["version"], 1);
    EXPECT_EQ(json["lifetimes"], "statement");
    EXPECT_EQ(json["status"], "optimal");
    EXPECT_EQ(json["archives"][0]["name"], "example.graph");
    for (const char* key : {"index", "model", "name", "kernel", "first_tick", "end_tick", "stack_bytes"}) {
        EXPECT_TRUE(json["operators"][0].contains(key)) << key;
    }
    for (const char* key : {"id", "region", "address", "capacity", "bytes", "lower_bound", "guard"}) {
        EXPECT_TRUE(json["pools"][0].contains(key)) << key;
    }
    for (const char* key : {"id", "model", "name", "kind", "operator", "bytes", "first_tick", "end_tick", "pool",
                            "offset", "pinned", "reads", "writes"}) {
        EXPECT_TRUE(json["buffers"][0].contains(key)) << key;
    }
    EXPECT_TRUE(json["buffers"][0]["operator"].is_null()) << "nobody makes an input";
    EXPECT_EQ(json["aliases"][0]["of"], "a");
    EXPECT_EQ(json["constants"][0]["region"], "FLASH");
    EXPECT_EQ(text.back(), '\n');
}

TEST_F(PlanFile, WithoutModelsThePlanItselfIsReadAndPointsAtNothingThatItDoesNotHave) {
    const auto read = readPlan(text, "plan.json");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(writePlan(*read), text);
    EXPECT_EQ(read->buffers.at(0).tensor, -1);

    using Json = nlohmann::json;
    const std::vector<std::function<void(Json&)>> edits = {
        [](Json& j) { j["buffers"][0]["pool"] = 1; },        [](Json& j) { j["buffers"][1]["operator"] = 2; },
        [](Json& j) { j["buffers"][0]["end_tick"] = 99; },   [](Json& j) { j["constants"][0]["pool"] = 1; },
        [](Json& j) { j["operators"][1]["end_tick"] = 99; }, [](Json& j) { j["pools"].clear(); },
    };
    for (std::size_t i = 0; i < edits.size(); ++i) {
        Json json = Json::parse(text);
        edits[i](json);
        EXPECT_FALSE(readPlan(json.dump(), "plan.json").ok()) << "edit " << i;
    }
}

TEST_F(PlanFile, UnknownKeysAndAnotherOrderOfBuffersAreFine) {
    EXPECT_EQ(errorAfter([](auto& json) {
                  json["colour"] = "green";
                  json["buffers"][0]["note"] = {1, 2, 3};
                  std::swap(json["buffers"][0], json["buffers"][3]);
              }),
              "");
}

TEST_F(PlanFile, BufferMayBeMovedWhereItIsSafe) {
    EXPECT_EQ(errorAfter([](auto& json) {
                  json["pools"][0]["bytes"] = 2048;
                  for (auto& buffer : json["buffers"]) {
                      if (buffer["name"] == "b") buffer["offset"] = 1024;
                  }
              }),
              "");
}

TEST_F(PlanFile, OverlapIsRefused) {
    EXPECT_THAT(errorAfter([](auto& json) {
                    for (auto& buffer : json["buffers"]) buffer["offset"] = 64;
                    json["pools"][0]["bytes"] = 1024;
                }),
                HasSubstr(" share "));
}

TEST_F(PlanFile, EveryPairThatIsMadeToOverlapIsRefused) {
    int tried = 0;
    for (std::size_t a = 0; a < plan.buffers.size(); ++a) {
        for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
            Plan broken = plan;
            broken.pools[0].bytes = 2048;
            broken.pools[0].guardBefore = 32;
            broken.buffers[a].offset = broken.buffers[b].offset;
            if (faultsOf(broken).empty()) continue;
            ++tried;
            EXPECT_FALSE(readSoundPlan(writePlan(broken), "plan.json", models, board).ok()) << a << " on " << b;
        }
    }
    EXPECT_GT(tried, 4);
}

TEST_F(PlanFile, PlacesOutsideOfThePoolAreRefused) {
    EXPECT_THAT(errorAfter([](auto& json) { json["buffers"][0]["offset"] = -16; }), HasSubstr("offset"));
    EXPECT_THAT(errorAfter([](auto& json) { json["buffers"][0]["offset"] = 1 << 20; }), HasSubstr("leaves pool 0 of"));
    EXPECT_THAT(errorAfter([](auto& json) { json["buffers"][0]["offset"] = INT64_MAX; }), HasSubstr("offset"));
    EXPECT_THAT(errorAfter([](auto& json) { json["buffers"][0]["offset"] = 1.5; }), HasSubstr("must be an integer"));
    EXPECT_THAT(errorAfter([](auto& json) { json["buffers"][0]["pool"] = 1; }), HasSubstr("pool 1"));
    EXPECT_THAT(errorAfter([](auto& json) {
                    json["pools"][0]["bytes"] = 64;
                    json["pools"][0]["lower_bound"] = 64;
                }),
                HasSubstr("leaves pool 0 of"));
    EXPECT_THAT(errorAfter([](auto& json) { json["pools"][0]["capacity"] = 64; }), HasSubstr("its capacity is 64"));
    EXPECT_THAT(errorAfter([](auto& json) {
                    json["buffers"][0]["offset"] = 8 + json["buffers"][0]["offset"].template get<int>();
                    json["pools"][0]["bytes"] = 4000;
                }),
                HasSubstr("multiple of 16"));
}

TEST_F(PlanFile, GuardsThatAreTooSmallAreRefused) {
    EXPECT_THAT(errorAfter([](auto& json) {
                    for (auto& buffer : json["buffers"]) buffer["offset"] = buffer["offset"].template get<int>() + 512;
                    json["pools"][0]["bytes"] = 2048;
                    for (auto& buffer : json["buffers"]) {
                        if (buffer["name"] == "x") buffer["offset"] = 0;
                    }
                    json["pools"][0]["guard"] = 0;
                    json["pools"][0]["guard_before"] = 0;
                }),
                HasSubstr("Kernels read buffer \"x\""));
}

TEST_F(PlanFile, WhatDoesNotBelongToTheModelIsRefused) {
    using Json = nlohmann::json;
    const std::vector<std::function<void(Json&)>> edits = {
        [](Json& j) { j["buffers"][0]["name"] = "y"; },
        [](Json& j) { j["buffers"][0]["bytes"] = 99; },
        [](Json& j) { j["buffers"][1]["first_tick"] = 0; },
        [](Json& j) { j["buffers"][1]["operator"] = 1; },
        [](Json& j) { j["buffers"][1]["operator"] = nullptr; },
        [](Json& j) { j["buffers"][0]["kind"] = "output"; },
        [](Json& j) { j["buffers"][0]["kind"] = "gold"; },
        [](Json& j) { j["buffers"][0]["model"] = "other"; },
        [](Json& j) { j["buffers"].erase(0); },
        [](Json& j) { j["buffers"].push_back(j["buffers"][0]); },
        [](Json& j) { j["operators"].erase(0); },
        [](Json& j) { j["operators"][0]["name"] = "z"; },
        [](Json& j) { j["operators"][0]["kernel"] = "z"; },
        [](Json& j) { j["operators"][0]["end_tick"] = 1; },
        [](Json& j) { j["operators"][1]["stack_bytes"] = 1; },
        [](Json& j) { j["ticks"] = 100; },
        [](Json& j) { j["lifetimes"] = "operator"; },
        [](Json& j) { j["lifetimes"] = "forever"; },
        [](Json& j) { j["keep_inputs"] = true; },
        [](Json& j) { j["constants"].clear(); },
        [](Json& j) { j["constants"][0]["bytes"] = 1; },
        [](Json& j) { j["constants"][0]["name"] = "v"; },
        [](Json& j) { j["archives"][0]["sha256"] = std::string(64, 'c'); },
        [](Json& j) { j["archives"].clear(); },
        [](Json& j) {
            j["archives"].push_back({{"name", "more"}, {"sha256", std::string(64, 'd')}});
        },
        [](Json& j) { j["order"] = "random"; },
        [](Json& j) { j["alignment"] = 24; },
        [](Json& j) { j["alignment"] = 0; },
        [](Json& j) { j["status"] = "perfect"; },
        [](Json& j) { j["format"] = "something"; },
        [](Json& j) { j["version"] = 2; },
        [](Json& j) { j["pools"].clear(); },
        [](Json& j) { j["pools"].push_back(j["pools"][0]); },
    };
    for (std::size_t i = 0; i < edits.size(); ++i) EXPECT_NE(errorAfter(edits[i]), "") << "edit " << i;
}

// The checker asks that a buffer lives as long as it is needed; that a plan keeps it longer harms nobody.
TEST_F(PlanFile, ALifeThatIsLongerThanNeededIsAccepted) {
    EXPECT_EQ(errorAfter([](nlohmann::json& j) { j["buffers"][0]["end_tick"] = 2; }), "");
}

// Puts every other kind of value in every place of the document, and takes every key away.
TEST_F(PlanFile, WrongTypesAndMissingKeysAnywhereGiveASentence) {
    const nlohmann::json whole = nlohmann::json::parse(text).flatten();
    const std::vector<nlohmann::json> values = {
        nullptr, true, -1, 1e300, UINT64_MAX, "text", nlohmann::json::array(), nlohmann::json::object()};
    for (const auto& [path, original] : whole.items()) {
        const nlohmann::json::json_pointer pointer(path);
        for (const nlohmann::json& value : values) {
            nlohmann::json json = nlohmann::json::parse(text);
            json[pointer] = value;
            const auto read = readSoundPlan(json.dump(), "plan.json", models, board);
            if (!read.ok()) {
                EXPECT_THAT(read.error().message, HasSubstr("plan.json")) << path;
            } else {
                EXPECT_THAT(faultsOf(*read), IsEmpty()) << path;
            }
        }
    }
    const std::set<std::string> optional = {"order_proven", "keep_inputs", "concurrent", "stack_bytes",
                                            "pins",         "keep",        "reserved",   "cost_lower_bound",
                                            "cost",         "proposals"};
    const nlohmann::json document = nlohmann::json::parse(text);
    for (const auto& key : document.items()) {
        nlohmann::json json = document;
        json.erase(key.key());
        const auto read = readSoundPlan(json.dump(), "plan.json", models, board);
        if (optional.contains(key.key())) {
            EXPECT_TRUE(read.ok()) << key.key();
        } else {
            EXPECT_FALSE(read.ok()) << key.key();
        }
    }
}

TEST_F(PlanFile, TruncatedTextIsRefused) {
    for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
        EXPECT_FALSE(readSoundPlan(text.substr(0, length), "plan.json", models, board).ok()) << length;
    }
}

TEST_F(PlanFile, PlanForOtherArchiveOrBoardIsRefusedByName) {
    std::vector<Model> others = models;
    others[0].archiveSha256 = std::string(64, 'e');
    auto matched = readSoundPlan(writePlan(plan), "plan.json", others, board);
    ASSERT_FALSE(matched.ok());
    EXPECT_THAT(matched.error().message, HasSubstr("was not made from \"example.graph\" with the SHA-256 eeee"));
    others[0].archiveName = "different";
    matched = readSoundPlan(writePlan(plan), "plan.json", others, board);
    ASSERT_FALSE(matched.ok());
    EXPECT_THAT(matched.error().message, HasSubstr("was not made from \"different\""));

    Board changed = board;
    changed.sha256 = std::string(64, 'f');
    matched = readSoundPlan(writePlan(plan), "plan.json", models, changed);
    ASSERT_FALSE(matched.ok());
    EXPECT_THAT(matched.error().message, HasSubstr("another version of the board"));
    changed.id = "other-board";
    matched = readSoundPlan(writePlan(plan), "plan.json", models, changed);
    ASSERT_FALSE(matched.ok());
    EXPECT_THAT(matched.error().message, HasSubstr("\"example-board\", not for \"other-board\""));
}

TEST_F(PlanFile, PoolThatTheBoardDoesNotHaveIsRefused) {
    const auto errorOf = [&](const std::function<void(Plan&)>& edit) {
        Plan edited = plan;
        edit(edited);
        const auto matched = readSoundPlan(writePlan(edited), "plan.json", models, board);
        return matched.ok() ? std::string() : matched.error().message;
    };
    EXPECT_EQ(errorOf([](Plan&) {}), "");
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].region = "NOWHERE"; }), HasSubstr("NOWHERE"));
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].region = "FLASH"; }), HasSubstr("no RAM region"));
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].address += 8; }), HasSubstr("must be multiples of 16"));
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].address += 4096; }), HasSubstr("pools in FAST may use 0x10000000 to"));
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].address = 0; }), HasSubstr("pools in FAST may use 0x10000000 to"));
    EXPECT_THAT(errorOf([](Plan& p) { p.pools[0].bytes = 5000; }), HasSubstr("0x10000000 to 0x10001000"));
    EXPECT_THAT(errorOf([](Plan& p) { p.stackBytes = 1 << 20; }), HasSubstr("stack"));
    EXPECT_THAT(errorOf([](Plan& p) { p.constants[0].region = "FAST"; }), HasSubstr("\"w\""));
}

TEST_F(PlanFile, TheSameModelGivesTheSameText) { EXPECT_EQ(writePlan(planOf(exampleModel(), exampleBoard())), text); }

}  // namespace
}  // namespace pinfold
