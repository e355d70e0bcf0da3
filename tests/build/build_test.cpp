// Small CMake projects built for this computer, as buildForHost() does with generated ones.
#include "build/build.h"

#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace pinfold {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// Sets variables of the environment and puts them back.
class Environment {
public:
    void set(const char* name, const std::string& value) {
        const char* now = std::getenv(name);
        before_.emplace(name, now ? std::optional<std::string>(now) : std::nullopt);
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() {
        for (const auto& [name, value] : before_) {
            if (value) {
                ::setenv(name.c_str(), value->c_str(), 1);
            } else {
                ::unsetenv(name.c_str());
            }
        }
    }

private:
    std::map<std::string, std::optional<std::string>> before_;
};

class Build : public testing::Test {
protected:
    void SetUp() override {
        auto created = TemporaryFolder::create();
        ASSERT_TRUE(created.ok()) << created.error().message;
        folder_ = std::make_unique<TemporaryFolder>(*std::move(created));
        makeProject(path("project"), "int main(void) { return 0; }\n");
    }
    [[nodiscard]] fs::path path(const std::string& name) const { return folder_->path() / name; }
    static void makeProject(const fs::path& project, const std::string& source) {
        fs::create_directories(project);
        std::ofstream(project / "CMakeLists.txt") << "cmake_minimum_required(VERSION 3.20)\nproject(p C)\n"
                                                     "add_executable(firmware main.c)\n";
        std::ofstream(project / "main.c") << source;
    }
    // Stand-ins that say something and fail, and nothing else in PATH.
    void makeTools(const std::vector<std::string>& names, const std::string& says) {
        const fs::path tools = path("tools");
        fs::create_directory(tools);
        for (const std::string& name : names) {
            std::ofstream(tools / name) << "#!/bin/sh\necho '" << says << "'; exit 1\n";
            fs::permissions(tools / name, fs::perms::owner_all);
        }
        environment_.set("PATH", tools.string());
    }
    static Outcome<fs::path> build(const fs::path& project) {
        return buildForHost(project, project / "build", {}, {}, {});
    }
    static std::string problem(const Outcome<fs::path>& built) { return built.ok() ? "" : built.error().message; }

    std::unique_ptr<TemporaryFolder> folder_;
    Environment environment_;
};

TEST_F(Build, TheUsersSettingsForCompilersDoNotCount) {
    environment_.set("CFLAGS", "-march=no-such-cpu");
    environment_.set("LDFLAGS", "-lno_such_library");
    environment_.set("CC", "/no/such/compiler");
    environment_.set("CMAKE_GENERATOR", "No Such Generator");
    environment_.set("CPATH", path("headers").string());
    environment_.set("MAKEFLAGS", "--no-such-option");
    EXPECT_EQ(problem(build(path("project"))), "");
}

TEST_F(Build, AFolderThatWasMovedIsBuiltAgain) {
    ASSERT_EQ(problem(build(path("project"))), "");
    fs::rename(path("project"), path("renamed"));
    ASSERT_EQ(problem(build(path("renamed"))), "");
    EXPECT_TRUE(fs::exists(path("renamed") / "build" / "firmware"));
    fs::copy(path("renamed"), path("copy"), fs::copy_options::recursive);
    EXPECT_EQ(problem(build(path("copy"))), "");
}

TEST_F(Build, AFolderThatDidNotMoveIsNotBuiltFromNothing) {
    ASSERT_EQ(problem(build(path("project"))), "");
    const auto object = path("project") / "build" / "CMakeFiles" / "firmware.dir" / "main.c.o";
    ASSERT_TRUE(fs::exists(object));
    const auto written = fs::last_write_time(object);
    ASSERT_EQ(problem(build(path("project"))), "");
    EXPECT_EQ(fs::last_write_time(object), written);
}

TEST_F(Build, ANameThatLooksLikeAnOptionIsAFolder) {
    makeProject(path("-x"), "int main(void) { return 0; }\n");
    const fs::path before = fs::current_path();
    fs::current_path(folder_->path());
    const std::string message = problem(build("-x"));
    fs::current_path(before);
    EXPECT_EQ(message, "");
    EXPECT_TRUE(fs::exists(path("-x") / "build" / "firmware"));
}

TEST_F(Build, ACompilerErrorIsShown) {
    makeProject(path("broken"), "#error \"a reason\"\n");
    EXPECT_THAT(problem(build(path("broken"))), HasSubstr("a reason"));
}

// As of a compiler that has to be killed.
TEST_F(Build, ACancelledBuildLeavesNoTemporaryFiles) {
    fs::create_directory(path("tmp"));
    environment_.set("TMPDIR", path("tmp").string());
    std::ofstream(path("project") / "compiler.sh") << "trap '' TERM\n"
                                                      "echo half > \"$TMPDIR/half.s\"\n"
                                                      "echo compiling\n"
                                                      "sleep 600\n";
    std::ofstream(path("project") / "CMakeLists.txt")
        << "cmake_minimum_required(VERSION 3.20)\nproject(p C)\n"
           "add_custom_target(firmware ALL COMMAND sh ${CMAKE_SOURCE_DIR}/compiler.sh)\n";
    CancelSource cancel;
    const auto cancelIt = [&](const Progress& progress) {
        if (progress.message == "compiling") cancel.cancel();
    };
    const auto built = buildForHost(path("project"), path("build"), {}, cancel.token(), cancelIt);
    ASSERT_TRUE(built.ok()) << built.error().message;
    EXPECT_TRUE(isCancelled(*built));
    EXPECT_TRUE(fs::is_empty(path("tmp")));
}

TEST_F(Build, AMissingCompilerNamesItsPackage) {
    makeTools({"cmake", "make"}, "CMake Error at CMakeLists.txt:4 (project)");
    const auto built = buildFirmware(path("project"), Board{}, Plan{}, {}, {}, {});
    ASSERT_FALSE(built.ok());
    EXPECT_EQ(built.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(built.error().message, HasSubstr("arm-none-eabi-gcc cannot be started"));
    EXPECT_THAT(built.error().message, HasSubstr("Install gcc-arm-none-eabi"));
    EXPECT_THAT(built.error().message, Not(HasSubstr("CMake Error")));
}

class Overflowing : public Build {
protected:
    Error failureWith(const std::string& linkerSays) {
        makeTools({"cmake", "make", "arm-none-eabi-gcc"}, linkerSays);
        Board board;
        board.id = "some-board";
        board.regions = {{.name = "FLASH", .kind = RegionKind::flash, .bytes = 1000}};
        const auto built = buildFirmware(path("project"), board, Plan{}, {}, {}, {});
        return built.ok() ? Error{} : built.error();
    }
};

TEST_F(Overflowing, NamesTheRegionAndTheMissingBytes) {
    const Error error = failureWith("ld: region `FLASH\" overflowed by 2345 bytes");
    EXPECT_EQ(error.kind, ErrorKind::toolFailed);  // not the linker's words
    const Error real = failureWith("/usr/bin/ld: region `FLASH'\\'' overflowed by 2345 bytes");
    EXPECT_EQ(real.kind, ErrorKind::doesNotFit);
    EXPECT_THAT(real.message, HasSubstr("does not fit into FLASH of some-board: 2,345 bytes of flash are missing"));
}

// Whatever a tool says, it is an error and not the end of the program.
TEST_F(Overflowing, WordsThatAreNoNumberAreAToolsFailure) {
    for (const char* bytes : {"99999999999999999999", "-", "", "1 2"}) {
        const Error error = failureWith(fmt::format("region `FLASH'\\'' overflowed by {} bytes", bytes));
        EXPECT_EQ(error.kind, ErrorKind::toolFailed) << bytes;
    }
}

}  // namespace
}  // namespace pinfold
