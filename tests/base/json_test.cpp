#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using ::testing::HasSubstr;

class JsonTest : public ::testing::Test {
protected:
    nlohmann::json document = nlohmann::json::parse(
        R"({"text":"a","flag":true,"count":7,"huge":18446744073709551615,"half":0.5,"list":[1,"x"],"inner":{"key":null}})");
    JsonView view{document, "file.json"};
};

TEST_F(JsonTest, GivesValuesOfTheTypesAskedFor) {
    EXPECT_EQ(*view.string("text"), "a");
    EXPECT_EQ(*view.boolean("flag"), true);
    EXPECT_EQ(*view.integer("count", 0, 7), 7);
    EXPECT_EQ(*view.number("half"), 0.5);
    EXPECT_EQ(*view.number("count"), 7);
    EXPECT_EQ(view.elements("list")->size(), 2U);
    EXPECT_EQ(view.members()->size(), 7U);
}

TEST_F(JsonTest, AWrongTypeNamesFileKeyAndBothTypes) {
    EXPECT_EQ(view.string("count").error().message, "file.json: count: must be a string, and is an integer.");
    EXPECT_EQ(view.integer("half", 0, 1).error().message, "file.json: half: must be an integer, and is a number.");
    EXPECT_EQ(view.elements("inner").error().message, "file.json: inner: must be an array, and is an object.");
    EXPECT_EQ(view.boolean("text").error().message, "file.json: text: must be true or false, and is a string.");
    EXPECT_EQ(view.number("flag").error().message, "file.json: flag: must be a number, and is a boolean.");
    EXPECT_EQ(view.at("list")->members().error().message, "file.json: list: must be an object, and is an array.");
    EXPECT_EQ(view.string("text").ok() ? ErrorKind::badInput : ErrorKind::toolFailed, ErrorKind::badInput);
}

TEST_F(JsonTest, AMissingKeyIsNamedAndNullIsNoValue) {
    EXPECT_EQ(view.string("nothing").error().message, "file.json: has no key \"nothing\".");
    EXPECT_FALSE(view.has("nothing"));
    EXPECT_TRUE(view.has("inner"));
    EXPECT_FALSE(view.at("inner")->has("key"));
    EXPECT_FALSE(view.at("text")->has("key"));
}

TEST_F(JsonTest, IntegersKeepToTheirRange) {
    EXPECT_THAT(view.integer("count", 0, 6).error().message, HasSubstr("must be from 0 to 6, and is 7"));
    EXPECT_THAT(view.integer("count", 8, 9).error().message, HasSubstr("must be from 8 to 9"));
    // Beyond the largest int64_t, and so outside every range.
    EXPECT_THAT(view.integer("huge", INT64_MIN, INT64_MAX).error().message, HasSubstr("18446744073709551615"));
}

TEST_F(JsonTest, ElementsKnowTheirWay) {
    const auto elements = *view.elements("list");
    EXPECT_EQ(elements[1].where(), "file.json: list[1]");
    EXPECT_EQ(elements[1].integer(0, 1).error().message, "file.json: list[1]: must be an integer, and is a string.");
}

TEST_F(JsonTest, TheWayIsRightAtEveryDepth) {
    const auto deep = nlohmann::json::parse(R"({"a":{"b":[[7]]}})");
    const JsonView root(deep, "file.json");
    EXPECT_EQ(root.where(), "file.json");
    EXPECT_EQ(root.where("x"), "file.json: x");
    const JsonView a = *root.at("a");
    EXPECT_EQ(a.where("x"), "file.json: a.x");
    EXPECT_EQ(a.members()->front().second.where(), "file.json: a.b");
    EXPECT_EQ(a.elements("b")->front().elements()->front().where(), "file.json: a.b[0][0]");
    const auto list = nlohmann::json::parse("[1]");
    EXPECT_EQ(JsonView(list, "file.json").elements()->front().where(), "file.json: [0]");
}

TEST(ParseJson, ABrokenTextNamesFileAndByte) {
    EXPECT_TRUE(parseJson("{}", "a.json").ok());
    const auto broken = parseJson(R"({"a":1,})", "a.json");
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().kind, ErrorKind::badInput);
    EXPECT_THAT(broken.error().message, HasSubstr("a.json: is not JSON: it breaks off at byte 8 of 8"));
    EXPECT_THAT(parseJson(R"({"a":1)", "a.json").error().message, HasSubstr("ends too early, after 6 bytes"));
    EXPECT_THAT(parseJson("", "a.json").error().message, HasSubstr("ends too early"));
    EXPECT_FALSE(parseJson("\"\xff\"", "a.json").ok());
    EXPECT_FALSE(parseJson("{} {}", "a.json").ok());
}

TEST(ParseJson, MoreThanTheLimitsIsRefused) {
    constexpr JsonLimits limits{3, 5};
    EXPECT_TRUE(parseJson(R"({"a": [1, {"b": 2}, "[[,,"]})", "a.json", {}, limits).ok());
    EXPECT_THAT(parseJson("[[[[]]]]", "a.json", {}, limits).error().message, HasSubstr("nested deeper than 3 levels"));
    EXPECT_THAT(parseJson("[1,2,3,4,5,6]", "a.json", {}, limits).error().message, HasSubstr("more than 5 values"));
    EXPECT_THAT(parseJson(R"({"\\": [], "\"": [[], [], []]})", "a.json", {}, limits).error().message,
                HasSubstr("more than 5 values"));
}

TEST(ParseJson, AWalkTellsWhatADocumentHides) {
    struct Keys : JsonVisitor {
        std::vector<std::string> all;
        bool key(string_t& key) override {
            all.push_back(key);
            return all.size() < 3;
        }
    } keys;
    walkJson(R"({"a": 1, "a": {"b": [2]}, "c": 3})", keys);
    EXPECT_EQ(keys.all, (std::vector<std::string>{"a", "a", "b"}));
}

TEST(Json, WhatIsCancelledBreaksOff) {
    const std::string text = "[" + std::string(100'000, ' ') + "1]";
    CancelSource source;
    const CancelToken token = source.token();
    const auto document = parseJson(text, "a.json", token);
    ASSERT_TRUE(document.ok());
    const JsonView view(*document, "a.json", &token);
    EXPECT_TRUE(view.elements().ok());
    source.cancel();
    EXPECT_FALSE(view.elements().ok());
    EXPECT_FALSE(parseJson(text, "a.json", token).ok());
}

}  // namespace
}  // namespace pinfold
