#include "base/elf.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pinfold {
namespace {

constexpr std::uint32_t typeSymbols = 2;
constexpr std::uint32_t typeStrings = 3;
constexpr std::uint32_t typeNoBits = 8;
constexpr std::uint16_t sectionUndefined = 0;
constexpr std::uint16_t sectionReserved = 0xff00;  // from here on: absolute, common …
constexpr std::uint16_t sectionExtended = 0xffff;
constexpr std::uint32_t segmentLoad = 1;
constexpr std::uint64_t maxSections = 65'536;
constexpr std::uint64_t maxSymbols = 524'288;
constexpr std::size_t longestName = 4096;
// Names may share bytes of the string table, ends of longer ones above all: their sum is not bounded by the file's size
// unless we do it.
constexpr std::uint64_t maxNameBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t nameBytesPerByte = 4;
constexpr std::uint64_t nameBytesOfAnyFile = std::uint64_t{64} << 10;

// Where the fields of a structure are, in the 32-bit and the 64-bit layout.
struct Field {
    std::array<std::uint8_t, 2> offset;  // bytes from the structure's start
    std::array<std::uint8_t, 2> width;   // bytes
};

constexpr Field same16(std::uint8_t small, std::uint8_t large) { return {{small, large}, {2, 2}}; }
constexpr Field same32(std::uint8_t small, std::uint8_t large) { return {{small, large}, {4, 4}}; }
constexpr Field wide(std::uint8_t small, std::uint8_t large) { return {{small, large}, {4, 8}}; }
constexpr Field byte(std::uint8_t small, std::uint8_t large) { return {{small, large}, {1, 1}}; }

struct Reader {
    std::string_view bytes;
    std::size_t layout = 0;  // 0: 32 bits, 1: 64 bits
    std::string_view name;

    // The caller has checked that the whole structure lies inside the file.
    [[nodiscard]] std::uint64_t get(std::uint64_t structure, Field field) const {
        std::uint64_t value = 0;
        const std::uint64_t start = structure + field.offset[layout];
        for (unsigned i = 0; i < field.width[layout]; ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes[start + i])} << (8 * i);
        }
        return value;
    }
    [[nodiscard]] std::uint32_t get32(std::uint64_t structure, Field field) const {
        return static_cast<std::uint32_t>(get(structure, field));
    }
    [[nodiscard]] std::uint16_t get16(std::uint64_t structure, Field field) const {
        return static_cast<std::uint16_t>(get(structure, field));
    }
    [[nodiscard]] bool inside(std::uint64_t offset, std::uint64_t size) const {
        return offset <= bytes.size() && size <= bytes.size() - offset;
    }
    [[nodiscard]] bool tableInside(std::uint64_t offset, std::uint64_t count, std::uint64_t entry) const {
        return entry > 0 && count <= bytes.size() / entry && inside(offset, count * entry);
    }
    [[nodiscard]] Error broken(std::string_view what) const {
        return badInput("{}: is a damaged ELF file: {}.", name, what);
    }
};

// Zero-terminated text in a string table; none if it leaves the table.
std::optional<std::string> textAt(std::string_view table, std::uint64_t offset, std::uint64_t& budget) {
    if (offset >= table.size()) return offset == 0 ? std::optional<std::string>("") : std::nullopt;
    const std::string_view rest = table.substr(offset, longestName);
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos || end > budget) return std::nullopt;
    budget -= end;
    return std::string(rest.substr(0, end));
}

struct SectionHeaders {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::uint64_t nameIndex = 0;
    std::uint64_t entry = 0;
};

namespace section_field {
constexpr Field name = same32(0, 0);
constexpr Field type = same32(4, 4);
constexpr Field flags = wide(8, 8);
constexpr Field address = wide(12, 16);
constexpr Field offset = wide(16, 24);
constexpr Field size = wide(20, 32);
constexpr Field link = same32(24, 40);
}  // namespace section_field

Result<SectionHeaders> findSections(const Reader& file) {
    SectionHeaders headers;
    headers.offset = file.get(0, wide(32, 40));
    headers.entry = file.get(0, same16(46, 58));
    headers.count = file.get(0, same16(48, 60));
    headers.nameIndex = file.get(0, same16(50, 62));
    if (headers.offset == 0) return SectionHeaders{};
    const std::uint64_t least = file.layout == 0 ? 40 : 64;
    if (headers.entry < least || !file.inside(headers.offset, headers.entry)) {
        return file.broken("its section headers lie outside the file");
    }
    if (headers.count == 0) headers.count = file.get(headers.offset, section_field::size);
    if (headers.nameIndex == sectionExtended) headers.nameIndex = file.get(headers.offset, section_field::link);
    if (!file.tableInside(headers.offset, headers.count, headers.entry)) {
        return file.broken("its section headers lie outside the file");
    }
    if (headers.count > maxSections) {
        return badInput("{}: has {} sections; at most {} are accepted.", file.name, headers.count, maxSections);
    }
    return headers;
}

Result<void> readSections(const Reader& file, const SectionHeaders& headers, ElfFile& elf, std::uint64_t& budget,
                          const CancelToken& cancel) {
    std::vector<std::uint32_t> nameOffsets;
    for (std::uint64_t i = 0; i < headers.count; ++i) {
        if (cancel.cancelled()) return brokenOff();
        const std::uint64_t at = headers.offset + i * headers.entry;
        ElfSection section;
        section.type = file.get32(at, section_field::type);
        section.flags = file.get(at, section_field::flags);
        section.address = file.get(at, section_field::address);
        section.offset = file.get(at, section_field::offset);
        section.size = file.get(at, section_field::size);
        if (i == 0) {
            section = {};  // holds counts that did not fit the file header, not a section
        } else if (section.type != typeNoBits && !file.inside(section.offset, section.size)) {
            return file.broken(fmt::format("its section {} lies outside the file", i));
        }
        nameOffsets.push_back(file.get32(at, section_field::name));
        elf.sections.push_back(std::move(section));
    }
    if (headers.nameIndex == 0) return {};
    if (headers.nameIndex >= elf.sections.size()) return file.broken("it has no table of section names");
    const std::string_view names = sectionBytes(file.bytes, elf.sections[headers.nameIndex]);
    for (std::size_t i = 0; i < elf.sections.size(); ++i) {
        auto text = textAt(names, nameOffsets[i], budget);
        if (!text)
            return file.broken(fmt::format(
                "the name of section {} leaves the table of names, or all names are far longer than that", i));
        elf.sections[i].name = *std::move(text);
    }
    return {};
}

ElfBinding bindingOf(std::uint64_t info) {
    constexpr std::array known = {ElfBinding::local, ElfBinding::global, ElfBinding::weak};
    return info >> 4 < known.size() ? known[info >> 4] : ElfBinding::other;
}

ElfSymbolType symbolTypeOf(std::uint64_t info) {
    constexpr std::array known = {ElfSymbolType::none, ElfSymbolType::object, ElfSymbolType::function,
                                  ElfSymbolType::section, ElfSymbolType::file};
    return (info & 15) < known.size() ? known[info & 15] : ElfSymbolType::other;
}

ElfSymbol symbolAt(const Reader& file, std::uint64_t at, std::size_t sectionCount) {
    ElfSymbol symbol;
    const std::uint64_t info = file.get(at, byte(12, 4));
    const std::uint16_t index = file.get16(at, same16(14, 6));
    symbol.value = file.get(at, wide(4, 8));
    symbol.size = file.get(at, wide(8, 16));
    symbol.binding = bindingOf(info);
    symbol.type = symbolTypeOf(info);
    symbol.defined = index != sectionUndefined;
    if (symbol.defined && index < sectionReserved && index < sectionCount) symbol.section = index;
    return symbol;
}

Result<void> readSymbols(const Reader& file, const SectionHeaders& headers, ElfFile& elf, std::uint64_t& budget,
                         const CancelToken& cancel) {
    const std::uint64_t entry = file.layout == 0 ? 16 : 24;
    for (std::size_t i = 0; i < elf.sections.size(); ++i) {
        if (elf.sections[i].type != typeSymbols) continue;
        const ElfSection table = elf.sections[i];
        const std::uint32_t link = file.get32(headers.offset + i * headers.entry, section_field::link);
        if (link >= elf.sections.size() || elf.sections[link].type != typeStrings) {
            return file.broken("its symbol table has no names");
        }
        const std::string_view names = sectionBytes(file.bytes, elf.sections[link]);
        if (table.size / entry > maxSymbols) {
            return badInput("{}: has {} symbols; at most {} are accepted.", file.name, table.size / entry, maxSymbols);
        }
        for (std::uint64_t k = 1; k < table.size / entry; ++k) {
            if (cancel.cancelled()) return brokenOff();
            const std::uint64_t at = table.offset + k * entry;
            ElfSymbol symbol = symbolAt(file, at, elf.sections.size());
            auto text = textAt(names, file.get32(at, same32(0, 0)), budget);
            if (!text)
                return file.broken(fmt::format(
                    "the name of symbol {} leaves the table of names, or all names are far longer than that", k));
            symbol.name = *std::move(text);
            elf.symbols.push_back(std::move(symbol));
        }
        return {};  // a file has one table of this type; more would only repeat what a hostile file says
    }
    return {};
}

Result<void> readSegments(const Reader& file, ElfFile& elf) {
    const std::uint64_t offset = file.get(0, wide(28, 32));
    const std::uint64_t entry = file.get(0, same16(42, 54));
    const std::uint64_t count = file.get(0, same16(44, 56));
    if (offset == 0 || count == 0) return {};
    if (entry < (file.layout == 0 ? 32U : 56U) || !file.tableInside(offset, count, entry)) {
        return file.broken("its program headers lie outside the file");
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = offset + i * entry;
        if (file.get32(at, same32(0, 0)) != segmentLoad) continue;
        ElfSegment segment;
        segment.offset = file.get(at, wide(4, 8));
        segment.virtualAddress = file.get(at, wide(8, 16));
        segment.physicalAddress = file.get(at, wide(12, 24));
        segment.fileSize = file.get(at, wide(16, 32));
        segment.memorySize = file.get(at, wide(20, 40));
        if (!file.inside(segment.offset, segment.fileSize) || segment.memorySize < segment.fileSize) {
            return file.broken(fmt::format("its segment {} lies outside the file", i));
        }
        elf.segments.push_back(segment);
    }
    return {};
}

}  // namespace

Result<ElfFile> readElf(std::string_view bytes, std::string_view name, const CancelToken& cancel) {
    using namespace std::string_view_literals;
    if (!bytes.starts_with("\x7f"
                           "ELF"sv))
        return badInput("{}: is not an ELF file.", name);
    if (bytes.size() < 52) return badInput("{}: is a damaged ELF file: its header breaks off.", name);
    const bool is64 = bytes[4] == 2;
    if ((!is64 && bytes[4] != 1) || bytes[5] != 1) {
        return badInput("{}: is an ELF file of a kind that is not supported; little-endian ones are.", name);
    }
    const Reader file{bytes, is64 ? std::size_t{1} : std::size_t{0}, name};
    if (is64 && bytes.size() < 64) return file.broken("its header breaks off");
    ElfFile elf;
    elf.is64 = is64;
    elf.type = file.get16(0, same16(16, 16));
    elf.machine = file.get16(0, same16(18, 18));
    elf.flags = file.get32(0, same32(36, 48));
    std::uint64_t nameBudget = std::min(maxNameBytes, nameBytesOfAnyFile + nameBytesPerByte * bytes.size());
    PINFOLD_TRY(const SectionHeaders headers, findSections(file));
    PINFOLD_CHECK(readSections(file, headers, elf, nameBudget, cancel));
    PINFOLD_CHECK(readSymbols(file, headers, elf, nameBudget, cancel));
    PINFOLD_CHECK(readSegments(file, elf));
    return elf;
}

std::string_view sectionBytes(std::string_view bytes, const ElfSection& section) {
    if (section.type == typeNoBits || section.offset > bytes.size() || section.size > bytes.size() - section.offset) {
        return {};
    }
    return bytes.substr(section.offset, section.size);
}

}  // namespace pinfold
