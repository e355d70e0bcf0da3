#include "board/board.h"

#include "base/file.h"
#include "base/resources.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace pinfold {
namespace {

constexpr std::uint64_t maxBoardFileBytes = 1 << 20;
constexpr std::string_view suffix = ".json";

Result<Board> readBoardFile(const std::filesystem::path& path) {
    PINFOLD_TRY(const auto json, readFile(path, maxBoardFileBytes));
    return readBoard(json, path.string(), path.stem().string());
}

std::vector<Board> builtInBoards() {
    constexpr std::string_view folder = "boards/";
    std::vector<Board> boards;
    for (const auto& file : resourcesUnder(folder)) {
        if (!file.path.ends_with(suffix)) continue;
        const auto id = file.path.substr(folder.size(), file.path.size() - folder.size() - suffix.size());
        auto board = readBoard(file.bytes, file.path, id);
        assert(board.ok());  // our own files, and tests read them all
        if (!board.ok()) continue;
        board->source = "built in";
        boards.push_back(*std::move(board));
    }
    return boards;
}

std::vector<std::filesystem::path> userBoardFiles() {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(userBoardFolder(), error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().extension() == suffix) files.push_back(entry->path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

std::filesystem::path userBoardFolder() {
    const auto fromEnvironment = [](const char* name) {
        const char* value = std::getenv(name);
        return std::filesystem::path(value != nullptr ? value : "");
    };
    const auto config = fromEnvironment("XDG_CONFIG_HOME");  // must be absolute: XDG Base Directory Specification
    return (config.is_absolute() ? config : fromEnvironment("HOME") / ".config") / "pinfold" / "boards";
}

BoardList listBoards() {
    std::map<std::string, Board> byId;
    for (auto& board : builtInBoards()) byId.insert_or_assign(board.id, board);
    BoardList list;
    for (const auto& path : userBoardFiles()) {
        auto board = readBoardFile(path);
        if (board.ok()) {
            const auto id = board->id;
            byId.insert_or_assign(id, *std::move(board));
        } else {
            list.faults.push_back(board.error());
        }
    }
    for (auto& [id, board] : byId) list.boards.push_back(std::move(board));
    return list;
}

Result<Board> findBoard(const std::string& idOrPath) {
    if (idOrPath.ends_with(suffix) || idOrPath.find('/') != std::string::npos) return readBoardFile(idOrPath);
    for (const auto& path : userBoardFiles()) {
        if (path.stem() == idOrPath) return readBoardFile(path);
    }
    std::vector<std::string> ids;
    for (auto& board : listBoards().boards) {
        if (board.id == idOrPath) return std::move(board);
        ids.push_back(board.id);
    }
    return badInput("There is no board \"{}\". There are {}; or give the path of a board file.", idOrPath,
                    fmt::join(ids, ", "));
}

const Region* findRegion(const Board& board, std::string_view name) {
    const auto found = std::ranges::find(board.regions, name, &Region::name);
    return found == board.regions.end() ? nullptr : &*found;
}

bool mayHold(const Region& region, std::string_view kind) {
    return region.holds.empty() || std::ranges::find(region.holds, kind) != region.holds.end();
}

}  // namespace pinfold
