// Reading ELF files (object files and linked firmware): sections and symbols, every offset checked.
// Format: Tool Interface Standard, Executable and Linking Format 1.2; the 64-bit layout as in the System V gABI.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct ElfSection {
    std::string name;
    std::uint32_t type = 0;     // SHT_*: 1 program bits, 2 symbol table, 8 no bits (takes no room in the file)
    std::uint64_t flags = 0;    // SHF_*: 1 written at run time, 2 allocated, 4 executable
    std::uint64_t address = 0;  // at run time; 0 in object files
    std::uint64_t size = 0;     // bytes
    std::uint64_t offset = 0;   // of its bytes in the file; offset + size lies inside the file unless type is "no bits"
};

enum class ElfBinding : std::uint8_t { local, global, weak, other };
enum class ElfSymbolType : std::uint8_t { none, object, function, section, file, other };

struct ElfSymbol {
    std::string name;         // may be empty
    std::uint64_t value = 0;  // of ARM functions the lowest bit says Thumb; clear it for the address
    std::uint64_t size = 0;   // bytes
    int section = -1;         // index into ElfFile::sections; -1: undefined, absolute or common
    ElfBinding binding = ElfBinding::local;
    ElfSymbolType type = ElfSymbolType::none;
    bool defined = false;
};

// A loadable part of a linked program.
struct ElfSegment {
    std::uint64_t virtualAddress = 0;   // where it is used
    std::uint64_t physicalAddress = 0;  // where it is loaded: in flash for initialised data
    std::uint64_t fileSize = 0;         // bytes that are in the file
    std::uint64_t memorySize = 0;       // bytes at run time, >= fileSize
    std::uint64_t offset = 0;           // of its bytes in the file
};

inline constexpr std::uint16_t elfMachineArm = 40;

struct ElfFile {
    bool is64 = false;
    std::uint16_t type = 0;            // 1: object file, 2: linked program
    std::uint16_t machine = 0;         // elfMachineArm …
    std::uint32_t flags = 0;           // processor flags; for ARM the ABI's version in the top byte
    std::vector<ElfSection> sections;  // index 0 is the empty one
    std::vector<ElfSymbol> symbols;    // without the empty first one
    std::vector<ElfSegment> segments;  // only those to load (PT_LOAD)
};

// Reads a little-endian ELF file. `name` starts the error's sentence. Never reads outside `bytes`, however wrong they
// are. brokenOff() if it is cancelled.
Result<ElfFile> readElf(std::string_view bytes, std::string_view name, const CancelToken& cancel = {});

// The bytes of one of its sections; empty for sections without bytes. `bytes` are those that readElf had.
std::string_view sectionBytes(std::string_view bytes, const ElfSection& section);

}  // namespace pinfold
