// The generated CMakeLists.txt: firmware, library, host.
#include "base/file.h"
#include "projects.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class BuildFiles : public testing::Test {
protected:
    fs::path write(const std::string& name, const std::vector<Model>& models, const std::string& board,
                   const GenerateOptions& options = {}) {
        const fs::path project = folder_.path() / name;
        must(writeProject(project, generate(models, planFor(models, Lifetimes::statement, board), options), false));
        return project;
    }
    // Configures and builds; the test fails on errors and on warnings.
    void build(const fs::path& project, const std::string& folder, const std::string& definitions) {
        const ShellResult result = shell("( cmake -S " + quoted(project) + " -B " + quoted(project / folder) + " " +
                                         definitions + " && cmake --build " + quoted(project / folder) + " )");
        EXPECT_EQ(result.exitCode, 0) << result.output;
        EXPECT_THAT(result.output, Not(HasSubstr("warning:")));
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
};

constexpr const char* arm = "-DCMAKE_TOOLCHAIN_FILE=cmake/arm-none-eabi.cmake";

TEST_F(BuildFiles, FirmwareBuildsForTheBoardAndForThisComputerWithoutWarnings) {
    // A space in the path must be no trouble.
    const fs::path project = write("project", importModels(sample("digits_int8.tar")), "qemu-mps2-an500");
    fs::rename(project, folder_.path() / "my project");
    build(folder_.path() / "my project", "build", arm);
    EXPECT_TRUE(fs::exists(folder_.path() / "my project/build/firmware.elf"));
    EXPECT_TRUE(fs::exists(folder_.path() / "my project/build/firmware.map"));
    build(folder_.path() / "my project", "build-host", "-DPINFOLD_HOST=ON -DPINFOLD_EXACT_FLOAT=ON");
    EXPECT_TRUE(fs::exists(folder_.path() / "my project/build-host/firmware"));
}

TEST_F(BuildFiles, LibraryBecomesPartOfAnApplication) {
    GenerateOptions options;
    options.mode = ProjectMode::library;
    const fs::path library = write("library", importModels(sample("digits_int8.tar")), "qemu-mps2-an500", options);
    build(library, "build", arm);
    const fs::path application = folder_.path() / "application";
    fs::create_directory(application);
    std::ofstream(application / "CMakeLists.txt")
        << "cmake_minimum_required(VERSION 3.16)\nproject(application C ASM)\nset(PINFOLD_HOST ON)\n"
           "add_subdirectory(../library library)\nadd_executable(application main.c)\n"
           "target_link_libraries(application pinfold_model)\n";
    std::ofstream(application / "main.c") << "#include \"digits_int8.h\"\nint main(void) {\n  ai_handle handle;\n"
                                             "  return ai_create(&digits_int8_network, NULL, &handle) != AI_STATUS_OK "
                                             "|| ai_run(handle) != AI_STATUS_OK;\n}\n";
    build(application, "build", "");
    EXPECT_EQ(shell(quoted(application / "build/application")).exitCode, 0);
}

TEST_F(BuildFiles, ObjectFilesLinkForTheBoardAndSayWhyNotForTheHost) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const fs::path project =
        write("objects", importModels(modelFile("kws_int8.graph.llvm-m4.tar")), "qemu-netduinoplus2");
    build(project, "build", arm);
    EXPECT_TRUE(fs::exists(project / "build/firmware.elf"));
    const ShellResult host =
        shell("cmake -S " + quoted(project) + " -B " + quoted(project / "host") + " -DPINFOLD_HOST=ON");
    EXPECT_NE(host.exitCode, 0);
    EXPECT_THAT(host.output, HasSubstr("object files"));
}

}  // namespace
}  // namespace pinfold::test
