// Runs another program to its end: with cancel, time-out and captured output, and never leaves it behind. For a program
// that lives beside us: child_process.h.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pinfold {

// Where a program finds Command::data.
inline constexpr int dataDescriptor = 4;

struct Command {
    std::string program;  // looked up in PATH unless it has a '/'
    std::vector<std::string> arguments;
    std::filesystem::path folder;                                     // working folder; empty: ours
    std::chrono::milliseconds timeout{0};                             // for run(); 0: none
    std::map<std::string, std::optional<std::string>> environment{};  // what differs from ours; no value: taken away
    std::string title{};        // for messages: "The emulator QEMU"; empty: program
    std::string missingHint{};  // what to do if the program is not there: "Install make (apt-get install)."
    std::string data{};         // what it can read from dataDescriptor, less than 4 KiB; empty: that is not open
};

struct Finished {
    int exitCode = 0;    // of the program; 128 + signal if it was killed
    std::string output;  // standard output and standard error, interleaved, the last 1 MiB
};

// The path of the program of that name, or of the one at that path; none if there is none.
std::optional<std::filesystem::path> findProgram(const std::string& program);

// Whether there is a program of that name, or at that path.
bool isProgramThere(const std::string& program);

// An error (toolFailed) with the hint if there is no such program.
Result<void> requireProgram(const std::string& program, const std::string& missingHint);

// Waits for the end of the program, and for nobody else; then nothing runs any more of what it started, whether it
// ended by itself, was cancelled or timed out (process_group.h). Errors (toolFailed): the program cannot be started, or
// ran into the time-out. An exit code other than 0 is no error here. `onLine` gets each line of output as it comes, one
// that is very long in pieces; may be empty.
Outcome<Finished> run(const Command& command, const CancelToken& cancel,
                      const std::function<void(const std::string&)>& onLine = {});

}  // namespace pinfold
