// Compiles a small program for a board with the platform's C and the generated linker script, and runs it.
#pragma once

#include "board/board.h"
#include "plan/plan.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace pinfold::test {

struct ShellResult {
    int exitCode = -1;
    std::string output;  // standard output and standard error
};
ShellResult shell(const std::string& command);

// Writes the platform's files, the linker script and `mainSource` into `folder`, and compiles and links them there to
// firmware.elf without tolerating a single warning.
ShellResult buildProgram(const std::filesystem::path& folder, const Board& board, const Plan& plan,
                         const std::string& mainSource);

// Runs firmware.elf on the board's emulator until it stops itself (exitEmulator() of programStart), 60 s at most.
// Returns what it wrote to its UART. It gets `input` once it has written a line.
std::string runProgram(const std::filesystem::path& folder, const Board& board, const std::string& input = {});

// Name and address of all symbols of firmware.elf.
std::map<std::string, std::uint64_t> symbolsOf(const std::filesystem::path& folder);

// Functions for test programs: print(text), print_number(value), exit_emulator().
extern const char* const programStart;

}  // namespace pinfold::test
