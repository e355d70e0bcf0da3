#include "codegen/platform_files.h"

#include "codegen/c_text.h"

#include <algorithm>

namespace pinfold {
namespace {

std::string define(const std::string& name, std::uint64_t value) {
    return fmt::format("#define PLATFORM_{} {}u\n", name, value);
}

std::string defineAll(const std::string& prefix, const std::vector<std::pair<std::string, std::int64_t>>& constants) {
    std::string text;
    for (const auto& [name, value] : constants) {
        text += define(prefix + upperCase(name), static_cast<std::uint64_t>(value));
    }
    return text;
}

}  // namespace

std::vector<std::string> platformSources(const Board& board) {
    std::vector<std::string> names = {"cortex_m.c",       "cortex_m.h", "platform.h",
                                      "platform_parts.h", "receive.c",  "stack.c"};
    names.push_back(fmt::format("startup_{}.c", board.startup));
    names.push_back(fmt::format("timer_{}.c", board.timer));
    names.push_back(fmt::format("uart_{}.c", board.uart ? board.uart->driver : "none"));
    if (board.uart && board.uart->driver.starts_with("stm32")) names.emplace_back("stm32_gpio.h");
    std::ranges::sort(names);
    return names;
}

std::string platformConfigHeader(const Board& board) {
    std::string text = fmt::format(
        "/* SPDX-License-Identifier: 0BSD */\n"
        "/* The constants of {} ({}). */\n"
        "#ifndef PLATFORM_CONFIG_H\n"
        "#define PLATFORM_CONFIG_H\n\n",
        board.title, board.id);
    text += define("CORE_HZ", static_cast<std::uint64_t>(board.coreHz));
    text += define("TIMER_HZ", static_cast<std::uint64_t>(board.timerHz));
    text += defineAll("CLOCK_", board.clock);
    if (board.uart) {
        text += fmt::format("#define PLATFORM_UART_BASE 0x{:08x}u\n", board.uart->address);
        text += define("UART_BAUD", static_cast<std::uint64_t>(board.uart->baud));
        text += defineAll("UART_", board.uart->settings);
    }
    return text + "\n#endif\n";
}

}  // namespace pinfold
