// Generated projects as later commands find them.
#include "deploy/project.h"

#include "base/process/process.h"
#include "deploy/workplace.h"
#include "support/shared_files.h"
#include "support/tar_writer.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using test::expectBadInput;
using test::Files;
using test::must;
using test::readBytes;
using test::writeBytes;
using testing::HasSubstr;

namespace fs = std::filesystem;

const fs::path digits = test::sample("digits_int8.tar");

class Projects : public test::Workplace {
protected:
    Finished generate(const std::string& folder, const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments = {"generate",        digits.string(), "--board",
                                              "qemu-mps2-an500", "--output",      path(folder)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return must(run({PINFOLD_BINARY_DIR "/bin/pinfold-cli", arguments, {}, std::chrono::minutes(1)}, {}));
    }
    // Every file below a folder.
    Files tree(const std::string& folder) {
        Files files;
        for (const auto& entry : fs::recursive_directory_iterator(path(folder))) {
            if (entry.is_regular_file()) {
                files[fs::relative(entry.path(), path(folder)).string()] = readBytes(entry.path());
            }
        }
        return files;
    }
};

TEST_F(Projects, TwoRunsOfGenerateGiveTheSameTree) {
    ASSERT_EQ(generate("one").exitCode, 0);
    ASSERT_EQ(generate("deeper/than/two").exitCode, 0);
    const Files one = tree("one");
    EXPECT_GT(one.size(), 30U);
    EXPECT_EQ(one, tree("deeper/than/two"));
    ASSERT_EQ(generate("one").exitCode, 0);
    EXPECT_EQ(one, tree("one"));
}

TEST_F(Projects, EditsAndFilesOfTheUserAreKept) {
    ASSERT_EQ(generate("edited").exitCode, 0);
    writeBytes(path("edited/notes.txt"), "mine");
    ASSERT_EQ(generate("edited").exitCode, 0);
    EXPECT_EQ(readBytes(path("edited/notes.txt")), "mine");

    writeBytes(path("edited/app/main.c"), "int main(void) { return 1; }\n");
    const Files before = tree("edited");
    const auto refused = generate("edited", {"--weights", "c"});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.output, HasSubstr("app/main.c"));
    EXPECT_EQ(before, tree("edited"));

    ASSERT_EQ(generate("edited", {"--force"}).exitCode, 0);
    EXPECT_NE(readBytes(path("edited/app/main.c")), "int main(void) { return 1; }\n");
    EXPECT_EQ(readBytes(path("edited/notes.txt")), "mine");
}

TEST_F(Projects, ChangedPlanOrBoardIsRefused) {
    (void)project(digits, "project");
    for (const std::string name : {"plan.json", "board.json"}) {
        const fs::path file = path("project") / name;
        const std::string text = readBytes(file);
        writeBytes(file, text + "\n");
        expectBadInput(openProject(path("project")), name + ": was changed");
        fs::remove(file);
        expectBadInput(openProject(path("project")), name);
        writeBytes(file, text);
    }
    EXPECT_TRUE(openProject(path("project")).ok());
    expectBadInput(openProject(path("nothing")), "nothing");
}

TEST_F(Projects, LibraryHasNothingToBuild) {
    GenerateOptions options;
    options.mode = ProjectMode::library;
    expectBadInput(buildProject(project(digits, "library", options), {}, {}), "is a library");
}

TEST_F(Projects, WhatWasNotBuiltCannotBeUsed) {
    const Project made = project(digits, "project");
    expectBadInput(builtFirmware(made), "has not been built yet");
    expectBadInput(flashProject(made, {}, {}), "has not been built yet");
    expectBadInput(validateProject(made, {test::sample("digits_int8_io.npz"), {}, {}, 1e-5}, {}, {}),
                   "has not been built yet");
}

TEST_F(Projects, ABuildFolderThatLinksToItselfIsAnError) {
    const Project made = project(digits, "project");
    fs::create_directory_symlink("build", fs::path(path("project")) / "build");
    expectBadInput(builtFirmware(made), "has not been built yet");
    EXPECT_FALSE(buildProject(made, {}, {}).ok());
}

TEST_F(Projects, FirmwareOlderThanItsSourcesCannotBeUsed) {
    const Project made = project(digits, "project");
    (void)must(buildProject(made, {}, {}));
    EXPECT_TRUE(builtFirmware(made).ok());
    const fs::path kernels = path("project/kernels/digits_int8_lib1.c");
    fs::last_write_time(kernels, fs::last_write_time(firmwareElf(made.folder)) + std::chrono::seconds(1));
    expectBadInput(builtFirmware(made), "digits_int8_lib1.c");
    (void)must(buildProject(made, {}, {}));
    // What no compiler reads is newer too: no new firmware comes of it, and yet this one is up to date.
    fs::last_write_time(path("project/README.md"), fs::file_time_type::clock::now());
    (void)must(buildProject(made, {}, {}));
    EXPECT_TRUE(builtFirmware(made).ok());
}

}  // namespace
}  // namespace pinfold
