// The command line as a user has it: exit codes, sentences, JSON, Ctrl+C.
#include "base/file.h"
#include "base/json.h"
#include "base/process/process.h"
#include "cli/invocation.h"
#include "support/archive_builder.h"
#include "support/needs_sandbox.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

TEST_F(Cli, VersionAndHelpAreNoErrors) {
    EXPECT_EQ(cli({"--version"}).exitCode, 0);
    EXPECT_NE(cli({"--help"}).output.find("deploy"), std::string::npos);
    EXPECT_NE(cli({"plan", "--help"}).output.find("--lifetimes"), std::string::npos);
}

TEST_F(Cli, WrongUsageIsExitCodeTwoAndSaysWhatIsWrong) {
    expectError({}, exitUsage, "A subcommand is required");
    expectError({"fly"}, exitUsage, "fly");
    expectError({"plan", digits}, exitUsage, "--board is required");
    expectError({"plan", digits, "--board", "no-such-board"}, exitUsage, "qemu-mps2-an500");
    expectError({"plan", digits, "--board", "qemu-mps2-an500", "--align", "12"}, exitUsage, "power of two");
    expectError({"plan", digits, "--board", "qemu-mps2-an500", "--lifetimes", "never"}, exitUsage, "lifetimes");
    expectError({"inspect", path("nothing.tar")}, exitUsage, "nothing.tar");
    expectError({"generate", digits, "--board", "qemu-mps2-an500", "--output", ""}, exitUsage, "argument 6 is empty");
    expectError({"build", path("nothing")}, exitUsage, "nothing");
    expectError({"validate", path("nothing"), "--inputs", digitsInputs}, exitUsage, "nothing");
    expectError({"plan", digits, "--board", "qemu-mps2-an500", "--module", "other"}, exitUsage, "digits_int8");
    expectError({"validate", path("nothing"), "--inputs", digitsInputs, "--tolerance", "nan"}, exitUsage,
                "finite number");
    expectError({"validate", path("nothing"), "--inputs", digitsInputs, "--tolerance", "-1"}, exitUsage,
                "finite number");
    expectError({"generate", digits, "--board", "qemu-mps2-an500", "--output", path("x"), "--plan", path("p.json"),
                 "--lifetimes", "none"},
                exitUsage, "--lifetimes");
}

TEST_F(Cli, PlanTakesTheUsersDecisions) {
    const auto finished =
        cli({"plan", digits, "--board", "qemu-mps2-an500", "--pin", "image=SRAM", "--pin", "kind:output!=DTCM",
             "--order", "archive", "--objective", "size", "--reserve", "DTCM=4096", "--output", path("p.json")});
    ASSERT_EQ(finished.exitCode, 0) << finished.output;
    const auto text = readFile(path("p.json"), 1 << 24);
    ASSERT_TRUE(text.ok()) << text.error().message;
    const auto json = nlohmann::json::parse(*text);
    EXPECT_EQ(json["order"], "archive");
    EXPECT_EQ(json["objective"], "size");
    EXPECT_EQ(json["pins"], nlohmann::json({"image=SRAM", "kind:output!=DTCM"}));
    EXPECT_EQ(json["reserved"][0]["bytes"], 4096);
    for (const auto& buffer : json["buffers"]) {
        const auto& region = json["pools"][buffer["pool"].get<std::size_t>()]["region"];
        EXPECT_TRUE(buffer["name"] != "image" || region == "SRAM") << buffer;
        EXPECT_TRUE(buffer["kind"] != "output" || region != "DTCM") << buffer;
        EXPECT_EQ(buffer["pinned"], buffer["name"] == "image" || buffer["kind"] == "output");
    }
}

TEST_F(Cli, PlanSaysWhatIsWrongWithDecisions) {
    const std::vector<std::string> plan = {"plan", digits, "--board", "qemu-mps2-an500"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), plan.begin(), plan.end());
        return more;
    };
    expectError(with({"--pin", "imgae=SRAM"}), exitUsage, "did you mean \"image\"");
    expectError(with({"--pin", "image=SRAM2", "--pin", "nothing=SRAM"}), exitUsage, "\"nothing=SRAM\"");
    expectError(with({"--reserve", "DTCM=much"}), exitUsage, "REGION=BYTES");
    expectError(with({"--keep", "nothing"}), exitUsage, "matches nothing");
    expectError(with({"--objective", "beauty"}), exitUsage, "--objective");
    expectError(with({"--time-limit", "0"}), exitUsage, "above 0");
    expectError(with({"--time-limit", "nan"}), exitUsage, "above 0");
    expectError(with({"--stack", "99999999999999999999"}), exitUsage, "no whole number of at most 64 bits");
    expectError(with({"--align", "16x"}), exitUsage, "no whole number");
    for (const auto& option : std::vector<std::vector<std::string>>{{"--pin", "image=SRAM"},
                                                                    {"--order", "best"},
                                                                    {"--keep", "image"},
                                                                    {"--concurrent"},
                                                                    {"--reserve", "DTCM=8"},
                                                                    {"--time-limit", "1"}}) {
        std::vector<std::string> generate = {"generate", digits,    "--board", "qemu-mps2-an500",
                                             "--output", path("x"), "--plan",  path("p.json")};
        generate.insert(generate.end(), option.begin(), option.end());
        expectError(generate, exitUsage, option.front());
    }
}

TEST_F(Cli, PlanWithATimeLimitSaysSo) {
    const auto finished = cli({"plan", digits, "--board", "qemu-mps2-an500", "--time-limit", "5"});
    EXPECT_EQ(finished.exitCode, 0);
    EXPECT_NE(finished.output.find("another run may give another plan"), std::string::npos) << finished.output;
}

TEST_F(Cli, DeployGoesTheWholeWay) {
    const auto finished = run({program,
                               {"deploy", digits, "--board", "qemu-mps2-an500", "--output", path("project"), "--inputs",
                                digitsInputs, "--html", path("report.html"), "--json"},
                               {},
                               std::chrono::minutes(5)},
                              {});
    ASSERT_TRUE(finished.ok()) << finished.error().message;
    const auto& output = std::get<Finished>(*finished).output;
    EXPECT_EQ(std::get<Finished>(*finished).exitCode, 0) << output;
    const auto json = nlohmann::json::parse(output.substr(output.find("{\n")), nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << output;
    EXPECT_EQ(json["samples"], 397);
    EXPECT_EQ(json["passed"], true);
    EXPECT_GT(json["accuracy"], 0.98);
    EXPECT_EQ(json["outputs"][0]["mismatches"], 0);
    EXPECT_GT(json["firmware"]["flash_bytes"], 14488);
    EXPECT_GT(json["firmware"]["ram_bytes"], 2624);
    EXPECT_TRUE(json.contains("timing"));
    EXPECT_GT(fs::file_size(path("report.html")), 1000U);
}

TEST_F(Cli, DeployTellsWhatIsWrongBeforeItWritesAnything) {
    expectError(
        {"deploy", digits, "--board", "qemu-mps2-an500", "--output", path("project"), "--inputs", path("nothing.npz")},
        exitUsage, "nothing.npz");
    expectError(
        {"deploy", digits, "--board", "stm32f4discovery", "--output", path("project"), "--inputs", digitsInputs},
        exitUsage, "--port");
    EXPECT_FALSE(fs::exists(path("project")));
}

TEST_F(Cli, InspectTellsWhatIsInTheArchive) {
    const auto finished = cli({"inspect", digits, "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.output;
    const auto json = nlohmann::json::parse(finished.output);
    EXPECT_EQ(json["mlf_version"], 7);
    const auto& module = json["modules"][0];
    EXPECT_EQ(module["name"], "digits_int8");
    EXPECT_EQ(module["executor"], "graph");
    EXPECT_EQ(module["operators"], 10);
    EXPECT_EQ(module["inputs"][0]["name"], "image");
    EXPECT_EQ(module["inputs"][0]["bytes"], 256);
    EXPECT_EQ(module["outputs"][0]["dtype"], "float32");
    EXPECT_EQ(module["parameters"]["count"], 8);
    EXPECT_GT(module["macs"], 100000);
    EXPECT_EQ(module["workspace_bytes"], 0);
}

TEST_F(Cli, ErrorsAreJsonToo) {
    const auto finished = cli({"inspect", path("nothing.tar"), "--json"});
    EXPECT_EQ(finished.exitCode, exitUsage);
    const auto json = nlohmann::json::parse(finished.output);
    EXPECT_EQ(json["error"]["exit_code"], exitUsage);
    EXPECT_NE(json["error"]["message"].get<std::string>().find("nothing.tar"), std::string::npos);
}

TEST_F(Cli, PlanIsTheSameEveryTime) {
    for (const auto* name : {"a.json", "b.json"}) {
        const auto finished = cli({"plan", digits, "--board", "qemu-mps2-an500", "--output", path(name)});
        ASSERT_EQ(finished.exitCode, 0) << finished.output;
    }
    const auto a = readFile(path("a.json"), 1 << 20);
    const auto b = readFile(path("b.json"), 1 << 20);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(*a, *b);
    EXPECT_EQ(nlohmann::json::parse(*a)["pools"][0]["bytes"], 2624);
}

// What a program with this in its environment has left behind.
bool anyoneRunsWith(const std::string& text) {
    std::error_code failure;
    for (fs::directory_iterator entry("/proc", failure), end; !failure && entry != end; entry.increment(failure)) {
        std::ifstream file(entry->path() / "environ", std::ios::binary);
        if (std::string(std::istreambuf_iterator<char>(file), {}).find(text) != std::string::npos) return true;
    }
    return false;
}

// An archive whose code starts a process that leaves the group and the session, as soon as it is loaded.
fs::path archiveThatLeavesAChild(const fs::path& folder) {
    SyntheticModel model("daemon");
    model.preamble(
        "extern int fork(void); extern int setsid(void); extern unsigned sleep(unsigned);\n"
        "__attribute__((constructor)) static void start(void) { if (fork() == 0) { setsid(); sleep(900); } }\n");
    model.output(model.elementwise("double_it", {model.input("x", {DType::float32, {4}})}, "$0 + $0"));
    return model.write(folder);
}

// Either such code is refused, or it runs and nothing of it stays.
TEST_F(Cli, CodeThatLeavesAChildBehindDoesNotKeepAReferenceWaiting) {
    std::ofstream(path("daemon.csv")) << "1,2,3,4\n";
    std::vector<std::pair<std::string, std::string>> all = {
        {archiveThatLeavesAChild(path("")).string(), path("daemon.csv")}};
    const fs::path given = sharedFolder() / "cases" / "hostile" / "h_daemon.tar";
    if (fs::exists(given)) all.emplace_back(given.string(), digitsInputs);
    for (const auto& [archive, inputs] : all) {
        for (const std::string consent : {"--trust", "--no-sandbox"}) {
            const auto finished =
                cli({"reference", archive, "--inputs", inputs, "--output", path("ref.npz"), "--trust", consent});
            EXPECT_TRUE(finished.exitCode == 0 || finished.exitCode == exitUsage) << finished.output;
            EXPECT_FALSE(anyoneRunsWith(path("config")));
        }
    }
}

TEST_F(Cli, ReferenceWithoutASandboxNeedsASecondConsent) {
    const NoSandboxHere none;
    std::vector<std::string> command = {"reference", digits,          "--inputs", digitsInputs,
                                        "--output",  path("ref.npz"), "--trust",  "--json"};
    const auto refused = cli(command);
    EXPECT_EQ(refused.exitCode, exitUsage);
    for (const auto* part : {"There is no sandbox on this computer", "No permissions to create a new namespace",
                             "--no-sandbox", "--on auto"}) {
        EXPECT_NE(refused.output.find(part), std::string::npos) << refused.output;
    }
    EXPECT_FALSE(fs::exists(path("ref.npz")));
    command.emplace_back("--no-sandbox");
    const auto allowed = cli(command);
    EXPECT_EQ(allowed.exitCode, 0) << allowed.output;
    EXPECT_NE(allowed.output.find("\"sandboxed\": false"), std::string::npos) << allowed.output;
    EXPECT_NE(allowed.output.find("without a sandbox"), std::string::npos) << allowed.output;
    EXPECT_TRUE(fs::exists(path("ref.npz")));
}

TEST_F(Cli, QuestionForTheSandboxEndsWithCtrlC) {
    const NoSandboxHere none;
    std::string said;
    EXPECT_EQ(interrupted({"reference", digits, "--inputs", digitsInputs, "--output", path("ref.npz"), "--trust"},
                          "Run it all the same? [y/N]", said),
              exitCancelled)
        << said;
    EXPECT_FALSE(fs::exists(path("ref.npz")));
}

TEST_F(Cli, ReferenceOnAnEmulatedBoardNeedsNoTrust) {
    const NoSandboxHere none;
    const auto finished = cli({"reference", digits, "--inputs", digitsInputs, "--output", path("ref.npz"), "--on",
                               "qemu-netduinoplus2", "--json"});
    EXPECT_EQ(finished.exitCode, 0) << finished.output;
    EXPECT_NE(finished.output.find("\"made_on\": \"qemu-netduinoplus2\""), std::string::npos) << finished.output;
    EXPECT_TRUE(fs::exists(path("ref.npz")));
    EXPECT_FALSE(fs::exists(path("config")));
    expectError({"reference", digits, "--inputs", digitsInputs, "--output", path("x.npz"), "--on", "stm32f4discovery"},
                exitUsage, "cannot be emulated");
}

TEST_F(Cli, ReferenceNeedsTrustOnce) {
    PINFOLD_NEEDS_SANDBOX();
    const std::vector<std::string> command = {"reference",  digits,     "--inputs",
                                              digitsInputs, "--output", path("ref.npz")};
    expectError(command, exitUsage, "--trust");
    EXPECT_FALSE(fs::exists(path("ref.npz")));
    auto trusting = command;
    trusting.emplace_back("--trust");
    ASSERT_EQ(cli(trusting).exitCode, 0);
    EXPECT_TRUE(fs::exists(path("ref.npz")));
    EXPECT_EQ(cli(command).exitCode, 0);
}

TEST_F(Cli, TrustThatCannotBeKeptHoldsForThisTime) {
    std::ofstream(path("config")) << "a file where the folder should be";
    const auto finished =
        cli({"reference", digits, "--inputs", digitsInputs, "--output", path("ref.npz"), "--trust", "--no-sandbox"});
    EXPECT_EQ(finished.exitCode, 0) << finished.output;
    EXPECT_NE(finished.output.find("Trust cannot be remembered"), std::string::npos) << finished.output;
    EXPECT_TRUE(fs::exists(path("ref.npz")));
}

TEST_F(Cli, QuestionForTrustEndsWithCtrlC) {
    const std::string output = path("ref.npz");
    std::string said;
    EXPECT_EQ(interrupted({"reference", digits, "--inputs", digitsInputs, "--output", output}, "[y/N]", said),
              exitCancelled)
        << said;
    // On a line of its own.
    const auto cancelled = said.find("pinfold-cli: Cancelled.");
    ASSERT_NE(cancelled, std::string::npos) << said;
    EXPECT_GT(said.rfind('\n', cancelled), said.find("[y/N]")) << said;
    EXPECT_FALSE(fs::exists(output));
}

TEST_F(Cli, ModelsForTheAotExecutorAreShownButNotPlanned) {
    for (const auto* name : {"digits_int8.aot-c.tar", "unet.aot-usmp.tar", "digits_int8.aot-packed.tar"}) {
        const std::string archive = modelFile(name).string();
        const auto shown = cli({"inspect", archive, "--json"});
        EXPECT_EQ(shown.exitCode, 0) << shown.output;
        EXPECT_EQ(nlohmann::json::parse(shown.output)["modules"][0]["executor"], "aot");
        expectError({"plan", archive, "--board", "qemu-mps2-an500"}, exitUsage, "not supported yet");
        expectError({"generate", archive, "--board", "qemu-mps2-an500", "--output", path("x")}, exitUsage,
                    "not supported yet");
        EXPECT_FALSE(fs::exists(path("x")));
    }
}

TEST_F(Cli, SingleOperatorsAreShownButNotPlanned) {
    PINFOLD_NEEDS_MODEL("operator_style.tar");
    const std::string op = modelFile("operator_style.tar").string();
    EXPECT_NE(cli({"inspect", op}).output.find("single operator"), std::string::npos);
    expectError({"plan", op, "--board", "qemu-mps2-an500"}, exitUsage, "operator");
}

TEST_F(Cli, AllModulesOfAnArchiveOrOneArePlanned) {
    PINFOLD_NEEDS_MODEL("kws_ad.multi.graph.tar");
    const std::string archive = modelFile("kws_ad.multi.graph.tar").string();
    const auto both = cli({"plan", archive, "--board", "qemu-mps2-an500"});
    EXPECT_EQ(both.exitCode, 0);
    EXPECT_NE(both.output.find("34 operators"), std::string::npos) << both.output;
    const auto one = cli({"plan", archive, "--board", "qemu-mps2-an500", "--module", "kws"});
    EXPECT_EQ(one.exitCode, 0);
    EXPECT_NE(one.output.find("14 operators"), std::string::npos) << one.output;
}

TEST_F(Cli, WhatDoesNotFitIsExitCodeThree) {
    expectError({"plan", modelFile("unet.graph.tar").string(), "--board", "qemu-netduinoplus2"}, exitFit, "missing");
}

TEST_F(Cli, WhatWouldHelpComesWithTheOptionsToType) {
    const std::vector<std::string> crowded = {"plan",      digits,        "--board", "qemu-mps2-an500",
                                              "--reserve", "DTCM=129600", "--pin",   "*=DTCM"};
    expectError(crowded, exitFit, "\nWhat would help, each alone:\n  - ");
    expectError(crowded, exitFit, "  - Pin '*=SRAM' instead of '*=DTCM': --pin '*=SRAM'.\n");
    expectError(crowded, exitFit, "  - Drop the pin '*=DTCM'.\n");
    expectError(crowded, exitFit, " instead of DTCM=129600: --reserve DTCM=128448.\n");
    expectError({"deploy", digits, "--board", "nucleo-h743zi2", "--output", path("x"), "--inputs", digitsInputs},
                exitUsage, "`pinfold-cli ports`");
    const std::vector<std::string> generate = {"generate",        digits,     "--board",
                                               "qemu-mps2-an500", "--output", path("project")};
    ASSERT_EQ(cli(generate).exitCode, 0);
    expectError({"flash", path("project")}, exitUsage, "Run `pinfold-cli build`");
    std::ofstream(path("project/app/main.c")) << "int main(void) { return 1; }\n";
    expectError(generate, exitUsage, "--force");
    std::ofstream(path("project/plan.json"), std::ios::app) << "\n";
    expectError({"build", path("project")}, exitUsage, "`generate --plan`");
    std::ofstream(path("project/board.json"), std::ios::app) << "\n";
    expectError({"build", path("project")}, exitUsage, "`--board FILE.json`");
}

TEST_F(Cli, RightOutputsOfAnOverflownStackAreNoSuccess) {
    const auto result = cli({"deploy", digits, "--board", "qemu-mps2-an500", "--output", path("small_stack"),
                             "--inputs", digitsInputs, "--stack", "256"});
    EXPECT_EQ(result.exitCode, 4) << result.output;
    EXPECT_NE(result.output.find("STACK OVERFLOWED"), std::string::npos) << result.output;
}

// Pids of all processes whose command line holds `text`.
std::vector<pid_t> processesWith(const std::string& text) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "cmdline");
        const std::string line((std::istreambuf_iterator<char>(file)), {});
        if (line.find(text) != std::string::npos) found.push_back(std::stoi(entry.path().filename().string()));
    }
    return found;
}

TEST_F(Cli, InterruptedDeployLeavesNothingRunning) {
    CancelSource stop;
    const std::string output = path("interrupted");
    bool interrupted = false;
    const auto onLine = [&](const std::string& line) {
        if (interrupted || line.find("validate:") == std::string::npos) return;
        interrupted = true;
        for (const pid_t pid : processesWith(output)) ::kill(pid, SIGINT);
    };
    auto outcome = run({program,
                        {"deploy", digits, "--board", "qemu-mps2-an500", "--output", output, "--inputs", digitsInputs},
                        {},
                        std::chrono::minutes(5)},
                       stop.token(), onLine);
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_TRUE(interrupted);
    EXPECT_EQ(std::get<Finished>(*outcome).exitCode, 130) << std::get<Finished>(*outcome).output;
    EXPECT_TRUE(processesWith(output).empty());
}

}  // namespace
}  // namespace pinfold::test
