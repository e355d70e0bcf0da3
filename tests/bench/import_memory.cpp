// Peak memory of importing an archive, as the system counts it for a process that does nothing else. Prints a table;
// exit code 1 if an archive takes more than 3 × its size + 50 MiB.
#include "bench/inputs.h"
#include "mlf/archive.h"
#include "model/model.h"
#include "support/must.h"

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>

namespace {

constexpr std::uintmax_t allowance = std::uintmax_t{50} << 20;

// The job of the child process: reads an archive and all its models, and ends. Archives that are refused count, too.
int importAll(const std::filesystem::path& path) {
    auto archive = pinfold::test::uncancelled(pinfold::readArchive(path));
    if (!archive.ok()) return 0;
    std::vector<pinfold::Model> models;
    for (auto& module : archive->modules) {
        auto model = pinfold::test::uncancelled(pinfold::importModel(*archive, std::move(module)));
        if (model.ok()) models.push_back(*std::move(model));
    }
    return 0;
}

// Peak resident bytes of a new process that imports `path`; none if it cannot be run or fails.
std::optional<std::uintmax_t> peakOfImport(const char* self, const std::filesystem::path& path) {
    const pid_t child = fork();
    if (child < 0) return std::nullopt;
    if (child == 0) {
        execl(self, self, path.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return std::nullopt;
    return static_cast<std::uintmax_t>(usage.ru_maxrss) * 1024;
}

double mebibytes(std::uintmax_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2) return importAll(argv[1]);
    fmt::print("{:<36} {:>12} {:>12} {:>12}\n", "archive", "size MiB", "peak MiB", "allowed MiB");
    bool within = true;
    for (const auto& path : pinfold::bench::archives()) {
        const std::uintmax_t size = std::filesystem::file_size(path);
        const std::uintmax_t allowed = 3 * size + allowance;
        const auto peak = peakOfImport("/proc/self/exe", path);
        if (!peak) {
            fmt::print("{:<36} could not be measured\n", path.stem().string());
            within = false;
            continue;
        }
        within = within && *peak <= allowed;
        fmt::print("{:<36} {:>12.2f} {:>12.2f} {:>12.2f}{}\n", path.stem().string(), mebibytes(size), mebibytes(*peak),
                   mebibytes(allowed), *peak <= allowed ? "" : "  TOO MUCH");
    }
    return within ? 0 : 1;
}
