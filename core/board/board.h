// A microcontroller board: its memories, how to build for it, how to reach it. Read from resources/boards/<id>.json or
// a file of the user's in the same format (docs/boards.md).
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

enum class RegionKind { flash, ram };

struct Region {
    std::string name;  // "DTCM"; a C identifier, unique in the board
    RegionKind kind = RegionKind::ram;
    std::uint64_t address = 0;  // first byte
    std::int64_t bytes = 0;     // > 0
    double readCycles = 1;      // cost of reading one 32-bit word, in core cycles, >= 0
    double writeCycles = 1;
    std::int64_t alignment = 1;  // that buffers need here at least (32 where cache lines matter), a power of two
    // What pools here may hold: of "input", "output", "activation", "workspace", "constant". Empty: everything.
    std::vector<std::string> holds{};
};

// How the serial port of the board is driven.
struct Uart {
    std::string driver;         // name of resources/firmware/platform/uart_<driver>.c: "cmsdk", "stm32f4", "stm32h7"
    std::uint64_t address = 0;  // of the register block
    std::int64_t baud = 115200;
    std::vector<std::pair<std::string, std::int64_t>>
        settings;  // further constants for the driver: pins, interrupt number
};

// How QEMU plays the board.
struct Emulator {
    std::string machine;                     // for -machine
    std::int64_t instructionsPerSecond = 0;  // under -icount shift=0: 1,000,000,000
};

struct Programmer {
    std::string tool;                    // "openocd"; one of those of programmer.h
    std::vector<std::string> arguments;  // "-f interface/stlink.cfg" …, as the tool allows them
};

struct Board {
    std::string id;                          // file name without ".json"
    std::string title;                       // for people
    std::string mcu;                         // "STM32F407VGT6"
    std::string core;                        // "cortex-m7"
    std::string fpu;                         // for people: "FPv5-SP", "none"
    std::vector<std::string> compilerFlags;  // "-mcpu=cortex-m7" …; for compiler, assembler and linker
    std::vector<Region> regions;             // in order of preference
    std::string codeRegion;                  // name of the flash region that code, descriptors and weights go to
    std::string stackRegion;                 // name of the RAM region for stack and static data of the firmware
    std::string startup;  // name of resources/firmware/platform/startup_<startup>.c: "mps2_an500", "stm32f4", "stm32h7"
    std::int64_t coreHz = 0;   // core clock after start-up
    std::int64_t timerHz = 0;  // of the counter that times operators (SysTick or DWT); emulator: QEMU's SysTick clock
    std::string timer;         // "systick" or "dwt"
    std::vector<std::pair<std::string, std::int64_t>> clock;  // constants for the start-up code (PLL dividers)
    std::optional<Uart> uart;
    std::vector<Programmer> programmers;
    std::optional<Emulator> emulator;
    std::string source;  // where it was read from: "built in", or a path
    std::string json;    // the file's bytes; generated projects carry a copy, board.json
    std::string sha256;  // of those bytes
};

// Reads one board file. `file` is for messages. Errors name file and key: "boards/x.json: regions[1].bytes must be …".
Result<Board> readBoard(std::string_view json, std::string_view file, std::string_view id);

// The folder for a user's own boards: $XDG_CONFIG_HOME/pinfold/boards or ~/.config/pinfold/boards.
std::filesystem::path userBoardFolder();

struct BoardList {
    std::vector<Board> boards;  // built-in ones and the user's, by id; a user's file hides a built-in one of its id
    std::vector<Error> faults;  // user files that could not be read
};
BoardList listBoards();

// A board by id, or by the path of a .json file (what ends in ".json" or has a '/'). An unknown id's error lists those
// there are; the id of a user's file that could not be read gives that file's error.
Result<Board> findBoard(const std::string& idOrPath);

const Region* findRegion(const Board& board, std::string_view name);

// Whether pools in the region may hold what is of that kind (see Region::holds).
bool mayHold(const Region& region, std::string_view kind);

}  // namespace pinfold
