#include "base/process/process.h"

#include "base/process/process_group.h"

#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

namespace pinfold {
namespace {

constexpr std::size_t maxKeptBytes = std::size_t{1} << 20;
constexpr std::size_t maxLineBytes = std::size_t{64} << 10;

bool isExecutable(const std::filesystem::path& path) {
    std::error_code failure;
    return std::filesystem::is_regular_file(path, failure) && ::access(path.c_str(), X_OK) == 0;
}

// Splits a stream into lines and keeps its tail.
class OutputCollector {
public:
    explicit OutputCollector(const std::function<void(const std::string&)>& onLine) : onLine_(onLine) {}

    void add(std::string_view bytes) {
        kept_.append(bytes);
        if (kept_.size() > 2 * maxKeptBytes) kept_.erase(0, kept_.size() - maxKeptBytes);
        if (!onLine_) return;
        line_.append(bytes);
        std::size_t start = 0;
        for (std::size_t end; (end = line_.find('\n', start)) != std::string::npos; start = end + 1) {
            onLine_(line_.substr(start, end - start));
        }
        line_.erase(0, start);
        if (line_.size() <= maxLineBytes) return;
        onLine_(line_);
        line_.clear();
    }

    std::string finish() {
        if (onLine_ && !line_.empty()) onLine_(line_);
        if (kept_.size() > maxKeptBytes) kept_.erase(0, kept_.size() - maxKeptBytes);
        return std::move(kept_);
    }

private:
    const std::function<void(const std::string&)>& onLine_;
    std::string kept_;
    std::string line_;
};

}  // namespace

std::optional<std::filesystem::path> findProgram(const std::string& program) {
    if (program.find('/') != std::string::npos) {
        return isExecutable(program) ? std::optional<std::filesystem::path>(program) : std::nullopt;
    }
    const char* variable = std::getenv("PATH");
    const std::string_view path = variable != nullptr ? variable : "";
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find(':', start), path.size());
        std::filesystem::path candidate = std::filesystem::path(path.substr(start, end - start)) / program;
        if (isExecutable(candidate)) return candidate;
        start = end + 1;
    }
    return std::nullopt;
}

bool isProgramThere(const std::string& program) { return findProgram(program).has_value(); }

Result<void> requireProgram(const std::string& program, const std::string& missingHint) {
    if (isProgramThere(program)) return {};
    return toolFailed("{} cannot be started: there is no such program in PATH. {}", program, missingHint);
}

Outcome<Finished> run(const Command& command, const CancelToken& cancel,
                      const std::function<void(const std::string&)>& onLine) {
    if (cancel.cancelled()) return Cancelled{};
    Pipe pipe;
    if (const int error = openPipe(pipe); error != 0) return startFailure(command, error);
    const int written = pipe.writeEnd.get();
    PINFOLD_TRY(const auto group, ProcessGroup::start(command, {.output = written, .errors = written}));
    pipe.writeEnd.close();
    OutputCollector output(onLine);
    const auto start = std::chrono::steady_clock::now();
    const auto isLate = [&] {
        return command.timeout.count() > 0 && std::chrono::steady_clock::now() - start > command.timeout;
    };
    const bool ended = group->follow(
        pipe.readEnd, [&](std::string_view bytes) { output.add(bytes); },
        [&] { return cancel.cancelled() || isLate(); });
    if (!ended) group->end();
    if (cancel.cancelled()) return Cancelled{};
    if (!ended) {
        return toolFailed("{} did not end within {} s and was stopped.",
                          command.title.empty() ? command.program : command.title, command.timeout.count() / 1000);
    }
    const int status = group->status();
    return Finished{WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), output.finish()};
}

}  // namespace pinfold
