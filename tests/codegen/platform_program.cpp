#include "platform_program.h"

#include "base/resources.h"
#include "codegen/linker_script.h"
#include "codegen/platform_files.h"

#include <gtest/gtest.h>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace pinfold::test {
namespace {

void write(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

ShellResult shell(const std::string& command) {
    ShellResult result;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return result;
    std::array<char, 4096> buffer{};
    for (std::size_t got; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        result.output.append(buffer.data(), got);
    }
    const int status = pclose(pipe);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

ShellResult buildProgram(const std::filesystem::path& folder, const Board& board, const Plan& plan,
                         const std::string& mainSource) {
    std::string sources = "main.c";
    for (const auto& name : platformSources(board)) {
        const auto bytes = resource("firmware/platform/" + name);
        if (!bytes) return {-1, "no platform file " + name};
        write(folder / name, *bytes);
        if (name.ends_with(".c")) sources += " " + name;
    }
    write(folder / "platform_config.h", platformConfigHeader(board));
    write(folder / "board.ld", linkerScript(board, plan));
    write(folder / "main.c", programStart + mainSource);
    std::string flags;
    for (const auto& flag : board.compilerFlags) flags += " " + flag;
    return shell(fmt::format(
        "cd '{}' && arm-none-eabi-gcc{} -std=c11 -Os -Wall -Wextra -Werror -ffunction-sections -fdata-sections "
        "--specs=nano.specs -nostartfiles -Wl,--gc-sections,--fatal-warnings -T board.ld {} -o firmware.elf",
        folder.string(), flags, sources));
}

std::string runProgram(const std::filesystem::path& folder, const Board& board, const std::string& input) {
    write(folder / "input", input);
    // The UART loses what comes before it is started, so the input waits for the first line. See docs/boards.md for mux
    // and echr.
    return shell(fmt::format("cd '{}' && rm -f line && mkfifo line && exec 3<>line && timeout -k 1 60 qemu-system-arm "
                             "-machine {} -nodefaults -nic none -display none -monitor none -chardev "
                             "stdio,id=line,mux=on,signal=off -echr 256 -serial chardev:line -icount shift=0 "
                             "-semihosting -kernel firmware.elf < line | {{ IFS= read -r first; echo \"$first\"; cat "
                             "input >&3; cat; }}",
                             folder.string(), board.emulator->machine))
        .output;
}

std::map<std::string, std::uint64_t> symbolsOf(const std::filesystem::path& folder) {
    std::istringstream lines(shell(fmt::format("arm-none-eabi-nm '{}'", (folder / "firmware.elf").string())).output);
    std::map<std::string, std::uint64_t> symbols;
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 11 && line[0] != ' ') symbols[line.substr(11)] = std::stoull(line.substr(0, 8), nullptr, 16);
    }
    return symbols;
}

const char* const programStart = R"(
#include <string.h>
#include "platform.h"
static inline void print(const char *text) { platform_write((const uint8_t *)text, (uint32_t)strlen(text)); }
static inline void print_number(uint64_t value) {
  char digits[24] = {0};
  int at = 22;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  print(digits + at);
  print(" ");
}
static inline void exit_emulator(void) { /* semihosting SYS_EXIT, ADP_Stopped_ApplicationExit */
  register uint32_t operation __asm("r0") = 0x18;
  register uint32_t reason __asm("r1") = 0x20026;
  __asm volatile("bkpt 0xAB" ::"r"(operation), "r"(reason) : "memory");
}
)";

}  // namespace pinfold::test
