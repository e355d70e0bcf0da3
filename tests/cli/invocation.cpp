#include "cli/invocation.h"

#include "support/shared_files.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <utility>

namespace pinfold::test {

const std::string digits = sample("digits_int8.tar").string();
const std::string digitsInputs = sample("digits_int8_io.npz").string();

Finished cli(std::vector<std::string> arguments) {
    auto outcome = run({program, std::move(arguments), {}, std::chrono::minutes(5)}, {});
    if (!outcome.ok()) {
        ADD_FAILURE() << outcome.error().message;
        return {-1, {}};
    }
    return std::get<Finished>(*outcome);
}

void expectError(const std::vector<std::string>& arguments, int exitCode, const std::string& sentence) {
    const auto finished = cli(arguments);
    EXPECT_EQ(finished.exitCode, exitCode) << finished.output;
    EXPECT_NE(finished.output.find(sentence), std::string::npos) << finished.output;
}

namespace {

// `end` gets the running program and its terminal; false if it could do nothing.
int ended(const std::vector<std::string>& arguments, const std::string& question, std::string& said,
          const std::function<bool(pid_t, int)>& end) {
    std::vector<char*> words = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    int terminal = -1;
    const pid_t pid = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (pid == 0) {
        ::execv(program.c_str(), words.data());
        ::_exit(127);
    }
    if (pid < 0) return -1;
    char byte = 0;
    while (said.find(question) == std::string::npos && ::read(terminal, &byte, 1) == 1) said += byte;
    const bool told = end(pid, terminal);
    while (::read(terminal, &byte, 1) == 1) said += byte;  // until the program has ended
    int status = 0;
    const bool gone = ::waitpid(pid, &status, 0) == pid;
    ::close(terminal);
    return told && gone && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

int interrupted(const std::vector<std::string>& arguments, const std::string& question, std::string& said) {
    return ended(arguments, question, said, [](pid_t, int terminal) { return ::write(terminal, "\x03", 1) == 1; });
}

int signalled(const std::vector<std::string>& arguments, const std::string& question, int signal, std::string& said) {
    return ended(arguments, question, said, [&](pid_t pid, int) { return ::kill(pid, signal) == 0; });
}

void Cli::SetUp() {
    auto made = TemporaryFolder::create();
    ASSERT_TRUE(made.ok());
    folder_ = std::make_unique<TemporaryFolder>(*std::move(made));
    ::setenv("XDG_CONFIG_HOME", (folder_->path() / "config").c_str(), 1);
}

}  // namespace pinfold::test
