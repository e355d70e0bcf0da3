// What holds for every programmer tool, whatever it is.
#include "board/programmer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace pinfold {
namespace {

TEST(ProgrammerTools, AreFoundByTheirNames) {
    const auto names = programmerToolNames();
    EXPECT_THAT(names, testing::Contains("openocd"));
    EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
    for (const std::string_view name : names) {
        const ProgrammerTool* tool = findProgrammerTool(name);
        ASSERT_NE(tool, nullptr) << name;
        EXPECT_EQ(tool->name, name);
    }
    EXPECT_EQ(findProgrammerTool("no-such-tool"), nullptr);
    EXPECT_EQ(findProgrammerTool(""), nullptr);
}

TEST(ProgrammerTools, SayWhatTheyNeed) {
    for (const std::string_view name : programmerToolNames()) {
        const ProgrammerTool& tool = *findProgrammerTool(name);
        EXPECT_FALSE(tool.title.empty()) << name;
        EXPECT_FALSE(tool.program.empty()) << name;
        EXPECT_FALSE(tool.package.empty()) << name;
        EXPECT_TRUE(tool.variable.starts_with("PINFOLD_")) << name;
    }
}

// A board file may come from a stranger.
TEST(ProgrammerTools, TakeNoArgumentThatCouldRunAProgram) {
    const std::vector<std::vector<std::string>> hostile = {{"-c", "exec rm"},   {"-c", "reset_config [exec ls]"},
                                                           {"--", "$(ls)"},     {"`ls`"},
                                                           {"-f", "/tmp/evil"}, {"-f", "../evil"}};
    for (const std::string_view name : programmerToolNames()) {
        for (const auto& arguments : hostile) {
            const auto fault = findProgrammerTool(name)->faultIn(arguments);
            ASSERT_TRUE(fault.has_value()) << name << ' ' << testing::PrintToString(arguments);
            EXPECT_LT(fault->index, arguments.size());
            EXPECT_TRUE(fault->rule.starts_with("must ")) << fault->rule;
        }
    }
}

TEST(ProgrammerTools, AreToldTheFirmware) {
    for (const std::string_view name : programmerToolNames()) {
        const auto arguments = findProgrammerTool(name)->commandLine({}, {}, "firmware.elf");
        EXPECT_THAT(arguments, testing::Contains(testing::HasSubstr("firmware.elf"))) << name;
    }
}

// Success is only what a tool says itself.
TEST(ProgrammerTools, NeitherSilenceNorAnExitCodeIsSuccess) {
    for (const std::string_view name : programmerToolNames()) {
        for (const int exitCode : {0, 1}) {
            const auto failure = findProgrammerTool(name)->failureOf({}, {exitCode, ""});
            ASSERT_TRUE(failure.has_value()) << name;
            EXPECT_EQ(failure->kind, ErrorKind::toolFailed);
        }
    }
}

}  // namespace
}  // namespace pinfold
