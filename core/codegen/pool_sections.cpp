#include "codegen/pool_sections.h"

#include <fmt/format.h>

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::uint64_t alignmentOfStacks = 8;  // Procedure Call Standard for the Arm Architecture, 6.2.1.2

PoolSection sectionOf(const Plan& plan, const Pool& pool, const Region& region) {
    PoolSection section;
    section.pool = &pool;
    section.symbol = fmt::format("pinfold_pool_{}", pool.id);
    section.address = pool.address - static_cast<std::uint64_t>(pool.guardBefore);
    section.bytes = bytesWithGuards(pool);
    section.alignment = std::max(plan.options.alignment, region.alignment);
    return section;
}

}  // namespace

std::int64_t bytesWithGuards(const Pool& pool) { return pool.guardBefore + pool.bytes + pool.guardAfter; }

std::vector<PoolSection> poolSections(const Plan& plan, const Board& board) {
    std::vector<PoolSection> all;
    for (const Region& region : board.regions) {
        std::vector<PoolSection> here;
        for (const Pool& pool : plan.pools) {
            if (pool.region == region.name && bytesWithGuards(pool) > 0) {
                here.push_back(sectionOf(plan, pool, region));
            }
        }
        std::stable_sort(here.begin(), here.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
        for (std::size_t i = 0; i < here.size(); ++i) {
            here[i].name = fmt::format(".pinfold.{}{}", region.name, i == 0 ? "" : fmt::format(".{}", i + 1));
        }
        all.insert(all.end(), here.begin(), here.end());
    }
    return all;
}

AddressRange ownRange(const Plan& plan, const Board& board) {
    const Region* region = findRegion(board, board.stackRegion);
    if (!region) return {};
    std::vector<AddressRange> taken;
    for (const PoolSection& section : poolSections(plan, board)) {
        if (section.pool->region == region->name) taken.push_back({section.address, section.bytes});
    }
    for (const ReservedRange& range : plan.reserved) {
        if (range.region == region->name) taken.push_back({range.address, range.bytes});
    }
    std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    const std::uint64_t end = (region->address + static_cast<std::uint64_t>(region->bytes)) & ~(alignmentOfStacks - 1);
    taken.push_back({end, 0});

    AddressRange chosen;
    std::uint64_t free = region->address;
    for (const AddressRange& range : taken) {
        const std::uint64_t until = std::min(range.address & ~(alignmentOfStacks - 1), end);
        const std::int64_t bytes = until > free ? static_cast<std::int64_t>(until - free) : 0;
        if (bytes >= plan.stackBytes + firmwareStaticBytes || bytes > chosen.bytes) chosen = {free, bytes};
        free = std::max(free, range.address + static_cast<std::uint64_t>(range.bytes));
    }
    return chosen;
}

}  // namespace pinfold
