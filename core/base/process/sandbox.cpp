#include "base/process/sandbox.h"

#include "base/process/syscall_filter.h"

#include <sys/resource.h>
#include <algorithm>
#include <cstdlib>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr const char* bubblewrap = "bwrap";
constexpr const char* installHint = "Install bubblewrap (apt-get install).";
constexpr const char* limiter = "prlimit";  // of util-linux
constexpr std::chrono::seconds probeTime{10};
constexpr std::int64_t ownFileBytes = std::int64_t{64} << 20;  // of all that a program writes into its /tmp

// Where the system has programs and libraries; not all are there everywhere.
constexpr const char* systemFolders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
// What besides only tools need: the choice among several compilers, and those that were put beside the system's.
constexpr const char* toolFolders[] = {"/opt", "/nix/store", "/gnu/store", "/etc/alternatives"};
constexpr const char* linkerCache = "/etc/ld.so.cache";

class Arguments {
public:
    template <typename... Words>
    void add(Words&&... words) {
        (all_.emplace_back(std::forward<Words>(words)), ...);
    }
    void bind(const char* kind, const fs::path& path) { add(kind, path.string(), path.string()); }
    std::vector<std::string> take() { return std::move(all_); }

private:
    std::vector<std::string> all_;
};

void addSystem(SandboxUse use, Arguments& arguments) {
    for (const char* folder : systemFolders) arguments.bind("--ro-bind-try", folder);
    arguments.bind("--ro-bind-try", linkerCache);
    if (use == SandboxUse::tools) {
        for (const char* folder : toolFolders) arguments.bind("--ro-bind-try", folder);
        arguments.add("--proc", "/proc");
    }
    arguments.add("--dev", "/dev", "--remount-ro", "/dev");
    arguments.add("--size", std::to_string(ownFileBytes), "--tmpfs", "/tmp");
}

void addEnvironment(const Command& command, const Sandbox& sandbox, Arguments& arguments) {
    arguments.add("--clearenv");
    if (sandbox.use == SandboxUse::compute) return;
    const char* path = std::getenv("PATH");
    arguments.add("--setenv", "PATH", path != nullptr ? path : "/usr/bin:/bin", "--setenv", "HOME", "/tmp");
    for (const auto& [name, value] : command.environment) {
        if (value) arguments.add("--setenv", name, *value);
    }
}

// No limit may be above the one that we ourselves have.
std::string limitOption(const char* name, __rlimit_resource resource, std::int64_t wanted) {
    rlimit ours{};
    if (::getrlimit(resource, &ours) != 0) ours.rlim_max = RLIM_INFINITY;
    return fmt::format("--{}={}", name, std::min(static_cast<rlim_t>(wanted), ours.rlim_max));
}

void addLimits(const Sandbox& sandbox, Arguments& arguments) {
    arguments.add(limiter, limitOption("core", RLIMIT_CORE, 0));
    if (sandbox.use == SandboxUse::compute) {
        arguments.add(limitOption("nproc", RLIMIT_NPROC, 1), limitOption("fsize", RLIMIT_FSIZE, ownFileBytes));
    }
    if (sandbox.memoryBytes > 0) arguments.add(limitOption("as", RLIMIT_AS, sandbox.memoryBytes));
    if (sandbox.processorTime.count() > 0) {
        arguments.add(limitOption("cpu", RLIMIT_CPU, sandbox.processorTime.count()));
    }
}

bool isBelow(const fs::path& path, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

// Whether tools see it: its name, and the file that this stands for.
bool isShown(const std::string& program) {
    const auto found = findProgram(program);
    std::error_code failure;
    const fs::path real = found ? fs::canonical(*found, failure) : fs::path();
    if (failure || !found) return false;
    const auto shows = [&](const char* folder) { return isBelow(real, folder); };
    const auto names = [&](const char* folder) { return isBelow(*found, folder); };
    return (std::ranges::any_of(systemFolders, shows) || std::ranges::any_of(toolFolders, shows)) &&
           (std::ranges::any_of(systemFolders, names) || std::ranges::any_of(toolFolders, names));
}

std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

Error noSandbox(const std::string& why) { return toolFailed("There is no sandbox on this computer: {}", why); }

}  // namespace

Outcome<std::monostate> requireSandbox(SandboxUse use, const CancelToken& cancel) {
    for (const auto& [program, hint] :
         {std::pair(bubblewrap, installHint), std::pair(limiter, "Install util-linux.")}) {
        const auto there = requireProgram(program, hint);
        if (!there.ok()) return noSandbox(there.error().message);
    }
    Sandbox sandbox;
    sandbox.use = use;
    Command command = inSandbox({"true", {}, {}}, sandbox);
    command.timeout = probeTime;
    const auto tried = run(command, cancel);
    if (!tried.ok()) return noSandbox(tried.error().message);
    if (isCancelled(*tried)) return Cancelled{};
    const auto& finished = std::get<Finished>(*tried);
    if (finished.exitCode == 0) return std::monostate{};
    const std::string said = firstLine(finished.output);
    return noSandbox(said.empty() ? fmt::format("{} failed with exit code {}.", bubblewrap, finished.exitCode)
                                  : fmt::format("{} said \"{}\".", bubblewrap, said));
}

Outcome<std::optional<Sandbox>> sandboxForTools(std::span<const std::string> programs, const CancelToken& cancel) {
    if (!std::all_of(programs.begin(), programs.end(), isShown)) return std::optional<Sandbox>();
    const auto there = requireSandbox(SandboxUse::tools, cancel);
    if (!there.ok()) return std::optional<Sandbox>();
    if (isCancelled(*there)) return Cancelled{};
    Sandbox sandbox;
    sandbox.use = SandboxUse::tools;
    return std::optional(sandbox);
}

Command inSandbox(const Command& command, const Sandbox& sandbox) {
    Arguments arguments;
    // Users and groups of its own too, or programs that root starts would keep root's rights.
    arguments.add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
                  "--unshare-cgroup-try", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname",
                  "sandbox", "--die-with-parent", "--new-session");
    addEnvironment(command, sandbox, arguments);
    addSystem(sandbox.use, arguments);
    for (const fs::path& path : sandbox.readable) arguments.bind("--ro-bind", path);
    for (const fs::path& path : sandbox.writable) arguments.bind("--bind", path);
    arguments.add("--remount-ro", "/", "--chdir", command.folder.empty() ? "/" : command.folder.string());
    Command wrapped;
    if (sandbox.use == SandboxUse::compute) wrapped.data = computingFilter();
    if (!wrapped.data.empty()) arguments.add("--seccomp", std::to_string(dataDescriptor));
    arguments.add("--");
    addLimits(sandbox, arguments);
    arguments.add("--", command.program);
    for (const std::string& argument : command.arguments) arguments.add(argument);
    wrapped.program = bubblewrap;
    wrapped.arguments = arguments.take();
    wrapped.timeout = command.timeout;
    wrapped.title = command.title.empty() ? command.program : command.title;
    wrapped.missingHint = installHint;
    return wrapped;
}

}  // namespace pinfold
