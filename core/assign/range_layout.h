// Packs what was sent to one range: a pool for each group, side by side.
#pragma once

#include "assign/problem.h"
#include "base/stop.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// One group's part of a range: AssignedPool, and what lies in it.
struct PoolLayout {
    int group = 0;  // index into AssignProblem::groups
    std::int64_t base = 0;
    std::int64_t bytes = 0;
    std::int64_t lowerBound = 0;
    std::int64_t guardBefore = 0;
    std::int64_t guardAfter = 0;
    std::vector<int> items;             // indices into AssignProblem::items
    std::vector<std::int64_t> offsets;  // of the items, from `base`
};

struct RangeLayout {
    PackAnswer answer = PackAnswer::found;
    std::vector<PoolLayout> pools;  // by group; only if found
    std::int64_t bytes = 0;         // of all pools; if undecided, of the smallest packing, which is too large
    std::int64_t lowerBound = 0;    // of `bytes`, for these items in this range: proven
    std::int64_t placements = 0;    // work that it took, as in PackBudget
};

// The fewest bytes of pools that the budget finds, which is for all packings of the range together. `items` are
// ascending, and each has an option in the range.
RangeLayout layOutRange(const AssignProblem& problem, int range, std::span<const int> items, const PackBudget& budget,
                        const Stop& stop);

}  // namespace pinfold
