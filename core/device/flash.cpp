#include "device/flash.h"

#include "base/file.h"
#include "base/process/process.h"
#include "board/programmer.h"

#include <cstdlib>

namespace pinfold {
namespace {

constexpr std::chrono::minutes longestFlash{2};

// The name under which the tool gets the firmware: without anything special, in a folder of its own.
constexpr const char* plainName = "firmware.elf";

Result<Command> commandFor(const ProgrammerTool& tool, const Board& board, const std::filesystem::path& folder) {
    Command command;
    command.program = tool.program;
    command.missingHint = fmt::format("Install {} (apt-get install).", tool.package);
    const char* other = std::getenv(std::string(tool.variable).c_str());
    if (other != nullptr && *other != '\0') command.program = other;
    if (command.program.find('/') != std::string::npos) {  // it is run in another folder
        std::error_code failure;
        command.program = std::filesystem::absolute(command.program, failure).string();
        if (failure) return toolFailed("{}: cannot be found: {}.", other, failure.message());
    }
    command.arguments = tool.commandLine(board, board.programmers.front(), plainName);
    command.folder = folder;
    command.timeout = longestFlash;
    return command;
}

// A folder that holds nothing but the firmware under its plain name.
Result<TemporaryFolder> folderWith(const std::filesystem::path& elf) {
    std::error_code error;
    const auto target = std::filesystem::canonical(elf, error);
    if (error || !std::filesystem::is_regular_file(target, error)) {
        return badInput("{}: there is no such firmware; build it first.", elf.string());
    }
    PINFOLD_TRY(auto folder, TemporaryFolder::create());
    std::filesystem::create_symlink(target, folder.path() / plainName, error);
    if (error) return toolFailed("{}: cannot be written: {}.", folder.path().string(), error.message());
    return folder;
}

}  // namespace

Outcome<std::monostate> flashFirmware(const Board& board, const std::filesystem::path& elf, const CancelToken& cancel,
                                      const ProgressSink& progress) {
    if (board.emulator) return std::monostate{};
    if (board.programmers.empty()) {
        return badInput("{}: the board file names no programmer; add \"programmers\" (docs/boards.md).", board.source);
    }
    const std::string& name = board.programmers.front().tool;
    const ProgrammerTool* tool = findProgrammerTool(name);
    if (tool == nullptr) {
        return badInput("{}: the programmer \"{}\" is none of those that there are: {}.", board.source, name,
                        fmt::join(programmerToolNames(), ", "));
    }
    PINFOLD_TRY(const auto folder, folderWith(elf));
    PINFOLD_TRY(const Command command, commandFor(*tool, board, folder.path()));
    report(progress, {"flash", fmt::format("Programming {}", board.title), -1});
    PINFOLD_TRY_OUTCOME(const auto finished, run(command, cancel, [&](const std::string& line) {
                            report(progress, {"flash", line, -1});
                        }));
    if (auto failure = tool->failureOf(board, finished)) return *std::move(failure);
    return std::monostate{};
}

}  // namespace pinfold
