#include "build/build.h"

#include "base/file.h"
#include "base/number.h"
#include "base/process/process.h"
#include "base/process/sandbox.h"
#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <span>
#include <thread>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shownErrorLines = 3;
constexpr std::uint64_t maxCacheBytes = std::uint64_t{16} << 20;
constexpr const char* generator = "Unix Makefiles";

struct Tool {
    const char* program;
    const char* packages;  // of Debian
};
constexpr Tool cmake{"cmake", "cmake"};
constexpr Tool make{"make", "make"};
constexpr Tool hostCompiler{"cc", "gcc and libc6-dev"};
constexpr Tool boardCompiler{"arm-none-eabi-gcc", "gcc-arm-none-eabi and libnewlib-arm-none-eabi"};
constexpr Tool boardTools[] = {cmake, make, boardCompiler};
constexpr Tool hostTools[] = {cmake, make, hostCompiler};

// What CMake, make and GCC take from the environment; meant for the user's own programs, it spoils a cross build.
constexpr const char* compilerSettings[] = {"CFLAGS",
                                            "CXXFLAGS",
                                            "ASMFLAGS",
                                            "CPPFLAGS",
                                            "LDFLAGS",
                                            "CC",
                                            "CXX",
                                            "ASM",
                                            "CPATH",
                                            "C_INCLUDE_PATH",
                                            "CPLUS_INCLUDE_PATH",
                                            "LIBRARY_PATH",
                                            "COMPILER_PATH",
                                            "GCC_EXEC_PREFIX",
                                            "DEPENDENCIES_OUTPUT",
                                            "SUNPRO_DEPENDENCIES",
                                            "MAKEFLAGS",
                                            "MFLAGS",
                                            "GNUMAKEFLAGS",
                                            "MAKEFILES",
                                            "MAKELEVEL",
                                            "DESTDIR",
                                            "VERBOSE",
                                            "CMAKE_GENERATOR",
                                            "CMAKE_GENERATOR_PLATFORM",
                                            "CMAKE_GENERATOR_TOOLSET",
                                            "CMAKE_GENERATOR_INSTANCE",
                                            "CMAKE_BUILD_TYPE",
                                            "CMAKE_TOOLCHAIN_FILE"};

std::string installHint(const Tool& tool) { return fmt::format("Install {} (apt-get install).", tool.packages); }

Result<void> requireTools(std::span<const Tool> tools) {
    for (const Tool& tool : tools) PINFOLD_CHECK(requireProgram(tool.program, installHint(tool)));
    return {};
}

// Messages in English, no settings of the user's, and compilers' temporary files in `temporary`.
Command cmakeCommand(std::vector<std::string> arguments, const fs::path& temporary) {
    Command command;
    command.program = cmake.program;
    command.missingHint = installHint(cmake);
    command.arguments = std::move(arguments);
    for (const char* name : compilerSettings) command.environment[name] = std::nullopt;
    command.environment["LC_ALL"] = "C";
    command.environment["TMPDIR"] = temporary.string();
    return command;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        all.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return all;
}

struct Overflow {
    std::string_view region;
    std::int64_t bytes = 0;
};

// What the linker says of a region that is too small: "region `FLASH' overflowed by 12345 bytes".
std::optional<Overflow> overflowIn(std::string_view line) {
    constexpr std::string_view word = "region ";
    constexpr std::string_view middle = "' overflowed by ";
    const std::size_t nameEnd = line.find(middle);
    const std::size_t start = nameEnd == line.npos ? line.npos : line.rfind(word, nameEnd);
    if (start == line.npos || nameEnd < start + word.size() + 1) return std::nullopt;
    const std::size_t nameStart = start + word.size() + 1;  // after the quotation mark
    const std::string_view rest = line.substr(nameEnd + middle.size());
    const std::size_t digits = rest.find(" bytes");
    const auto bytes = parseNumber<std::int64_t>(rest.substr(0, digits));
    if (digits == rest.npos || !bytes) return std::nullopt;
    return Overflow{line.substr(nameStart, nameEnd - nameStart), *bytes};
}

std::optional<Error> overflow(const std::string& output, const Board& board) {
    std::string message;
    std::set<std::string_view> told;
    for (const std::string& line : lines(output)) {
        const auto found = overflowIn(line);
        const Region* region = found ? findRegion(board, found->region) : nullptr;
        if (!region || !told.insert(region->name).second) continue;
        message +=
            fmt::format("{}The firmware does not fit into {} of {}: {} bytes of {} are missing ({} has {}).",
                        message.empty() ? "" : " ", region->name, board.id, grouped(found->bytes),
                        region->kind == RegionKind::flash ? "flash" : "RAM", region->name, grouped(region->bytes));
    }
    if (message.empty()) return std::nullopt;
    return Error{ErrorKind::doesNotFit, std::move(message)};
}

// The first lines that say what is wrong, for a build that failed for another reason.
Error buildFailure(const std::string& output, const fs::path& project) {
    if (output.find("No space left on device") != std::string::npos) {
        return toolFailed("{}: cannot be compiled: the disk is full.", project.string());
    }
    const auto all = lines(output);
    std::vector<std::string> shown;
    for (const auto& line : all) {
        const bool cause = line.find("error:") != std::string::npos || line.find("CMake Error") != std::string::npos ||
                           line.find("undefined reference") != std::string::npos;
        if (cause && shown.size() < shownErrorLines) shown.push_back(line);
    }
    if (shown.empty()) {
        shown.assign(all.end() - static_cast<std::ptrdiff_t>(std::min(all.size(), shownErrorLines)), all.end());
    }
    return toolFailed("{}: cannot be compiled: {}", project.string(), fmt::join(shown, "\n  "));
}

// How far make is, from a line as "[ 42%] Building C object …"; `before` for other lines.
double fractionIn(const std::string& line, double before) {
    int percent = 0;
    if (std::sscanf(line.c_str(), "[%d%%]", &percent) != 1) return before;
    return std::clamp(percent / 100.0, before, 1.0);
}

// Runs one command of the build, telling each line of its output as progress.
Outcome<std::string> runStep(const Command& command, const CancelToken& cancel, const ProgressSink& progress) {
    double fraction = 0;
    const auto onLine = [&](const std::string& line) {
        fraction = fractionIn(line, fraction);
        report(progress, {"build", line, fraction});
    };
    PINFOLD_TRY_OUTCOME(const Finished finished, run(command, cancel, onLine));
    if (finished.exitCode != 0) return Error{ErrorKind::toolFailed, finished.output};
    return finished.output;
}

// Whether the folder was configured for a project elsewhere (this one was moved or copied since) or for another tool
// than make: CMake refuses to go on there.
bool isOfAnother(const fs::path& folder, const fs::path& project) {
    const auto cache = readFile(folder / "CMakeCache.txt", maxCacheBytes);
    if (!cache.ok()) return false;
    constexpr std::string_view home = "CMAKE_HOME_DIRECTORY:INTERNAL=";
    constexpr std::string_view tool = "CMAKE_GENERATOR:INTERNAL=";
    std::error_code failure;
    for (const std::string& line : lines(*cache)) {
        if (line.starts_with(home) && !fs::equivalent(line.substr(home.size()), project, failure)) return true;
        if (line.starts_with(tool) && line.substr(tool.size()) != generator) return true;
    }
    return false;
}

// Absolute, so that no name can be taken for an option.
Result<fs::path> wholePath(const fs::path& path) {
    std::error_code failure;
    fs::path whole = fs::absolute(path, failure);
    if (failure) return badInput("{}: is no usable path: {}.", path.string(), failure.message());
    return whole;
}

// Where the tools are to run: a sandbox in which they read the project and write into the other two; none: as we do.
Outcome<std::optional<Sandbox>> sandboxFor(std::span<const Tool> tools, const fs::path& project, const fs::path& folder,
                                           const fs::path& temporary, const CancelToken& cancel,
                                           const ProgressSink& progress) {
    std::vector<std::string> programs;
    for (const Tool& tool : tools) programs.emplace_back(tool.program);
    PINFOLD_TRY_OUTCOME(auto sandbox, sandboxForTools(programs, cancel));
    if (!sandbox) {
        report(progress, {"build", "there is no sandbox that shows the compilers; they run outside of it", -1});
        return sandbox;
    }
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) return toolFailed("{}: cannot be made: {}.", folder.string(), failure.message());
    sandbox->readable = {project};
    sandbox->writable = {folder, temporary};
    return sandbox;
}

// Configures and compiles; a failing tool's whole output comes back as the error's message.
Outcome<std::string> configureAndBuild(std::span<const Tool> tools, const fs::path& project, const fs::path& folder,
                                       std::vector<std::string> definitions, const BuildOptions& options,
                                       const CancelToken& cancel, const ProgressSink& progress) {
    if (options.exactFloat) definitions.emplace_back("-DPINFOLD_EXACT_FLOAT=ON");
    PINFOLD_TRY(const fs::path source, wholePath(project));
    PINFOLD_TRY(const fs::path binary, wholePath(folder));
    std::vector<std::string> configure = {"-S", source.string(), "-B", binary.string(), "-G", generator};
    if (isOfAnother(binary, source)) {
        std::error_code failure;
        fs::remove(binary / "CMakeCache.txt", failure);
        fs::remove_all(binary / "CMakeFiles", failure);
    }
    configure.insert(configure.end(), definitions.begin(), definitions.end());
    // Goes with everything that a compiler left there: one that is killed takes nothing of it away.
    PINFOLD_TRY(const TemporaryFolder temporary, TemporaryFolder::create());
    std::optional<Sandbox> sandbox;
    if (options.sandboxed) {
        PINFOLD_TRY_OUTCOME(sandbox, sandboxFor(tools, source, binary, temporary.path(), cancel, progress));
    }
    const auto step = [&](std::vector<std::string> arguments) {
        const Command command = cmakeCommand(std::move(arguments), temporary.path());
        return runStep(sandbox ? inSandbox(command, *sandbox) : command, cancel, progress);
    };
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto configured, step(std::move(configure)));
    const std::string jobs = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
    return step({"--build", binary.string(), "--parallel", jobs});
}

}  // namespace

fs::path firmwareElf(const fs::path& project) { return project / "build" / "firmware.elf"; }

Outcome<Firmware> buildFirmware(const fs::path& project, const Board& board, const Plan& plan,
                                const BuildOptions& options, const CancelToken& cancel, const ProgressSink& progress) {
    report(progress, {"build", fmt::format("compiling {}", project.string()), -1});
    PINFOLD_CHECK(requireTools(boardTools));
    const auto built =
        configureAndBuild(boardTools, project, project / "build", {"-DCMAKE_TOOLCHAIN_FILE=cmake/arm-none-eabi.cmake"},
                          options, cancel, progress);
    if (!built.ok()) {
        if (auto missing = overflow(built.error().message, board)) return *std::move(missing);
        return buildFailure(built.error().message, project);
    }
    if (isCancelled(*built)) return Cancelled{};
    PINFOLD_TRY(Firmware firmware, readFirmware(project, board, plan));
    return firmware;
}

Outcome<fs::path> buildForHost(const fs::path& project, const fs::path& buildFolder, const BuildOptions& options,
                               const CancelToken& cancel, const ProgressSink& progress) {
    report(progress, {"build", fmt::format("compiling {} for this computer", project.string()), -1});
    PINFOLD_CHECK(requireTools(hostTools));
    const auto built =
        configureAndBuild(hostTools, project, buildFolder, {"-DPINFOLD_HOST=ON"}, options, cancel, progress);
    if (!built.ok()) return buildFailure(built.error().message, project);
    if (isCancelled(*built)) return Cancelled{};
    return buildFolder / "firmware";
}

}  // namespace pinfold
