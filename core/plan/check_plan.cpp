#include "plan/check_plan.h"

#include "base/text.h"
#include "plan/placement.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace pinfold {
namespace {

// Sweeps over the ticks, with the buffers that are alive kept by offset: only neighbours can collide.
Result<void> checkCollisions(const Plan& plan) {
    struct Event {
        int tick;
        bool birth;  // ends come first
        std::size_t buffer;
    };
    std::vector<Event> events;
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        if (plan.buffers[b].bytes == 0) continue;
        events.push_back({plan.buffers[b].firstTick, true, b});
        events.push_back({plan.buffers[b].endTick, false, b});
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return std::pair(a.tick, a.birth) < std::pair(b.tick, b.birth);
    });
    const auto clash = [&](std::size_t a, std::size_t b) {
        const PlannedBuffer& x = plan.buffers[a];
        const PlannedBuffer& y = plan.buffers[b];
        return badInput("buffers \"{}\" and \"{}\" share bytes at offset {} while both are in use (tick {}).", x.name,
                        y.name, std::max(x.offset, y.offset), std::max(x.firstTick, y.firstTick));
    };
    std::map<std::int64_t, std::size_t> alive;  // offset → buffer
    for (const Event& event : events) {
        const PlannedBuffer& buffer = plan.buffers[event.buffer];
        if (!event.birth) {
            alive.erase(buffer.offset);
            continue;
        }
        const auto above = alive.lower_bound(buffer.offset);
        if (above != alive.end() && above->first < buffer.offset + buffer.bytes) {
            return clash(above->second, event.buffer);
        }
        if (above != alive.begin()) {
            const std::size_t below = std::prev(above)->second;
            if (plan.buffers[below].offset + plan.buffers[below].bytes > buffer.offset)
                return clash(below, event.buffer);
        }
        alive[buffer.offset] = event.buffer;
    }
    return {};
}

Result<void> checkPool(const Plan& plan, const Pool& pool, const LifetimeTable& table) {
    std::vector<std::int64_t> offsets;
    for (const PlannedBuffer& buffer : plan.buffers) {
        const std::int64_t size = alignUp(buffer.bytes, plan.alignment);
        if (buffer.pool != pool.id) {
            return badInput("buffer \"{}\" lies in pool {}, and there is only pool {}.", buffer.name, buffer.pool,
                            pool.id);
        }
        if (buffer.offset < 0 || size > pool.bytes || buffer.offset > pool.bytes - size) {
            return badInput("buffer \"{}\" with {} bytes at offset {} leaves its pool of {} bytes.", buffer.name,
                            grouped(size), grouped(buffer.offset), grouped(pool.bytes));
        }
        if (buffer.offset % plan.alignment != 0) {
            return badInput("buffer \"{}\" lies at offset {}, which is no multiple of {}.", buffer.name, buffer.offset,
                            plan.alignment);
        }
        offsets.push_back(buffer.offset);
    }
    const Guards needed = guardsFor(offsets, table.reaches, pool.bytes, plan.alignment);
    if (pool.guardBefore < needed.before || pool.guardAfter < needed.after) {
        return badInput(
            "kernels read up to {} bytes below and {} behind the pool in {}, and its guards are {} and {} bytes.",
            grouped(needed.before), grouped(needed.after), pool.region, grouped(pool.guardBefore),
            grouped(pool.guardAfter));
    }
    if (pool.guardBefore % plan.alignment != 0) {
        return badInput("the guard of {} bytes below the pool in {} is no multiple of {}.", pool.guardBefore,
                        pool.region, plan.alignment);
    }
    if (pool.guardBefore + pool.bytes + pool.guardAfter > pool.capacity) {
        return badInput("the pool in {} has {} bytes with its guards, and room for {}.", pool.region,
                        grouped(pool.guardBefore + pool.bytes + pool.guardAfter), grouped(pool.capacity));
    }
    return {};
}

// The pool's place on the board. The linker script puts it first in its region.
Result<void> matchPool(const Plan& plan, const Pool& pool, const Board& board) {
    const Region* region = findRegion(board, pool.region);
    if (!region || region->kind != RegionKind::ram) {
        return badInput("The plan puts buffers into \"{}\", which is no RAM region of {}.", pool.region, board.id);
    }
    const std::uint64_t address = poolStart(*region, plan.alignment) + static_cast<std::uint64_t>(pool.guardBefore);
    if (pool.address != address) {
        return badInput("The plan's pool in {} is at address {:#x}; it must be at {:#x}.", pool.region, pool.address,
                        address);
    }
    const std::int64_t capacity = poolCapacity(board, *region, plan.alignment, plan.stackBytes);
    if (pool.guardBefore + pool.bytes + pool.guardAfter > capacity) {
        return badInput("The plan's pool in {} has {} bytes with its guards; {} has room for {}.", pool.region,
                        grouped(pool.guardBefore + pool.bytes + pool.guardAfter), board.id, grouped(capacity));
    }
    const std::int64_t alignment = alignmentIn(*region, plan.alignment);
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (buffer.pool == pool.id && buffer.offset % alignment != 0) {
            return badInput("The plan puts \"{}\" at offset {}; {} needs multiples of {}.", buffer.name, buffer.offset,
                            pool.region, alignment);
        }
    }
    return {};
}

}  // namespace

Result<void> matchArchives(const Plan& plan, std::span<const Model> models) {
    for (const Model& model : models) {
        const auto same = [&](const PlannedArchive& a) { return a.sha256 == model.archiveSha256; };
        if (std::any_of(plan.archives.begin(), plan.archives.end(), same)) continue;
        const auto named = std::find_if(plan.archives.begin(), plan.archives.end(),
                                        [&](const PlannedArchive& a) { return a.name == model.archiveName; });
        if (named != plan.archives.end()) {
            return badInput(
                "The plan was made from another version of {} (SHA-256 {}, and this one is {}). "
                "Make the plan again.",
                model.archiveName, named->sha256, model.archiveSha256);
        }
        std::string made;
        for (const PlannedArchive& archive : plan.archives) made += (made.empty() ? "" : ", ") + archive.name;
        return badInput("The plan was made from {}, not from {}.", made.empty() ? "no archive" : made,
                        model.archiveName);
    }
    for (const PlannedArchive& archive : plan.archives) {
        const auto same = [&](const Model& m) { return m.archiveSha256 == archive.sha256; };
        if (std::any_of(models.begin(), models.end(), same)) continue;
        return badInput("The plan was also made from {}, which is not given here.", archive.name);
    }
    return {};
}

Result<void> checkPlacement(const Plan& plan, const LifetimeTable& table) {
    if (plan.pools.size() != 1)
        return badInput("a plan has exactly one pool for now, and this one {}.", plan.pools.size());
    PINFOLD_CHECK(checkPool(plan, plan.pools.front(), table));
    return checkCollisions(plan);
}

Result<void> matchPlan(const Plan& plan, std::span<const Model> models, const Board& board) {
    PINFOLD_CHECK(matchArchives(plan, models));
    if (plan.board != board.id) {
        return badInput("The plan was made for the board {}, not for {}.", plan.board, board.id);
    }
    if (plan.boardSha256 != board.sha256) {
        return badInput(
            "The plan was made for another version of the board {} (SHA-256 {}, and this one is {}). "
            "Make the plan again.",
            board.id, plan.boardSha256, board.sha256);
    }
    const Region* stack = findRegion(board, board.stackRegion);
    if (!stack || plan.stackBytes > stack->bytes - firmwareStaticBytes) {
        return badInput("The plan's stack of {} bytes does not fit into {}.", grouped(plan.stackBytes),
                        board.stackRegion);
    }
    for (const Pool& pool : plan.pools) PINFOLD_CHECK(matchPool(plan, pool, board));
    for (const PlannedConstant& constant : plan.constants) {
        if (constant.region == board.codeRegion) continue;
        return badInput("The plan puts the constant \"{}\" into {}; for now all constants are in {}.", constant.name,
                        constant.region, board.codeRegion);
    }
    return {};
}

}  // namespace pinfold
