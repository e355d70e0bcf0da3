// What goes wrong on the command line: exit codes, JSON, Ctrl+C.
#include "base/json.h"
#include "cli/invocation.h"
#include "support/archive_bomb.h"
#include "support/archive_builder.h"
#include "support/shared_files.h"
#include "support/tar_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

TEST_F(Cli, EveryErrorIsJsonThatSaysItsExitCode) {
    std::ofstream(path("file")) << "a file";
    const std::string board = "qemu-mps2-an500";
    const std::vector<std::vector<std::string>> wrong = {
        {},
        {"fly"},
        {"plan"},
        {"plan", digits},
        {"plan", digits, "--board", board, "--nonsense"},
        {"plan", digits, "--board", board, "--output", ""},
        {"plan", digits, "--board", board, "--output="},
        {"plan", digits, "--board", board, "--output", path("missing/plan.json")},
        {"plan", digits, "--board", board, "--align", "16x"},
        {"plan", digits, "--board", board, "--pin", "nothing=SRAM"},
        {"check", path("file"), digits},
        {"generate", digits, "--board", board, "--output", path("file")},
        {"build", path("missing")},
        {"flash", path("missing")},
        {"validate", path("missing"), "--inputs", digitsInputs},
        {"reference", digits, "--inputs", digitsInputs, "--output", path("missing/ref.npz"), "--trust"},
        {"deploy", digits, "--board", board, "--output", path("p"), "--inputs", digitsInputs, "--html", path("")},
        {"pack", path("missing.csv")}};
    for (std::vector<std::string> arguments : wrong) {
        arguments.emplace_back("--json");
        const auto finished = cli(arguments);
        EXPECT_EQ(finished.exitCode, exitUsage) << finished.output;
        // Standard error, with the progress before the error, comes on the same pipe.
        const auto begin = std::min(finished.output.find('{'), finished.output.size());
        const auto json = nlohmann::json::parse(finished.output.substr(begin), nullptr, false);
        ASSERT_FALSE(json.is_discarded()) << finished.output;
        EXPECT_EQ(json["error"]["exit_code"], exitUsage);
        EXPECT_FALSE(json["error"]["message"].get<std::string>().empty());
    }
}

TEST_F(Cli, OutputThatCannotBeWrittenIsAnErrorOfTheDisk) {
    for (const std::string json : {"", " --json"}) {
        for (const std::string command : {"boards", "--help", "plan --help", "inspect nothing.tar"}) {
            const auto finished = run(
                {"/bin/sh", {"-c", program + " " + command + json + " > /dev/full"}, {}, std::chrono::minutes(1)}, {});
            ASSERT_TRUE(finished.ok());
            const auto& [exitCode, output] = std::get<Finished>(*finished);
            EXPECT_EQ(exitCode, command == "inspect nothing.tar" ? exitUsage : exitTool) << output;
            EXPECT_FALSE(output.empty());
            if (!json.empty()) {
                EXPECT_FALSE(nlohmann::json::parse(output, nullptr, false).is_discarded()) << output;
            }
        }
    }
}

// Wherever the user lets something be written, a place that cannot be is the user's to change, and nothing is done for
// it.
TEST_F(Cli, PlacesThatCannotBeWrittenAreBadUsage) {
    std::ofstream(path("file")) << "a file";
    fs::create_directory(path("folder"));
    fs::create_symlink("round", path("round"));
    fs::create_symlink("nowhere", path("dangling"));
    const std::vector<std::string> places = {path("folder"), path("missing/x"),  path("file/x"),
                                             path("round"),  path("dangling/x"), "/proc/nothing"};
    const std::vector<std::vector<std::string>> commands = {
        {"plan", digits, "--board", "qemu-mps2-an500", "--output"},
        {"reference", digits, "--inputs", digitsInputs, "--trust", "--output"},
        {"deploy", digits, "--board", "qemu-mps2-an500", "--output", path("p"), "--inputs", digitsInputs, "--html"}};
    for (const auto& command : commands) {
        for (const std::string& place : places) {
            // Root may write to /proc as far as permissions tell, which a whole deployment would find out at its end.
            if (command.front() == "deploy" && place == "/proc/nothing") continue;
            auto arguments = command;
            arguments.push_back(place);
            expectError(arguments, exitUsage, place);
        }
    }
    EXPECT_FALSE(fs::exists(path("p")));
    for (const std::string& place : {path("file"), path("file/x"), path("round"), path("dangling"), path("dangling/x"),
                                     std::string("/proc/nothing/x")}) {
        expectError({"generate", digits, "--board", "qemu-mps2-an500", "--output", place}, exitUsage, place);
    }
    EXPECT_TRUE(fs::is_symlink(path("dangling")));
}

TEST_F(Cli, NamesThatAreTooLongAreBadUsage) {
    const std::string all(5'000, '*');
    const std::vector<std::string> plan = {"plan", digits, "--board", "qemu-mps2-an500"};
    for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{
             {"--pin", all + "=SRAM"}, {"--pin", all + "!=SRAM"}, {"--pin", "image=" + all}, {"--keep", all}}) {
        auto arguments = plan;
        arguments.insert(arguments.end(), {option, value});
        const auto finished = cli(arguments);
        EXPECT_EQ(finished.exitCode, exitUsage) << finished.output;
        EXPECT_EQ(finished.output.find("mistake in Pinfold"), std::string::npos) << finished.output;
    }
}

// Much to read, and nothing wrong with it.
std::string largeArchive() {
    SyntheticModel model("net");
    model.output(model.elementwise("twice", {model.input("x", {DType::float32, {4}})}, "2.0f * $0"));
    Files files = model.files();
    std::string& source = files.at("codegen/host/src/net_lib1.c");
    for (int kernel = 0; kernel < 60; ++kernel) {
        source += fmt::format(
            "int32_t more{}(void* args, int32_t* a, int32_t b, void* c, int32_t* d, void* e) {{\n"
            "  float* a0 = (float*)(((DLTensor*)(((TVMValue*)args)[0].v_handle))[0].data);\n",
            kernel);
        for (int i = 0; i < 15'000; ++i) source += "  a0[b * 2 + 1] = 1.0f;\n";
        source += "  return 0;\n}\n";
    }
    return packTar(files);
}

TEST_F(Cli, ReadingAnArchiveEndsWithCtrlC) {
    const std::string archive = path("large.tar");
    writeBytes(archive, largeArchive());
    for (const char* question : {"large.tar: unpacking", "reading the kernels of net"}) {
        std::string said;
        EXPECT_EQ(interrupted({"inspect", archive}, question, said), exitCancelled) << said;
        EXPECT_NE(said.find("Cancelled."), std::string::npos) << said;
    }
}

TEST_F(Cli, ReadingAnArchiveEndsWithSignals) {
    const std::string archive = path("large.tar");
    writeBytes(archive, largeArchive());
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        for (const auto& command :
             {std::vector<std::string>{"inspect", archive},
              std::vector<std::string>{"plan", archive, "--board", "qemu-mps2-an500", "--output", path("plan.json")}}) {
            std::string said;
            EXPECT_EQ(signalled(command, "reading the kernels of net", signal, said), exitCancelled) << said;
            EXPECT_NE(said.find("Cancelled."), std::string::npos) << said;
        }
    }
    EXPECT_FALSE(fs::exists(path("plan.json")));
}

TEST_F(Cli, ArchivesThatKeepBusyAreRefused) {
    const std::string bomb = path("bomb.tar.gz");
    writeBytes(bomb, archiveBomb("elsewhere", 4, 250));  // 1 GB
    expectError({"inspect", bomb}, exitUsage, "unpacks to more than");
    for (const auto& [name, sentence] : {std::pair("dos_metadata_300000.tar.gz", "has more than 250000 values"),
                                         std::pair("dos_hash_if_200k.tar.gz", "line 1")}) {
        const fs::path archive = sharedFolder() / "cases" / "hostile" / name;
        if (!fs::exists(archive)) GTEST_SKIP() << archive << " is not here";
        expectError({"inspect", archive.string()}, exitUsage, sentence);
        expectError({"plan", archive.string(), "--board", "qemu-mps2-an500"}, exitUsage, sentence);
    }
}

}  // namespace
}  // namespace pinfold::test
