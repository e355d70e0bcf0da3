#include "plan/check_plan.h"

#include "base/text.h"
#include "plan/collisions.h"
#include "plan/placement.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace pinfold {
namespace {

// A buffer or a copied constant.
struct Placed {
    const std::string* name = nullptr;
    const std::string* model = nullptr;
    std::int64_t bytes = 0;
    int pool = 0;
    std::int64_t offset = 0;
    int firstTick = 0;
    int endTick = 0;
    BufferReach reach;
};

std::vector<Placed> placedIn(const Plan& plan, const PlanReaches& reaches) {
    std::vector<Placed> placed;
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        const PlannedBuffer& x = plan.buffers[b];
        placed.push_back({&x.name, &x.model, x.bytes, x.pool, x.offset, x.firstTick, x.endTick, reaches.buffers[b]});
    }
    for (std::size_t c = 0; c < plan.constants.size(); ++c) {
        const PlannedConstant& x = plan.constants[c];
        if (x.pool < 0) continue;
        placed.push_back({&x.name, &x.model, x.bytes, x.pool, x.offset, 0, plan.ticks, reaches.constants[c]});
    }
    return placed;
}

Result<void> checkInside(const Placed& placed, const Plan& plan) {
    if (placed.pool < 0 || placed.pool >= std::ssize(plan.pools)) {
        return badInput("\"{}\" lies in pool {}, and there are {} pools.", *placed.name, placed.pool,
                        plan.pools.size());
    }
    const Pool& pool = plan.pools[static_cast<std::size_t>(placed.pool)];
    const std::int64_t size = alignUp(placed.bytes, plan.options.alignment);
    if (placed.offset < 0 || size > pool.bytes || placed.offset > pool.bytes - size) {
        return badInput("\"{}\" with {} bytes at offset {} leaves its pool of {} bytes.", *placed.name, grouped(size),
                        grouped(placed.offset), grouped(pool.bytes));
    }
    if (placed.offset % plan.options.alignment != 0) {
        return badInput("\"{}\" lies at offset {}, which is no multiple of {}.", *placed.name, placed.offset,
                        plan.options.alignment);
    }
    return {};
}

Result<void> checkCollisions(const std::vector<Placed>& placed) {
    std::vector<Occupant> occupants;
    for (const Placed& x : placed) {
        occupants.push_back({x.name, x.pool, x.offset, x.bytes, x.firstTick, x.endTick});
    }
    const auto collision = findCollision(occupants);
    if (!collision) return {};
    return badInput("\"{}\" and \"{}\" share bytes at offset {} while both are in use (tick {}).", *collision->first,
                    *collision->second, collision->offset, collision->tick);
}

Result<void> checkGuards(const Pool& pool, const std::vector<Placed>& placed, std::int64_t alignment) {
    std::vector<std::int64_t> offsets;
    std::vector<BufferReach> reaches;
    for (const Placed& x : placed) {
        if (x.pool != pool.id) continue;
        offsets.push_back(x.offset);
        reaches.push_back(x.reach);
    }
    const Guards needed = guardsFor(offsets, reaches, pool.bytes, alignment);
    if (pool.guardBefore < needed.before || pool.guardAfter < needed.after) {
        return badInput(
            "kernels read up to {} bytes below and {} behind the pool in {}, and its guards are {} and {} bytes.",
            grouped(needed.before), grouped(needed.after), pool.region, grouped(pool.guardBefore),
            grouped(pool.guardAfter));
    }
    if (pool.guardBefore % alignment != 0) {
        return badInput("the guard of {} bytes below the pool in {} is no multiple of {}.", pool.guardBefore,
                        pool.region, alignment);
    }
    if (pool.guardBefore + pool.bytes + pool.guardAfter > pool.capacity) {
        return badInput("the pool in {} has {} bytes with its guards, and room for {}.", pool.region,
                        grouped(pool.guardBefore + pool.bytes + pool.guardAfter), grouped(pool.capacity));
    }
    if (pool.address < static_cast<std::uint64_t>(pool.guardBefore)) {
        return badInput("the guard of the pool in {} begins below address 0.", pool.region);
    }
    return {};
}

// Two pools may share unused bytes as their guards, but none has bytes in the other's guard.
Result<void> checkPoolsApart(const Plan& plan) {
    std::vector<const Pool*> pools;
    for (const Pool& pool : plan.pools) pools.push_back(&pool);
    std::stable_sort(pools.begin(), pools.end(), [](const Pool* a, const Pool* b) { return a->address < b->address; });
    for (std::size_t i = 1; i < pools.size(); ++i) {
        const Pool& below = *pools[i - 1];
        const Pool& above = *pools[i];
        const std::int64_t between = std::max(below.guardAfter, above.guardBefore);
        const std::uint64_t end = below.address + static_cast<std::uint64_t>(below.bytes + between);
        if (end <= above.address) continue;
        return badInput("pools {} and {} overlap at address {:#x}, or one lies in the other's guard.", below.id,
                        above.id, above.address);
    }
    return {};
}

Result<void> checkOwners(const Plan& plan) {
    if (!plan.options.concurrent) return {};
    const auto owners = modelsOfPools(plan);
    for (std::size_t p = 0; p < owners.size(); ++p) {
        if (owners[p].size() <= 1) continue;
        return badInput("pool {} is shared by {}, which run at the same time.", p, fmt::join(owners[p], ", "));
    }
    return {};
}

}  // namespace

std::vector<std::vector<std::string>> modelsOfPools(const Plan& plan) {
    std::vector<std::string> order;  // of the models
    const auto note = [&](const auto& things) {
        for (const auto& thing : things) {
            if (std::find(order.begin(), order.end(), thing.model) == order.end()) order.push_back(thing.model);
        }
    };
    note(plan.operators);
    note(plan.buffers);
    note(plan.constants);
    std::vector<std::vector<bool>> present(plan.pools.size(), std::vector<bool>(order.size(), false));
    const auto mark = [&](int pool, const std::string& model) {
        if (pool < 0 || pool >= std::ssize(present)) return;
        const auto rank = static_cast<std::size_t>(std::find(order.begin(), order.end(), model) - order.begin());
        present[static_cast<std::size_t>(pool)][rank] = true;
    };
    for (const PlannedBuffer& buffer : plan.buffers) mark(buffer.pool, buffer.model);
    for (const PlannedConstant& constant : plan.constants) mark(constant.pool, constant.model);
    std::vector<std::vector<std::string>> models(plan.pools.size());
    for (std::size_t p = 0; p < models.size(); ++p) {
        for (std::size_t m = 0; m < order.size(); ++m) {
            if (present[p][m]) models[p].push_back(order[m]);
        }
    }
    return models;
}

Result<void> checkPlacement(const Plan& plan, const PlanReaches& reaches) {
    const std::vector<Placed> placed = placedIn(plan, reaches);
    for (const Placed& x : placed) PINFOLD_CHECK(checkInside(x, plan));
    for (const Pool& pool : plan.pools) PINFOLD_CHECK(checkGuards(pool, placed, plan.options.alignment));
    PINFOLD_CHECK(checkPoolsApart(plan));
    PINFOLD_CHECK(checkOwners(plan));
    return checkCollisions(placed);
}

}  // namespace pinfold
