// What code from anywhere might try, in the sandbox and, where that does no harm, outside of it, so that a test that
// cannot fail is noticed.
#include "base/process/sandbox.h"

#include "base/file.h"
#include "base/process/child_process.h"
#include "base/process/descriptor.h"
#include "base/process/syscall_filter.h"
#include "support/needs_sandbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <fstream>

namespace pinfold {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace fs = std::filesystem;

constexpr int killed = 128 + SIGKILL;
constexpr int outOfTime = 128 + SIGXCPU;

Command hostile(std::vector<std::string> arguments) { return {HOSTILE_PROGRAM, std::move(arguments), {}, {}}; }

Finished ended(const Command& command) {
    auto outcome = run(command, {});
    if (!outcome.ok()) {
        ADD_FAILURE() << outcome.error().message;
        return {};
    }
    return std::get<Finished>(*std::move(outcome));
}

// Both uses: what the filter of system calls refuses, the namespaces have to refuse as well.
class InSandbox : public testing::TestWithParam<SandboxUse> {
protected:
    void SetUp() override {
        if (const auto why = test::sandboxObstacle(GetParam()); !why.empty()) GTEST_SKIP() << why;
        auto made = TemporaryFolder::create();
        ASSERT_TRUE(made.ok());
        folder_ = std::make_unique<TemporaryFolder>(*std::move(made));
        sandbox_.use = GetParam();
        sandbox_.readable = {HOSTILE_PROGRAM};
    }

    [[nodiscard]] bool computes() const { return GetParam() == SandboxUse::compute; }
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_->path() / name).string(); }
    [[nodiscard]] Finished tried(std::vector<std::string> arguments) const {
        return ended(inSandbox(hostile(std::move(arguments)), sandbox_));
    }

    Sandbox sandbox_;

private:
    std::unique_ptr<TemporaryFolder> folder_;
};

TEST_P(InSandbox, FilesOfTheUserAreNotThere) {
    const std::string inHome = std::string(std::getenv("HOME")) + "/secret";
    for (const std::string& file : {path("secret"), inHome}) {
        std::ofstream(file) << "a secret";
        EXPECT_THAT(ended(hostile({"read", file})).output, StartsWith("a secret"));
    }
    for (const std::string& file : {path("secret"), inHome, std::string("/etc/passwd"), std::string("/etc/hostname")}) {
        EXPECT_THAT(tried({"read", file}).output, StartsWith("refused")) << file;
    }
}

TEST_P(InSandbox, WhatItIsGivenCanBeReadAndNotWritten) {
    std::ofstream(path("given")) << "what it needs";
    sandbox_.readable.emplace_back(path("given"));
    EXPECT_THAT(tried({"read", path("given")}).output, StartsWith("what it needs"));
    EXPECT_THAT(tried({"write", path("given")}).output, StartsWith("refused"));
}

TEST_P(InSandbox, NothingIsWrittenOutsideOfWhatIsForIt) {
    fs::create_directory(path("open"));
    sandbox_.writable.emplace_back(path("open"));
    for (const std::string file : {"/etc/new", "/usr/bin/new", "/dev/shm/new", "/new"}) {
        EXPECT_THAT(tried({"write", file}).output, StartsWith("refused")) << file;
        EXPECT_FALSE(fs::exists(file)) << file;
    }
    const std::string inTmp = "/tmp/pinfold-sandbox-test";
    EXPECT_EQ(tried({"write", inTmp}).output, "done\n");
    EXPECT_FALSE(fs::exists(inTmp));
    (void)tried({"write", path("other")});
    EXPECT_FALSE(fs::exists(path("other")));
    EXPECT_EQ(tried({"write", path("open/new")}).output, "done\n");
    EXPECT_TRUE(fs::exists(path("open/new")));
}

TEST_P(InSandbox, ThereIsNoNetwork) {
    const Descriptor listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(listening.get(), 4), 0);
    ASSERT_EQ(::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    const std::string port = std::to_string(ntohs(address.sin_port));
    EXPECT_EQ(ended(hostile({"connect", port})).output, "done\n");
    EXPECT_THAT(tried({"connect", port}).output, StartsWith("refused"));
}

TEST_P(InSandbox, TheEnvironmentIsNotOurs) {
    ::setenv("PINFOLD_SECRET", "a secret", 1);
    EXPECT_THAT(ended(hostile({"environment"})).output, HasSubstr("PINFOLD_SECRET"));
    const std::string seen = tried({"environment"}).output;
    ::unsetenv("PINFOLD_SECRET");
    EXPECT_THAT(seen, Not(HasSubstr("PINFOLD")));
    EXPECT_THAT(seen, Not(HasSubstr(std::getenv("HOME"))));
    EXPECT_THAT(seen, HasSubstr(computes() ? "PWD=/\n" : "HOME=/tmp\n"));
}

TEST_P(InSandbox, OtherProcessesAreNotSeen) {
    // Those that have started it, and itself.
    EXPECT_THAT(tried({"processes"}).output, testing::AnyOf("1\n", "2\n", StartsWith("refused")));
}

TEST_P(InSandbox, OtherProcessesAreNotHarmed) {
    const Finished finished = tried({"attack", std::to_string(::getpid())});
    EXPECT_EQ(finished.output, "harmed 0\n");
    EXPECT_EQ(finished.exitCode, computes() ? 0 : killed);  // it has killed its group, which is itself
}

TEST_P(InSandbox, NothingCanBeMounted) { EXPECT_THAT(tried({"mount"}).output, StartsWith("refused")); }

TEST_P(InSandbox, MemoryHasALimit) {
    sandbox_.memoryBytes = std::int64_t{4} << 30;
    EXPECT_THAT(tried({"allocate", "100"}).output, StartsWith("refused"));
    EXPECT_EQ(tried({"allocate", "1"}).output, "done\n");
}

TEST_P(InSandbox, EndlessLoopsEndWithTheirTime) {
    sandbox_.processorTime = std::chrono::seconds(1);
    EXPECT_THAT(tried({"loop"}).exitCode, testing::AnyOf(outOfTime, killed));
}

TEST_P(InSandbox, WaitingForeverEndsWithTheTimeOut) {
    Command command = inSandbox(hostile({"wait"}), sandbox_);
    command.timeout = std::chrono::milliseconds(200);
    const auto outcome = run(command, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("did not end within"));
}

TEST_P(InSandbox, EndlessFilesEnd) {
    const std::string mebibytes = tried({"fill", "/tmp/endless"}).output;
    EXPECT_LE(std::stoi(mebibytes), 64);
}

TEST_P(InSandbox, AFloodOfOutputIsNotKept) {
    std::size_t longest = 0;
    auto outcome = run(inSandbox(hostile({"print", "1024"}), sandbox_), {},
                       [&](const std::string& line) { longest = std::max(longest, line.size()); });
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(std::get<Finished>(*outcome).output.size(), std::size_t{1} << 20);
    EXPECT_LE(longest, std::size_t{1} << 20);
}

// A lock that goes when whoever holds it has ended.
bool isFree(const std::string& file) {
    const Descriptor lock(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    return ::flock(lock.get(), LOCK_EX) == 0;
}

TEST_P(InSandbox, NobodyIsLeftBehind) {
    fs::create_directory(path("open"));
    const std::string lock = path("open/lock");
    std::ofstream(lock) << "x";
    sandbox_.writable.emplace_back(path("open"));
    EXPECT_THAT(tried({"daemon", lock}).output, StartsWith(computes() ? "refused" : "done"));
    EXPECT_TRUE(isFree(lock));
}

INSTANTIATE_TEST_SUITE_P(Uses, InSandbox, testing::Values(SandboxUse::compute, SandboxUse::tools),
                         [](const auto& use) { return use.param == SandboxUse::compute ? "Compute" : "Tools"; });

TEST(ComputingSandbox, NoProcessIsStarted) {
    PINFOLD_NEEDS_SANDBOX();
    if (computingFilter().empty()) GTEST_SKIP() << "there is no filter of system calls for this processor";
    Sandbox sandbox;
    sandbox.readable = {HOSTILE_PROGRAM};
    EXPECT_EQ(ended(hostile({"fork", "3"})).output, "3\n");
    EXPECT_EQ(ended(inSandbox(hostile({"fork", "10000"}), sandbox)).output, "0\n");
}

TEST(ToolsSandbox, ToolsGetTheirEnvironment) {
    if (const auto why = test::sandboxObstacle(SandboxUse::tools); !why.empty()) GTEST_SKIP() << why;
    Sandbox sandbox;
    sandbox.use = SandboxUse::tools;
    Command command{"sh", {"-c", "echo $LC_ALL ${HOME} $(ls -A $HOME | wc -l)"}, {}, {}};
    command.environment = {{"LC_ALL", "C"}, {"PATH_TO_NOTHING", std::nullopt}};
    EXPECT_EQ(ended(inSandbox(command, sandbox)).output, "C /tmp 0\n");
}

TEST(ToolsSandbox, KnowsWhatIsThere) {
    const auto has = [](const std::string& program) {
        const auto sandbox = sandboxForTools(std::span(&program, 1), {});
        return sandbox.ok() && std::get<0>(*sandbox).has_value();
    };
    if (const auto why = test::sandboxObstacle(SandboxUse::tools); !why.empty()) GTEST_SKIP() << why;
    EXPECT_TRUE(has("sh"));
    EXPECT_FALSE(has("pinfold-no-such-program"));
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const fs::path program = folder->path() / "tool";
    std::ofstream(program) << "#!/bin/sh\n";
    fs::permissions(program, fs::perms::owner_all);
    EXPECT_FALSE(has(program.string()));
}

TEST(NoSandbox, IsSaidWithItsCause) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    {
        const test::OtherPath empty(folder->path().string());
        const auto missing = requireSandbox(SandboxUse::compute, {});
        ASSERT_FALSE(missing.ok());
        EXPECT_EQ(missing.error().kind, ErrorKind::toolFailed);
        EXPECT_THAT(missing.error().message, StartsWith("There is no sandbox on this computer: bwrap cannot be"));
        EXPECT_THAT(missing.error().message, HasSubstr("bubblewrap"));
    }
    const test::NoSandboxHere none;
    const auto forbidden = requireSandbox(SandboxUse::compute, {});
    ASSERT_FALSE(forbidden.ok());
    EXPECT_EQ(forbidden.error().message,
              "There is no sandbox on this computer: bwrap said \"bwrap: No permissions to create a new namespace\".");
}

// Without the sandbox: what has left the group and the session is ended all the same, and the pipe that it holds does
// not keep us waiting.
TEST(Process, DaemonsEndWithTheirProgram) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const std::string lock = (folder->path() / "lock").string();
    std::ofstream(lock) << "x";
    EXPECT_EQ(ended(hostile({"daemon", lock})).output, "done\n");
    EXPECT_TRUE(isFree(lock));
}

TEST(ChildProcess, TheLineEndsWithItsProgramThoughADaemonHoldsIt) {
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const std::string lock = (folder->path() / "lock").string();
    std::ofstream(lock) << "x";
    auto child = ChildProcess::start(hostile({"daemon", lock}), LineEnd::standardInOut);
    ASSERT_TRUE(child.ok());
    const Descriptor line = (*child)->takeSocket();
    std::string said;
    for (char byte = 0; ::read(line.get(), &byte, 1) == 1;) said += byte;
    EXPECT_EQ(said, "done\n");
    EXPECT_TRUE(isFree(lock));
}

TEST(Process, LinesWithoutEndComeInPieces) {
    std::size_t longest = 0, sum = 0;
    auto outcome = run(hostile({"print", "8"}), {}, [&](const std::string& line) {
        longest = std::max(longest, line.size());
        sum += line.size();
    });
    ASSERT_TRUE(outcome.ok());
    EXPECT_GE(sum, std::size_t{8} << 20);
    EXPECT_LE(longest, std::size_t{1} << 20);
}

TEST(Process, FindsItsData) {
    Command command{"sh", {"-c", fmt::format("cat <&{}; ls /proc/self/fd | wc -l", dataDescriptor)}, {}, {}};
    command.data = "what it is given\n";
    EXPECT_EQ(ended(command).output, "what it is given\n5\n");  // that of ls, and the data's
}

}  // namespace
}  // namespace pinfold
