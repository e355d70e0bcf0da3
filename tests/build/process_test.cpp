#include "build/process.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <thread>

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
    ASSERT_FALSE(child.empty());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (isRunning(child) && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_FALSE(isRunning(child));
}

TEST(Process, TimeOutIsAnError) {
    const auto outcome = run({"sleep", {"1000"}, {}, std::chrono::milliseconds(100)}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_NE(outcome.error().message.find("did not end within"), std::string::npos);
}

TEST(Process, WithOwnSettingsMessagesAreInEnglish) {
    auto outcome = run({"sh", {"-c", "echo $LC_ALL"}, {}, {}, true}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(std::get<Finished>(*outcome).output, "C\n");
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
