// Bytes as an ELF file.
#include "base/elf.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pinfold;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto elf = readElf(bytes, "fuzz.o");
    if (!elf.ok()) return 0;
    for (const ElfSection& section : elf->sections) {
        if (sectionBytes(bytes, section).size() > size) std::abort();
    }
    for (const ElfSymbol& symbol : elf->symbols) {
        if (symbol.section >= static_cast<int>(elf->sections.size())) std::abort();
    }
    return 0;
}
