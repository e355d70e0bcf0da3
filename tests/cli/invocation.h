// The command line as a user runs it.
#pragma once

#include "base/file.h"
#include "base/process/process.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace pinfold::test {

inline constexpr int exitUsage = 2;
inline constexpr int exitFit = 3;
inline constexpr int exitTool = 4;
inline constexpr int exitCancelled = 130;

inline const std::string program = PINFOLD_BINARY_DIR "/bin/pinfold-cli";

// The bundled sample and its inputs.
extern const std::string digits;
extern const std::string digitsInputs;

Finished cli(std::vector<std::string> arguments);
void expectError(const std::vector<std::string>& arguments, int exitCode, const std::string& sentence);

// Types Ctrl+C on a terminal as soon as the program has said `question` there. All that it said goes into `said`; gives
// its exit code, or -1.
int interrupted(const std::vector<std::string>& arguments, const std::string& question, std::string& said);
// The same with a signal that is sent to it.
int signalled(const std::vector<std::string>& arguments, const std::string& question, int signal, std::string& said);

// With a folder, and settings of its own.
class Cli : public testing::Test {
protected:
    void SetUp() override;
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_->path() / name).string(); }

    std::unique_ptr<TemporaryFolder> folder_;
};

}  // namespace pinfold::test
