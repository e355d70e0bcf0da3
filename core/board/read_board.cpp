// Checks a board file key by key. Its texts go into C, CMake and command lines, so each has the narrowest set of
// characters that does; keys that we do not know are errors, since they are typing errors.
#include "base/hash.h"
#include "base/json.h"
#include "base/number.h"
#include "base/text.h"
#include "board/board.h"
#include "board/board_parts.h"
#include "board/programmer.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace pinfold {
namespace {

constexpr std::uint64_t addressSpace = std::uint64_t{1} << 32;
constexpr std::int64_t maxHz = 10'000'000'000;
constexpr std::size_t maxRegions = 32;
constexpr std::size_t maxTextBytes = 200;

template <typename Names>
std::string listed(const Names& names) {
    return fmt::format("\"{}\"", fmt::join(names, "\", \""));
}

Result<void> refuseUnknownKeys(const JsonView& view, std::initializer_list<std::string_view> known) {
    PINFOLD_TRY(const auto members, view.members());
    for (const auto& [key, value] : members) {
        if (std::ranges::find(known, key) == known.end()) {
            return badInput("{}: is no key of a board file; here are {}.", value.where(), listed(known));
        }
    }
    return {};
}

// One line for people. It may end up in a comment of C or in CMake.
Result<std::string> readText(const JsonView& view, std::string_view key) {
    PINFOLD_TRY(const auto member, view.at(key));
    PINFOLD_TRY(auto text, member.string());
    const bool fits = !text.empty() && text.size() <= maxTextBytes;
    const auto allowed = [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || consistsOf({&c, 1}, " .,:()+/_&'-");
    };
    if (!fits || !std::ranges::all_of(text, allowed)) {
        return badInput("{}: must be 1 to {} letters, digits, spaces and .,:()+/_&'-.", member.where(), maxTextBytes);
    }
    return text;
}

template <typename Names>
Result<std::string> readChoice(const JsonView& view, std::string_view key, const Names& choices) {
    PINFOLD_TRY(const auto member, view.at(key));
    PINFOLD_TRY(auto text, member.string());
    if (std::ranges::find(choices, text) == std::end(choices)) {
        return badInput("{}: must be one of {}, and is \"{}\".", member.where(), listed(choices), text);
    }
    return text;
}

// A number, or a text "0x20000000", since JSON has no hexadecimal numbers.
Result<std::uint64_t> readAddress(const JsonView& view, std::string_view key) {
    PINFOLD_TRY(const auto member, view.at(key));
    if (!member.raw().is_string()) {
        PINFOLD_TRY(const auto number, member.integer(0, static_cast<std::int64_t>(addressSpace - 1)));
        return static_cast<std::uint64_t>(number);
    }
    PINFOLD_TRY(const auto text, member.string());
    const std::string_view digits = std::string_view(text).substr(std::min<std::size_t>(2, text.size()));
    const auto number = text.starts_with("0x") ? parseNumber<std::uint32_t>(digits, 16) : std::nullopt;
    if (!number || digits.size() > 8) {
        return badInput("{}: must be a number below 2^32 or a text like \"0x20000000\", and is \"{}\".", member.where(),
                        text);
    }
    return std::uint64_t{*number};
}

Result<double> readCost(const JsonView& view, std::string_view key) {
    PINFOLD_TRY(const auto member, view.at(key));
    PINFOLD_TRY(const double cycles, member.number());
    if (cycles < 0 || cycles > 1e6) return badInput("{}: must be from 0 to 1000000 cycles.", member.where());
    return cycles;
}

Result<std::string> readRegionName(const JsonView& view) {
    // Words of the linker's language, and other sections .pinfold.<name> of the linker script.
    constexpr std::array<std::string_view, 13> reserved = {"ORIGIN", "org",   "o",       "LENGTH", "len",
                                                           "l",      "ENTRY", "INCLUDE", "MEMORY", "SECTIONS",
                                                           "noinit", "free",  "stack"};
    PINFOLD_TRY(const auto member, view.at("name"));
    PINFOLD_TRY(auto name, member.string());
    if (!isIdentifier(name) || name.size() > 32) {
        return badInput("{}: must be a C identifier of at most 32 characters, and is \"{}\".", member.where(), name);
    }
    if (std::ranges::find(reserved, name) != reserved.end()) {
        return badInput("{}: \"{}\" means something else in linker scripts; choose another.", member.where(), name);
    }
    return name;
}

Result<std::vector<std::string>> readHolds(const JsonView& view, RegionKind kind) {
    constexpr std::array<std::string_view, 5> known = {"input", "output", "activation", "workspace", "constant"};
    PINFOLD_TRY(const auto elements, view.elements("holds"));
    std::vector<std::string> holds;
    for (const auto& element : elements) {
        PINFOLD_TRY(auto name, element.string());
        if (std::ranges::find(known, name) == known.end()) {
            return badInput("{}: must be one of {}, and is \"{}\".", element.where(), listed(known), name);
        }
        holds.push_back(std::move(name));
    }
    if (holds.empty() || kind != RegionKind::ram) {
        return badInput("{}: must name what a RAM region may hold, of {}; without this key it may hold everything.",
                        view.where("holds"), listed(known));
    }
    return holds;
}

Result<Region> readRegion(const JsonView& view) {
    PINFOLD_CHECK(refuseUnknownKeys(
        view, {"name", "kind", "address", "bytes", "read_cycles", "write_cycles", "alignment", "holds"}));
    Region region;
    PINFOLD_TRY(region.name, readRegionName(view));
    PINFOLD_TRY(const auto kind, readChoice(view, "kind", std::array{"flash", "ram"}));
    region.kind = kind == "flash" ? RegionKind::flash : RegionKind::ram;
    PINFOLD_TRY(region.address, readAddress(view, "address"));
    PINFOLD_TRY(region.bytes, view.integer("bytes", 8, static_cast<std::int64_t>(addressSpace)));
    if (region.address % 8 != 0) return badInput("{}: must be a multiple of 8.", view.where("address"));
    if (region.bytes % 8 != 0) return badInput("{}: must be a multiple of 8.", view.where("bytes"));
    if (region.address + static_cast<std::uint64_t>(region.bytes) > addressSpace) {
        return badInput("{}: {} bytes from 0x{:08x} reach beyond 2^32.", view.where("bytes"), region.bytes,
                        region.address);
    }
    PINFOLD_TRY(region.readCycles, readCost(view, "read_cycles"));
    PINFOLD_TRY(region.writeCycles, readCost(view, "write_cycles"));
    if (view.has("alignment")) {
        PINFOLD_TRY(region.alignment, view.integer("alignment", 1, 4096));
        if ((region.alignment & (region.alignment - 1)) != 0) {
            return badInput("{}: must be a power of two, and is {}.", view.where("alignment"), region.alignment);
        }
    }
    if (view.has("holds")) {
        PINFOLD_TRY(region.holds, readHolds(view, region.kind));
    }
    return region;
}

Result<std::vector<Region>> readRegions(const JsonView& view) {
    PINFOLD_TRY(const auto elements, view.elements("regions"));
    if (elements.empty() || elements.size() > maxRegions) {
        return badInput("{}: must be 1 to {} regions, and are {}.", view.where("regions"), maxRegions, elements.size());
    }
    std::vector<Region> regions;
    for (const auto& element : elements) {
        PINFOLD_TRY(const auto region, readRegion(element));
        for (const auto& other : regions) {
            if (other.name == region.name) {
                return badInput("{}: there are two regions \"{}\".", element.where("name"), region.name);
            }
            if (region.address < other.address + static_cast<std::uint64_t>(other.bytes) &&
                other.address < region.address + static_cast<std::uint64_t>(region.bytes)) {
                return badInput("{}: {} (0x{:08x}, {} bytes) overlaps {} (0x{:08x}, {} bytes).", element.where(),
                                region.name, region.address, region.bytes, other.name, other.address, other.bytes);
            }
        }
        regions.push_back(region);
    }
    return regions;
}

Result<std::string> readRegionReference(const JsonView& view, std::string_view key, const Board& board,
                                        RegionKind kind) {
    std::vector<std::string> choices;
    for (const auto& region : board.regions) {
        if (region.kind == kind) choices.push_back(region.name);
    }
    if (choices.empty()) {
        return badInput("{}: must have a region of kind \"{}\" for {}.", view.where("regions"),
                        kind == RegionKind::flash ? "flash" : "ram", key);
    }
    return readChoice(view, key, choices);
}

// Only flags that choose a processor or the code for it: others name files, plug-ins or programs.
Result<std::vector<std::string>> readCompilerFlags(const JsonView& view) {
    PINFOLD_TRY(const auto elements, view.elements("compiler_flags"));
    std::vector<std::string> flags;
    for (const auto& element : elements) {
        PINFOLD_TRY(auto flag, element.string());
        const bool known = flag.starts_with("-m") || (flag.starts_with("-f") && !flag.starts_with("-fplugin"));
        if (!known || flag.size() < 3 || flag.size() > 64 || !consistsOf(flag, "-=+._")) {
            return badInput(
                "{}: must be a compiler flag that starts with -m or -f, of letters, digits and -=+._ only, "
                "and is \"{}\".",
                element.where(), flag);
        }
        flags.push_back(std::move(flag));
    }
    return flags;
}

const Part* findPart(std::span<const Part> parts, std::string_view name) {
    const auto found = std::ranges::find(parts, name, &Part::name);
    return found == parts.end() ? nullptr : &*found;
}

std::vector<std::string_view> namesOf(std::span<const Part> parts) {
    std::vector<std::string_view> names;
    for (const auto& part : parts) names.push_back(part.name);
    return names;
}

// Exactly the constants that the part needs, in its order.
Result<std::vector<std::pair<std::string, std::int64_t>>> readConstants(const JsonView& view, std::string_view key,
                                                                        const Part& part) {
    std::vector<std::pair<std::string, std::int64_t>> constants;
    if (part.constants.empty() && !view.has(key)) return constants;
    PINFOLD_TRY(const auto object, view.at(key));
    PINFOLD_TRY(const auto members, object.members());
    for (const auto& [name, value] : members) {
        if (std::ranges::find(part.constants, name, &PartConstant::name) == part.constants.end()) {
            return badInput("{}: is no constant of \"{}\".", value.where(), part.name);
        }
    }
    for (const auto& constant : part.constants) {
        PINFOLD_TRY(const auto number, object.integer(constant.name, constant.least, constant.most));
        constants.emplace_back(constant.name, number);
    }
    return constants;
}

std::int64_t constantOf(const Board& board, std::string_view name) {
    const auto found = std::ranges::find(board.clock, name, &std::pair<std::string, std::int64_t>::first);
    return found == board.clock.end() ? 0 : found->second;
}

// core_hz must be what the start-up code makes of the constants (see startup_stm32f4.c and startup_stm32h7.c).
Result<void> checkClock(const Board& board, const JsonView& view) {
    const std::int64_t pllHz = constantOf(board, "pll_n") * 1'000'000;
    const std::int64_t coreHz = board.startup == "stm32f4"   ? pllHz / 2
                                : board.startup == "stm32h7" ? pllHz
                                                             : board.coreHz;
    if (coreHz != board.coreHz) {
        return badInput("{}: start-up \"{}\" makes {} Hz of clock.pll_n, and this says {}.", view.where("core_hz"),
                        board.startup, coreHz, board.coreHz);
    }
    if (board.startup == "stm32h7" && constantOf(board, "hse_mhz") % 2 != 0) {
        return badInput("{}: must be even: start-up \"stm32h7\" divides it down to 2 MHz.",
                        view.where("clock.hse_mhz"));
    }
    return {};
}

Result<void> readTiming(Board& board, const JsonView& view) {
    PINFOLD_TRY(board.startup, readChoice(view, "startup", namesOf(startupParts())));
    PINFOLD_TRY(board.clock, readConstants(view, "clock", *findPart(startupParts(), board.startup)));
    PINFOLD_TRY(board.coreHz, view.integer("core_hz", 1'000'000, maxHz));
    PINFOLD_CHECK(checkClock(board, view));
    PINFOLD_TRY(board.timer, readChoice(view, "timer", std::array{"systick", "dwt"}));
    board.timerHz = board.coreHz;
    if (view.has("timer_hz")) {
        PINFOLD_TRY(board.timerHz, view.integer("timer_hz", 1000, maxHz));
        if (board.timer == "dwt" && board.timerHz != board.coreHz) {
            return badInput("{}: the timer \"dwt\" counts the core's cycles, so this must be core_hz, {}.",
                            view.where("timer_hz"), board.coreHz);
        }
    }
    return {};
}

Result<Uart> readUart(const JsonView& view) {
    PINFOLD_CHECK(refuseUnknownKeys(view, {"driver", "address", "baud", "settings"}));
    Uart uart;
    PINFOLD_TRY(uart.driver, readChoice(view, "driver", namesOf(uartParts())));
    PINFOLD_TRY(uart.address, readAddress(view, "address"));
    PINFOLD_TRY(uart.baud, view.integer("baud", 300, 20'000'000));
    PINFOLD_TRY(uart.settings, readConstants(view, "settings", *findPart(uartParts(), uart.driver)));
    return uart;
}

Result<Programmer> readProgrammer(const JsonView& view) {
    PINFOLD_CHECK(refuseUnknownKeys(view, {"tool", "arguments"}));
    Programmer programmer;
    PINFOLD_TRY(programmer.tool, readChoice(view, "tool", programmerToolNames()));
    PINFOLD_TRY(const auto elements, view.elements("arguments"));
    for (const auto& element : elements) {
        PINFOLD_TRY(auto argument, element.string());
        programmer.arguments.push_back(std::move(argument));
    }
    if (const auto fault = findProgrammerTool(programmer.tool)->faultIn(programmer.arguments)) {
        return badInput("{}: {}", elements[fault->index].where(), fault->rule);
    }
    return programmer;
}

Result<Emulator> readEmulator(const JsonView& view) {
    PINFOLD_CHECK(refuseUnknownKeys(view, {"machine", "instructions_per_second"}));
    Emulator emulator;
    PINFOLD_TRY(const auto machine, view.at("machine"));
    PINFOLD_TRY(emulator.machine, machine.string());
    if (emulator.machine.empty() || emulator.machine.size() > 64 || !consistsOf(emulator.machine, "-_.")) {
        return badInput("{}: must be the name of a QEMU machine, and is \"{}\".", machine.where(), emulator.machine);
    }
    PINFOLD_TRY(emulator.instructionsPerSecond, view.integer("instructions_per_second", 1, maxHz));
    return emulator;
}

Result<void> readConnections(Board& board, const JsonView& view) {
    if (view.has("uart")) {
        PINFOLD_TRY(const auto uart, view.at("uart"));
        PINFOLD_TRY(board.uart, readUart(uart));
    }
    if (view.has("programmers")) {
        PINFOLD_TRY(const auto programmers, view.elements("programmers"));
        for (const auto& element : programmers) {
            PINFOLD_TRY(auto programmer, readProgrammer(element));
            board.programmers.push_back(std::move(programmer));
        }
    }
    if (view.has("emulator")) {
        PINFOLD_TRY(const auto emulator, view.at("emulator"));
        PINFOLD_TRY(board.emulator, readEmulator(emulator));
    }
    return {};
}

Result<void> readAll(Board& board, const JsonView& view) {
    PINFOLD_CHECK(refuseUnknownKeys(
        view, {"format", "version", "notes", "title", "mcu", "core", "fpu", "compiler_flags", "regions", "code_region",
               "stack_region", "startup", "clock", "core_hz", "timer", "timer_hz", "uart", "programmers", "emulator"}));
    PINFOLD_CHECK(readChoice(view, "format", std::array{"pinfold-board"}));
    PINFOLD_CHECK(view.integer("version", 1, 1));
    if (view.has("notes")) PINFOLD_CHECK(view.string("notes"));
    PINFOLD_TRY(board.title, readText(view, "title"));
    PINFOLD_TRY(board.mcu, readText(view, "mcu"));
    PINFOLD_TRY(board.core, readChoice(view, "core", std::array{"cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33"}));
    PINFOLD_TRY(board.fpu, readText(view, "fpu"));
    PINFOLD_TRY(board.compilerFlags, readCompilerFlags(view));
    PINFOLD_TRY(board.regions, readRegions(view));
    PINFOLD_TRY(board.codeRegion, readRegionReference(view, "code_region", board, RegionKind::flash));
    PINFOLD_TRY(board.stackRegion, readRegionReference(view, "stack_region", board, RegionKind::ram));
    PINFOLD_CHECK(readTiming(board, view));
    return readConnections(board, view);
}

}  // namespace

Result<Board> readBoard(std::string_view json, std::string_view file, std::string_view id) {
    if (id.empty() || id.size() > 64 || !consistsOf(id, "-_.") || id.front() == '.' || id.front() == '-') {
        return badInput("{}: a board's file name must be 1 to 64 letters, digits and -_. before the \".json\".", file);
    }
    PINFOLD_TRY(const auto document, parseJson(json, file));
    Board board;
    board.id = id;
    PINFOLD_CHECK(readAll(board, JsonView(document, std::string(file))));
    board.source = file;
    board.json = json;
    board.sha256 = sha256Hex(json);
    return board;
}

}  // namespace pinfold
