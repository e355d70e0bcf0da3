// The programs that put a firmware into a board's flash. A new one is a file in programmers/ and a row in
// programmer.cpp; board files can name it from then on, and device/flash.h runs it.
#pragma once

#include "base/process/process.h"
#include "base/result.h"
#include "board/board.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct ArgumentFault {
    std::size_t index = 0;  // of the argument
    std::string rule;       // that it breaks: "must be …"
};

struct ProgrammerTool {
    std::string_view name;      // in board files: "openocd"
    std::string_view title;     // for people: "OpenOCD"
    std::string_view program;   // in PATH
    std::string_view package;   // of Debian, that it comes with
    std::string_view variable;  // of the environment, that names another program than that in PATH
    // What is wrong with the arguments of a board file. It may come from a stranger: no argument may run a program, or
    // name a file anywhere but among those that the tool itself comes with.
    std::optional<ArgumentFault> (*faultIn)(std::span<const std::string> arguments);
    // Its arguments for programming the file `firmware` (a plain name without spaces) of the working folder, comparing
    // it with what the flash holds then, and starting it.
    std::vector<std::string> (*commandLine)(const Board& board, const Programmer& programmer,
                                            const std::string& firmware);
    // What went wrong and what to do about it (toolFailed); nothing only where the firmware was written and compared.
    std::optional<Error> (*failureOf)(const Board& board, const Finished& finished);
};

// Null if there is no tool of that name.
const ProgrammerTool* findProgrammerTool(std::string_view name);

// Of all tools, in the order in which messages list them.
std::vector<std::string_view> programmerToolNames();

}  // namespace pinfold
