// Where the bytes of a linked firmware went: the ELF file says what is loaded where, the map file says whose it is.
#include "base/elf.h"
#include "base/file.h"
#include "base/text.h"
#include "build/build.h"
#include "build/memory_map.h"

#include <algorithm>
#include <map>
#include <set>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestFirmware = std::uint64_t{1} << 30;
constexpr std::uint32_t sectionWithoutBits = 8;  // SHT_NOBITS
constexpr std::uint64_t allocated = 2;           // SHF_ALLOC

// Sections of our linker script that are no pool of a region.
constexpr std::string_view noinitSection = ".pinfold.noinit";
constexpr std::string_view freeSection = ".pinfold.free";
constexpr std::string_view stackSection = ".pinfold.stack";

enum class Part { weights, kernels, descriptors, runtime, pools, stack };

std::int64_t& bytesOf(RegionUse& use, Part part) {
    switch (part) {
        case Part::weights: return use.weights;
        case Part::kernels: return use.kernels;
        case Part::descriptors: return use.descriptors;
        case Part::pools: return use.pools;
        case Part::stack: return use.stack;
        case Part::runtime: return use.runtime;
    }
    return use.runtime;
}

// Names of the files of the archive in the project: what is compiled or linked from them is kernels.
std::set<std::string> archiveFiles(const fs::path& project) {
    std::set<std::string> names;
    for (const auto* folder : {"kernels", "objects"}) {
        std::error_code missing;
        for (fs::directory_iterator entry(project / folder, missing), end; !missing && entry != end;
             entry.increment(missing)) {
            names.insert(entry->path().filename().string());
        }
    }
    return names;
}

Part partOf(const PlacedSection& section, const std::set<std::string>& kernels) {
    if (section.output.starts_with(".pinfold.") && section.output != noinitSection) return Part::pools;
    if (section.name.starts_with(".nn_weights")) return Part::weights;
    std::string source = section.file;
    for (const std::string_view ending : {".obj", ".o"}) {
        if (!kernels.contains(source) && source.ends_with(ending)) source.resize(source.size() - ending.size());
    }
    if (kernels.contains(source)) {
        return section.name.starts_with(".rodata.tvm") ? Part::weights : Part::kernels;
    }
    return source.ends_with("_network.c") ? Part::descriptors : Part::runtime;
}

const Region* regionAt(const Board& board, std::uint64_t address) {
    for (const auto& region : board.regions) {
        if (address >= region.address && address - region.address < static_cast<std::uint64_t>(region.bytes)) {
            return &region;
        }
    }
    return nullptr;
}

// Sums up the bytes of each region by part.
class Account {
public:
    explicit Account(const Board& board) : board_(board) {
        for (const auto& region : board.regions) {
            RegionUse use;
            use.region = region.name;
            use.capacity = region.bytes;
            uses_.push_back(use);
        }
    }

    // `section` of the ELF file, whose bytes belong to `parts`; what belongs to none of them (alignment) is the
    // runtime's.
    void add(const ElfSection& section, std::map<Part, std::int64_t> parts) {
        std::int64_t known = 0;
        for (const auto& [part, bytes] : parts) known += bytes;
        parts[Part::runtime] += std::max<std::int64_t>(0, static_cast<std::int64_t>(section.size) - known);
        const Region* region = regionAt(board_, section.address);
        if (!region) return;
        book(region->name, parts);
        const bool copiedAtStart = region->kind == RegionKind::ram && section.type != sectionWithoutBits;
        if (copiedAtStart) book(board_.codeRegion, parts);
    }

    void book(const std::string& region, const std::map<Part, std::int64_t>& parts) {
        const auto use = std::find_if(uses_.begin(), uses_.end(), [&](const auto& u) { return u.region == region; });
        if (use == uses_.end()) return;
        for (const auto& [part, bytes] : parts) bytesOf(*use, part) += bytes;
    }

    Firmware finish(fs::path elf) {
        Firmware firmware;
        firmware.elf = std::move(elf);
        firmware.regions = std::move(uses_);
        for (std::size_t i = 0; i < firmware.regions.size(); ++i) {
            const bool flash = board_.regions[i].kind == RegionKind::flash;
            (flash ? firmware.flashBytes : firmware.ramBytes) += firmware.regions[i].total();
        }
        return firmware;
    }

private:
    const Board& board_;
    std::vector<RegionUse> uses_;
};

// The pools must lie where the plan says: what the descriptors point to was computed from it.
Result<void> checkPools(const ElfFile& elf, const Plan& plan, const fs::path& file) {
    for (const auto& pool : plan.pools) {
        const std::int64_t bytes = pool.guardBefore + pool.bytes + pool.guardAfter;
        if (bytes == 0) continue;
        const std::string name = fmt::format("pinfold_pool_{}", pool.id);
        const auto symbol = std::find_if(elf.symbols.begin(), elf.symbols.end(),
                                         [&](const ElfSymbol& s) { return s.name == name && s.defined; });
        if (symbol == elf.symbols.end()) return toolFailed("{}: has no {}.", file.string(), name);
        const std::uint64_t planned = pool.address - static_cast<std::uint64_t>(pool.guardBefore);
        if (symbol->value != planned || symbol->size != static_cast<std::uint64_t>(bytes)) {
            return toolFailed("{}: {} lies at 0x{:08x} with {} bytes; the plan has it at 0x{:08x} with {}.",
                              file.string(), name, symbol->value, grouped(static_cast<std::int64_t>(symbol->size)),
                              planned, grouped(bytes));
        }
    }
    return {};
}

}  // namespace

Result<Firmware> readFirmware(const fs::path& project, const Board& board, const Plan& plan) {
    const fs::path elfFile = firmwareElf(project);
    const fs::path mapFile = fs::path(elfFile).replace_extension(".map");
    PINFOLD_TRY(const std::string elfBytes, readFile(elfFile, largestFirmware));
    PINFOLD_TRY(const ElfFile elf, readElf(elfBytes, elfFile.string()));
    PINFOLD_TRY(const std::string mapText, readFile(mapFile, largestFirmware));
    PINFOLD_TRY(const auto placed, readMemoryMap(mapText, mapFile.string()));
    PINFOLD_CHECK(checkPools(elf, plan, elfFile));

    const auto kernels = archiveFiles(project);
    std::map<std::string, std::map<Part, std::int64_t>> partsOfOutput;
    for (const auto& section : placed) partsOfOutput[section.output][partOf(section, kernels)] += section.bytes;
    Account account(board);
    for (const auto& section : elf.sections) {
        if ((section.flags & allocated) == 0 || section.size == 0 || section.name == freeSection) continue;
        auto& parts = partsOfOutput[section.name];
        if (section.name == stackSection) parts[Part::stack] = static_cast<std::int64_t>(section.size);
        account.add(section, parts);
    }
    return account.finish(elfFile);
}

}  // namespace pinfold
