// What the parts of resources/firmware/platform that a board file can name need to know.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pinfold {

// A constant that a part's C code takes from the board file.
struct PartConstant {
    std::string_view name;   // key in the board file; PLATFORM_UART_<NAME> or PLATFORM_CLOCK_<NAME> in C
    std::int64_t least = 0;  // range, both inclusive
    std::int64_t most = 0;
};

// One startup_<name>.c or uart_<name>.c and all constants that it needs.
struct Part {
    std::string_view name;
    std::span<const PartConstant> constants;
};

std::span<const Part> startupParts();
std::span<const Part> uartParts();

}  // namespace pinfold
