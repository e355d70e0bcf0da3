#include "base/process/process.h"

#include "base/file.h"
#include "base/process/descriptor.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>
#include <iterator>

namespace pinfold {
namespace {

TEST(Process, GivesExitCodeAndOutput) {
    std::vector<std::string> lines;
    auto outcome = run({"sh", {"-c", "echo one; echo two >&2; printf three; exit 7"}, {}, {}}, {},
                       [&](const std::string& line) { lines.push_back(line); });
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    const auto& finished = std::get<Finished>(*outcome);
    EXPECT_EQ(finished.exitCode, 7);
    EXPECT_EQ(finished.output, "one\ntwo\nthree");
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three"}));
}

TEST(Process, MissingProgramNamesItsPackage) {
    const auto outcome = run({"pinfold-no-such-program", {}, {}, {}}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_NE(outcome.error().message.find("pinfold-no-such-program cannot be started"), std::string::npos);
    EXPECT_EQ(outcome.error().message.find("execv"), std::string::npos) << outcome.error().message;
}

// Whether the process still runs; one that has ended but that nobody has collected (a zombie) does not.
bool isRunning(const std::string& pid) {
    std::ifstream stat("/proc/" + pid + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    const auto end = text.rfind(')');
    return end != std::string::npos && end + 2 < text.size() && text[end + 2] != 'Z';
}

TEST(Process, CancelEndsTheProgramAndItsChildren) {
    CancelSource cancel;
    std::string child;
    const auto outcome =
        run({"sh", {"-c", "sleep 1000 & echo $!; wait"}, {}, {}}, cancel.token(), [&](const std::string& line) {
            child = line;
            cancel.cancel();
        });
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
    EXPECT_FALSE(child.empty());
    EXPECT_FALSE(isRunning(child));
}

TEST(Process, CancelledBeforeItIsNotStarted) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    CancelSource cancel;
    cancel.cancel();
    const auto outcome = run({"touch", {"made"}, folder->path(), {}}, cancel.token());
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_TRUE(isCancelled(*outcome));
    EXPECT_FALSE(std::filesystem::exists(folder->path() / "made"));
}

TEST(Process, WhatIsDeafToCancelIsKilled) {
    CancelSource cancel;
    std::string child;
    const std::string script = "trap '' TERM; (while :; do sleep 0.01; done) & echo $!; wait";
    const auto outcome = run({"sh", {"-c", script}, {}, {}}, cancel.token(), [&](const std::string& line) {
        child = line;
        cancel.cancel();
    });
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_TRUE(isCancelled(*outcome));
    EXPECT_FALSE(child.empty());
    EXPECT_FALSE(isRunning(child));
}

TEST(Process, ItsEndIsTheEndOfWhatItStarted) {
    auto outcome = run({"sh", {"-c", "sleep 1000 & printf $!"}, {}, {}}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    const std::string child = std::get<Finished>(*outcome).output;
    EXPECT_FALSE(child.empty());
    EXPECT_FALSE(isRunning(child));
}

TEST(Process, GetsNothingThatIsOpenHere) {
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor inherited(::fcntl(null.get(), F_DUPFD, 50));  // not close-on-exec
    const std::string look = fmt::format("cat; ls /proc/self/fd | grep -x {} || echo nothing", inherited.get());
    auto outcome = run({"sh", {"-c", look}, {}, {}}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(std::get<Finished>(*outcome).output, "nothing\n");
}

TEST(Process, MissingFolderIsNamed) {
    const auto outcome = run({"sh", {"-c", "true"}, "/no/such/folder", {}}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_NE(outcome.error().message.find("/no/such/folder"), std::string::npos) << outcome.error().message;
}

// As a compiler its temporary files, though the program that has started it ends at once.
TEST(Process, CancelLeavesChildrenTheTimeToCleanUp) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok()) << folder.error().message;
    std::ofstream(folder->path() / "child.sh") << "exec 2>&-\n"
                                                  "trap 'sleep 0.3; rm half; exit 1' TERM\n"
                                                  "touch half\n"
                                                  "echo ready\n"
                                                  "while :; do sleep 0.05; done\n";
    CancelSource cancel;
    const auto outcome = run({"sh", {"-c", "sh child.sh & wait"}, folder->path(), {}}, cancel.token(),
                             [&](const std::string&) { cancel.cancel(); });
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
    EXPECT_FALSE(std::filesystem::exists(folder->path() / "half"));
}

// kill -9 of the program that runs make leaves no compiler behind. The program and its child hold a pipe open as long
// as they live, so that its end is theirs.
TEST(Process, KillOfTheCallerEndsTheProgramAndItsChildren) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok()) << folder.error().message;
    const std::string held = (folder->path() / "held").string();
    ASSERT_EQ(::mkfifo(held.c_str(), 0600), 0);
    const pid_t caller = ::fork();
    ASSERT_GE(caller, 0);
    if (caller == 0) {
        (void)run({"sh", {"-c", "exec 3>held; sleep 1000 & echo $! >&3; wait"}, folder->path(), {}}, {});
        ::_exit(0);
    }
    const Descriptor pipe(::open(held.c_str(), O_RDONLY | O_CLOEXEC));
    std::string child;
    char byte = 0;
    while (::read(pipe.get(), &byte, 1) == 1 && byte != '\n') child += byte;
    EXPECT_TRUE(isRunning(child));
    ::kill(caller, SIGKILL);
    EXPECT_EQ(::waitpid(caller, nullptr, 0), caller);
    EXPECT_EQ(::read(pipe.get(), &byte, 1), 0);
}

TEST(Process, TimeOutIsAnError) {
    const auto outcome = run({"sleep", {"1000"}, {}, std::chrono::milliseconds(100)}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_NE(outcome.error().message.find("did not end within"), std::string::npos);
}

TEST(Process, ItsEnvironmentIsOursWithChanges) {
    ::setenv("PINFOLD_KEPT", "kept", 1);
    ::setenv("PINFOLD_CHANGED", "before", 1);
    ::setenv("PINFOLD_GONE", "before", 1);
    Command command{"sh", {"-c", "echo $PINFOLD_KEPT $PINFOLD_CHANGED ${PINFOLD_GONE-gone}"}, {}, {}};
    command.environment = {{"PINFOLD_CHANGED", "after"}, {"PINFOLD_GONE", std::nullopt}};
    auto outcome = run(command, {});
    for (const char* name : {"PINFOLD_KEPT", "PINFOLD_CHANGED", "PINFOLD_GONE"}) ::unsetenv(name);
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(std::get<Finished>(*outcome).output, "kept after gone\n");
}

TEST(Process, KeepsTheTailOfLongOutput) {
    auto outcome = run({"sh", {"-c", "head -c 5000000 /dev/zero | tr '\\0' x; echo end"}, {}, {}}, {});
    ASSERT_TRUE(outcome.ok());
    const auto& output = std::get<Finished>(*outcome).output;
    EXPECT_EQ(output.size(), std::size_t{1} << 20);
    EXPECT_TRUE(output.ends_with("end\n"));
}

}  // namespace
}  // namespace pinfold
