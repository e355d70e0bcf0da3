#include "base/process/marked.h"

#include "base/number.h"
#include "base/process/descriptor.h"

#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <filesystem>
#include <vector>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t maxEnvironmentBytes = std::size_t{4} << 20;

// Empty for zombies, and for processes of others.
std::string environmentOf(const fs::path& process) {
    const Descriptor file(::open((process / "environ").c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 16384> buffer{};
    std::string all;
    while (all.size() < maxEnvironmentBytes) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count <= 0) break;
        all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
}

std::vector<pid_t> markedWith(const std::string& mark) {
    std::vector<pid_t> marked;
    std::error_code failure;
    for (fs::directory_iterator entry("/proc", failure), end; !failure && entry != end; entry.increment(failure)) {
        const auto number = parseNumber<pid_t>(entry->path().filename().string());
        if (number && environmentOf(entry->path()).find(mark) != std::string::npos) marked.push_back(*number);
    }
    return marked;
}

}  // namespace

// Until there are none twice in a row: a process that has just been started shows its environment a moment later.
void killMarked(const std::string& mark, std::chrono::milliseconds patience) {
    if (mark.empty()) return;  // or it would be in every environment
    const auto until = std::chrono::steady_clock::now() + patience;
    for (int none = 0; none < 2 && std::chrono::steady_clock::now() < until;) {
        const std::vector<pid_t> marked = markedWith(mark);
        for (const pid_t each : marked) ::kill(each, SIGKILL);
        none = marked.empty() ? none + 1 : 0;
    }
}

}  // namespace pinfold
