// Whether pools lie where the board lets them, and what is in them lies inside.
#include "check/rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace pinfold {
namespace {

// Addresses [first, end).
struct Range {
    std::int64_t first = 0;
    std::int64_t end = 0;
    [[nodiscard]] bool meets(const Range& other) const {
        return std::max(first, other.first) < std::min(end, other.end);
    }
    [[nodiscard]] bool contains(const Range& other) const { return first <= other.first && other.end <= end; }
};

Range bytesOf(const StatedPool& pool) { return {pool.address, pool.address + pool.bytes}; }
Range withGuards(const StatedPool& pool) {
    return {pool.address - pool.guardBefore, pool.address + pool.bytes + pool.guardAfter};
}

class PoolCheck {
public:
    PoolCheck(const PlanCase& plan, Findings& findings)
        : plan_(plan), findings_(findings), allocations_(allocationsByPool(plan)) {}

    void go() {
        checkStack();
        checkReserved();
        for (const StatedPool& pool : plan_.stated.pools) {
            checkPlace(pool);
            checkModels(pool);
            for (const Allocation* allocation : allocations_[&pool]) checkAllocation(*allocation);
        }
        checkNeighbours();
    }

private:
    const Region* regionOf(const std::string& name) const {
        const Region* region = findRegion(plan_.board, name);
        return region && region->kind == RegionKind::ram ? region : nullptr;
    }
    // What of a region is neither stack nor the firmware's own data.
    Range usable(const Region& region) const {
        const auto start = static_cast<std::int64_t>(region.address);
        const bool own = region.name == plan_.board.stackRegion;
        const std::int64_t taken = own ? stackBytesOf(plan_.stated, plan_.models) + ownDataBytes : 0;
        return {start, start + region.bytes - taken};
    }
    // The range of a region around an address that reserved ranges leave free.
    Range freeAround(const Region& region, std::int64_t address) const {
        Range free = usable(region);
        for (const StatedRange& range : plan_.stated.reserved) {
            if (range.region != region.name) continue;
            if (range.address >= address) {
                free.end = std::min(free.end, range.address);
            } else {
                free.first = std::max(free.first, range.address + range.bytes);
            }
        }
        return free;
    }

    void checkStack();
    void checkReserved();
    void checkPlace(const StatedPool& pool);
    void checkModels(const StatedPool& pool);
    void checkAllocation(const Allocation& allocation);
    void checkNeighbours();

    const PlanCase& plan_;
    Findings& findings_;
    std::map<const StatedPool*, std::vector<const Allocation*>> allocations_;
};

void PoolCheck::checkStack() {
    const Region* region = regionOf(plan_.board.stackRegion);
    const std::int64_t stack = stackBytesOf(plan_.stated, plan_.models);
    if (region && stack + ownDataBytes <= region->bytes) return;
    findings_.add("stack", "A stack of {} bytes and {} of the firmware's own data do not fit into {}.", stack,
                  ownDataBytes, plan_.board.stackRegion);
}

void PoolCheck::checkReserved() {
    for (const StatedRange& range : plan_.stated.reserved) {
        const Region* region = regionOf(range.region);
        if (region && usable(*region).contains({range.address, range.address + range.bytes})) continue;
        findings_.add("reserved", "The reserved {} bytes at {:#010x} are not in what pools could use of {}.",
                      range.bytes, range.address, inQuotes(range.region));
    }
    std::vector<const StatedRange*> sorted;
    for (const StatedRange& range : plan_.stated.reserved) sorted.push_back(&range);
    std::sort(sorted.begin(), sorted.end(),
              [](const StatedRange* a, const StatedRange* b) { return a->address < b->address; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i - 1]->address + sorted[i - 1]->bytes <= sorted[i]->address) continue;
        findings_.add("reserved", "The reserved ranges at {:#010x} and {:#010x} overlap.", sorted[i - 1]->address,
                      sorted[i]->address);
    }
}

void PoolCheck::checkPlace(const StatedPool& pool) {
    const Region* region = regionOf(pool.region);
    if (!region) {
        findings_.add("region", "Pool {} is in {}, which is no RAM region of {}.", pool.id, inQuotes(pool.region),
                      plan_.board.id);
        return;
    }
    const Range all = withGuards(pool);
    const Range allowed = usable(*region);
    if (!allowed.contains(all)) {
        findings_.add(
            "outside",
            "Pool {} with its guards is at {:#010x} to {:#010x}; pools in {} may use {:#010x} to {:#010x}{}.", pool.id,
            all.first, all.end, region->name, allowed.first, allowed.end,
            region->name == plan_.board.stackRegion ? ", after which are the firmware's own data and the stack" : "");
    }
    for (const StatedRange& range : plan_.stated.reserved) {
        if (range.region == region->name && all.meets({range.address, range.address + range.bytes})) {
            findings_.add("reserved", "Pool {} reaches into the reserved {} bytes at {:#010x}.", pool.id, range.bytes,
                          range.address);
        }
    }
    const Range free = freeAround(*region, pool.address);
    if (pool.capacity < all.end - all.first || pool.capacity > free.end - free.first) {
        findings_.add("capacity", "Pool {} has {} bytes with its guards, its capacity is {}, and {} has {} there.",
                      pool.id, all.end - all.first, pool.capacity, region->name, free.end - free.first);
    }
    const std::int64_t unit = alignmentOf(plan_.stated, region);
    if (pool.address % unit != 0 || pool.guardBefore % unit != 0) {
        findings_.add("alignment", "Pool {} is at {:#010x} after a guard of {} bytes; both must be multiples of {}.",
                      pool.id, pool.address, pool.guardBefore, unit);
    }
}

void PoolCheck::checkModels(const StatedPool& pool) {
    std::set<int> inside;
    for (const Allocation* allocation : allocations_[&pool]) inside.insert(allocation->model);
    if (plan_.stated.concurrent && inside.size() > 1) {
        findings_.add("pool", "Pool {} holds buffers of {} models, and these run at the same time.", pool.id,
                      inside.size());
    }
    if (!pool.models) return;
    for (const int model : inside) {
        const std::string& name = plan_.models[static_cast<std::size_t>(model)].name;
        if (std::find(pool.models->begin(), pool.models->end(), name) != pool.models->end()) continue;
        findings_.add("pool", "Pool {} holds buffers of {}, which is not among its models.", pool.id, inQuotes(name));
    }
    for (const std::string& name : *pool.models) {
        const auto same = [&](const Model& model) { return model.name == name; };
        if (std::any_of(plan_.models.begin(), plan_.models.end(), same)) continue;
        findings_.add("pool", "Pool {} is said to be of {}, which is none of the models.", pool.id, inQuotes(name));
    }
}

void PoolCheck::checkAllocation(const Allocation& allocation) {
    const StatedPool& pool = *allocation.pool;
    const Region* region = regionOf(pool.region);
    const std::int64_t unit = alignmentOf(plan_.stated, region);
    if (allocation.offset > pool.bytes || roundedUp(allocation.bytes, unit) > pool.bytes - allocation.offset) {
        findings_.add("outside", "{} with {} bytes at offset {} leaves pool {} of {} bytes.", allocation.who,
                      roundedUp(allocation.bytes, unit), allocation.offset, pool.id, pool.bytes);
    }
    if (allocation.offset % unit != 0) {
        findings_.add("alignment", "{} is at offset {} of pool {}, which is no multiple of {}.", allocation.who,
                      allocation.offset, pool.id, unit);
    }
    if (region && !mayHold(*region, nameOf(allocation.kind))) {
        findings_.add("region", "{} is in {}, which may not hold what is of the kind {}.", allocation.who, region->name,
                      nameOf(allocation.kind));
    }
    const std::int64_t before = -pool.guardBefore - (allocation.offset + allocation.lowest);
    const std::int64_t after = allocation.offset + allocation.end - (pool.bytes + pool.guardAfter);
    if (before > 0 || after > 0) {
        findings_.add("guard",
                      "Kernels read {} from {} bytes before its start to {} after its end; pool {} with its guards "
                      "ends {} bytes too early.",
                      allocation.who, -allocation.lowest, allocation.end, pool.id, std::max(before, after));
    }
}

// No pool in another, and no guard in the bytes of another: its kernels' reads are harmless, but it would be none.
void PoolCheck::checkNeighbours() {
    const auto& pools = plan_.stated.pools;
    for (std::size_t a = 0; a < pools.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (findings_.full()) return;
            const bool meet =
                withGuards(pools[a]).meets(bytesOf(pools[b])) || withGuards(pools[b]).meets(bytesOf(pools[a]));
            if (!meet) continue;
            findings_.add("pool", "Pools {} and {} lie over each other: {:#010x} to {:#010x}, {:#010x} to {:#010x}.",
                          pools[b].id, pools[a].id, withGuards(pools[b]).first, withGuards(pools[b]).end,
                          withGuards(pools[a]).first, withGuards(pools[a]).end);
        }
    }
}

}  // namespace

void checkPools(const PlanCase& plan, Findings& findings) { PoolCheck(plan, findings).go(); }

std::int64_t alignmentOf(const StatedPlan& stated, const Region* region) {
    return std::max(stated.alignment, region ? region->alignment : 1);
}

// Where the plan does not say: 2,048 bytes for runtime, protocol and interrupts, the largest kernel's local arrays, and
// 4,096 for what a kernel that nobody could read may have; in pieces of 256 (docs/plan-format.md).
std::int64_t stackBytesOf(const StatedPlan& stated, std::span<const Model> models) {
    constexpr std::int64_t fixed = 2048, unread = 4096, most = std::int64_t{1} << 40, unit = 256;
    if (stated.stackBytes) return roundedUp(*stated.stackBytes, 8);
    std::int64_t kernels = 0;
    for (const Model& model : models) {
        for (const Kernel& kernel : model.kernels) {
            const bool understood = kernel.read || kernel.name == copyKernelName;
            kernels = std::max(kernels, std::min(kernel.stackBytes, most) + (understood ? 0 : unread));
        }
    }
    return roundedUp(fixed + kernels, unit);
}

}  // namespace pinfold
