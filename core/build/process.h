// Runs another program: with cancel, time-out, captured output, and never leaves it behind.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pinfold {

struct Command {
    std::string program;  // looked up in PATH unless it has a '/'
    std::vector<std::string> arguments;
    std::filesystem::path folder;          // working folder; empty: ours
    std::chrono::milliseconds timeout{0};  // 0: none
    bool ownSettings = false;              // true: messages in English, and without the user's settings for compilers
};

struct Finished {
    int exitCode = 0;    // of the program; 128 + signal if it was killed
    std::string output;  // standard output and standard error, interleaved, the last 1 MiB
};

// An error (toolFailed) that says which Debian package to install, if `program` is not in PATH.
Result<void> requireProgram(const std::string& program);

// Waits for the end. Errors (toolFailed): the program is not there (says which Debian package has it, if known), it ran
// into the time-out. An exit code other than 0 is no error here. Cancelled and timed-out programs are ended with all
// their children. `onLine` gets each line of output as it comes; may be empty.
Outcome<Finished> run(const Command& command, const CancelToken& cancel,
                      const std::function<void(const std::string&)>& onLine = {});

}  // namespace pinfold
