#include "deploy/trust.h"

#include "base/file.h"
#include "board/board.h"

namespace pinfold {
namespace {

constexpr std::uint64_t largestTrustFile = 1 << 20;

std::string trustedArchives() {
    auto text = readFile(trustFile(), largestTrustFile);
    return text ? *std::move(text) : std::string();
}

}  // namespace

std::filesystem::path trustFile() { return userBoardFolder().parent_path() / "trusted-archives"; }

bool isTrusted(const std::string& sha256) { return trustedArchives().find(sha256 + "\n") != std::string::npos; }

Result<void> trust(const std::string& sha256) {
    if (isTrusted(sha256)) return {};
    std::error_code failed;
    std::filesystem::create_directories(trustFile().parent_path(), failed);
    return writeFileAtomically(trustFile(), trustedArchives() + sha256 + "\n");
}

}  // namespace pinfold
