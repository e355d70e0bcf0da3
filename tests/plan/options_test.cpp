// The table of the plan's options: what command line, documents, plan.json and window take from it.
#include "plan/options.h"
#include "base/json.h"
#include "plan/example_models.h"
#include "plan/options_json.h"
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace pinfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Another value than the option has by itself, as on the command line.
std::string otherValue(const PlanOption& option) {
    if (const auto* choice = std::get_if<OptionChoice>(&option.value)) {
        const PlanOptions fresh;
        for (const OptionWord& word : choice->words) {
            if (word.value != choice->get(fresh)) return std::string(word.word);
        }
    }
    return std::holds_alternative<OptionTexts>(option.value) ? "x=SRAM" : "64";
}

PlanOptions everythingElse() {
    PlanOptions options;
    for (const PlanOption& option : planOptions()) {
        const PlanOptions before = options;
        EXPECT_TRUE(setOption(options, option, otherValue(option)).ok()) << option.name;
        EXPECT_FALSE(options == before) << option.name;
    }
    return options;
}

nlohmann::json jsonOf(const PlanOptions& options) {
    nlohmann::json json;
    for (const PlanOption& option : planOptions()) {
        json[std::string(option.key)] = nlohmann::json::parse(toJson(option, options).dump());
    }
    return json;
}

Result<PlanOptions> optionsFrom(const nlohmann::json& json) {
    PlanOptions options;
    const JsonView view(json, "file");
    for (const PlanOption& option : planOptions()) PINFOLD_CHECK(readOption(options, option, view, option.key));
    return options;
}

TEST(PlanOptionTable, NamesAndKeysAreThereOnce) {
    std::set<std::string_view> names, keys, planKeys;
    for (const PlanOption& option : planOptions()) {
        EXPECT_TRUE(names.insert(option.name).second) << option.name;
        EXPECT_TRUE(keys.insert(option.key).second) << option.key;
        EXPECT_TRUE(option.planKey.empty() || planKeys.insert(option.planKey).second) << option.planKey;
        EXPECT_FALSE(option.help.empty()) << option.name;
        EXPECT_TRUE(option.label && option.tip && option.change) << option.name;
    }
}

TEST(PlanOptionTable, EveryValueGoesThroughJsonAndBack) {
    for (const PlanOptions& options : {PlanOptions(), everythingElse()}) {
        const auto read = optionsFrom(jsonOf(options));
        ASSERT_TRUE(read.ok()) << read.error().message;
        EXPECT_EQ(*read, options);
        EXPECT_TRUE(checkOptions(*read).ok());
    }
}

TEST(PlanOptionTable, ValuesOfOtherTypesAreRefusedByTheirKey) {
    const nlohmann::json whole = jsonOf(everythingElse());
    for (const PlanOption& option : planOptions()) {
        nlohmann::json json = whole;
        json[std::string(option.key)] = nlohmann::json::object();
        const auto read = optionsFrom(json);
        ASSERT_FALSE(read.ok()) << option.key;
        EXPECT_THAT(read.error().message, HasSubstr(fmt::format("file: {}", option.key)));
    }
}

TEST(PlanOptionTable, EachCanBeGivenUpAgain) {
    PlanOptions options = everythingElse();
    for (const PlanOption& option : planOptions()) {
        const bool list = std::holds_alternative<OptionTexts>(option.value);
        changeOption(options, fmt::format("without --{}{}", option.name, list ? " x=SRAM" : ""));
    }
    EXPECT_EQ(options, PlanOptions());
}

TEST(PlanOptionTable, ChangesAreReadAsOnTheCommandLine) {
    PlanOptions options;
    options.keep = {"a", "b", "a b"};
    for (const char* change : {"--order archive", "--keep-inputs", "--align 64", "--stack 4096", "--time-limit 1.5",
                               "--pin x=SRAM", "without --keep a b", "without --keep nobody"}) {
        changeOption(options, change);
    }
    PlanOptions expected;
    expected.order = OrderChoice::archive;
    expected.keepInputs = true;
    expected.alignment = 64;
    expected.stackBytes = 4096;
    expected.timeLimitSeconds = 1.5;
    expected.pins = {"x=SRAM"};
    expected.keep = {"a", "b"};
    EXPECT_EQ(options, expected);
    for (const char* nothing : {"", "without", "--", "--nothing 5", "order best", "--order any", "--align x"}) {
        changeOption(options, nothing);
        EXPECT_EQ(options, expected) << nothing;
    }
}

TEST(PlanOptionTable, KeysOfPlanJsonKeepTheirOrder) {
    PlanOptions options;
    options.timeLimitSeconds = 1;
    options.reserve = {"RAM=64"};
    const auto models = std::vector<Model>{test::randomModel(3, 4)};
    const auto json = OrderedJson::parse(writePlan(test::planOf(models, test::largeBoard(), options)));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("format", "version", "board", "board_sha256", "archives", "alignment", "lifetimes",
                                  "order", "order_proven", "objective", "keep_inputs", "concurrent", "stack_bytes",
                                  "time_limit", "pins", "keep", "reserved", "status", "cost", "cost_lower_bound",
                                  "ticks", "operators", "pools", "buffers", "aliases", "constants", "proposals"));
}

}  // namespace
}  // namespace pinfold
