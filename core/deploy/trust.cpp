#include "deploy/trust.h"

#include "base/file.h"
#include "board/board.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestTrustFile = 1 << 20;

// The file's lines without white space; empty if there is no file yet.
Result<std::vector<std::string>> trustedArchives() {
    std::error_code error;
    if (!fs::exists(trustFile(), error)) return std::vector<std::string>();
    PINFOLD_TRY(std::string text, readFile(trustFile(), largestTrustFile));
    std::istringstream words(std::move(text));
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    return all;
}

}  // namespace

fs::path trustFile() { return userBoardFolder().parent_path() / "trusted-archives"; }

bool isTrusted(const std::string& sha256) {
    const auto all = trustedArchives();
    return all && std::find(all->begin(), all->end(), sha256) != all->end();
}

Result<void> trust(const std::string& sha256) {
    auto all = trustedArchives();
    if (!all) return toolFailed("{} Trust cannot be remembered; move it away.", all.error().message);
    if (std::find(all->begin(), all->end(), sha256) != all->end()) return {};
    all->push_back(sha256);
    std::error_code failed;
    fs::create_directories(trustFile().parent_path(), failed);
    if (failed) {
        return toolFailed("{}: cannot be made: {}. Trust cannot be remembered.", trustFile().parent_path().string(),
                          failed.message());
    }
    return writeFileAtomically(trustFile(), fmt::format("{}\n", fmt::join(*all, "\n")));
}

Result<std::size_t> trustedCount() {
    PINFOLD_TRY(const auto all, trustedArchives());
    return all.size();
}

Result<void> forgetTrust() {
    std::error_code error;
    fs::remove(trustFile(), error);
    if (error) return toolFailed("{}: cannot be removed: {}.", trustFile().string(), error.message());
    return {};
}

}  // namespace pinfold
