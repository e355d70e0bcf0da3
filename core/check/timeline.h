// Runs the plan's operators in the plan's order, statement by statement, and notes who is touched when.
#pragma once

#include "check/allocations.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

struct Timeline {
    std::vector<std::int64_t> ticks;  // position of every tick, ascending: those statements in which some buffer lives
    std::vector<Life> runs;           // per model: from its first tick to its last; empty if it never runs
    std::int64_t positions = 0;       // of all

    [[nodiscard]] Life all() const { return lifeOf(0, static_cast<std::int64_t>(ticks.size())); }
    // The positions that half-open ticks stand for; empty if there are no such ticks.
    [[nodiscard]] Life lifeOf(std::int64_t firstTick, std::int64_t endTick) const;
    // The tick in which a position lies, or the one before it.
    [[nodiscard]] std::int64_t tickAt(std::int64_t position) const;
};

// Finds out when every allocation is touched (Allocation::needed), and compares the plan's operators with the models on
// the way: each of them once, in an order in which every operator finds its inputs made, in the right ticks.
Timeline runOperators(const StatedPlan& stated, std::span<const Model> models, AllocationTable& table,
                      Findings& findings);

}  // namespace pinfold
