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

Result<void> checkPool(const Plan& plan, const Pool& pool, std::span<const BufferReach> reaches) {
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
    const Guards needed = guardsFor(offsets, reaches, pool.bytes, plan.alignment);
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

}  // namespace

Result<void> checkPlacement(const Plan& plan, std::span<const BufferReach> reaches) {
    if (plan.pools.size() != 1)
        return badInput("a plan has exactly one pool for now, and this one {}.", plan.pools.size());
    PINFOLD_CHECK(checkPool(plan, plan.pools.front(), reaches));
    return checkCollisions(plan);
}

}  // namespace pinfold
