// Which buffer goes to which memory, and where in it. Knows times, sizes, costs and capacities; nothing of models,
// boards or pins.
#pragma once

#include "assign/objective.h"
#include "base/cancel.h"
#include "pack/pack.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// A contiguous range of memory that pools may use.
struct MemoryRange {
    std::int64_t capacity = 0;   // bytes
    std::int64_t alignment = 1;  // of every item in it, at least; a power of two
    int rank = 0;                // of its region: 0 is preferred to all others; ranges of one region share it
};

// A range in which an item may lie, and what that means for it.
struct AssignOption {
    int range = 0;                        // index into the ranges
    std::int64_t cost = 0;                // >= 0, any unit; the sum over all items stays below 2^62
    std::optional<std::int64_t> fixed{};  // the offset it must have there, from the begin of the range
};

struct AssignItem {
    std::int64_t lower = 0;  // lives in [lower, upper)
    std::int64_t upper = 0;
    std::int64_t bytes = 0;      // exact; rounded up to the alignment of the range and of the item
    std::int64_t alignment = 1;  // a power of two
    // Bytes below and after the exact bytes that must lie inside of the range too, and outside of other groups' pools.
    std::int64_t before = 0;
    std::int64_t after = 0;
    // Items of one group may share bytes when their lives do not meet; items of different groups never share: each
    // group has a pool of its own in every range that it uses.
    int group = 0;
    std::vector<AssignOption> options;  // each range at most once; never empty
};

// One group's part of one range.
struct AssignedPool {
    int range = 0;
    int group = 0;
    std::int64_t base = 0;        // of the pool in the range: offsets count from here; a multiple of the alignment
    std::int64_t bytes = 0;       // largest offset + size, each size rounded up to the alignment
    std::int64_t lowerBound = 0;  // of `bytes`, for the items that are in it
    // Bytes below `base` and after `bytes` that must stay inside the range and outside of other pools; multiples of the
    // alignment.
    std::int64_t guardBefore = 0;
    std::int64_t guardAfter = 0;
};

struct Assignment {
    std::vector<int> pools;             // per item: index into `used`
    std::vector<std::int64_t> offsets;  // per item: from its pool's base
    std::vector<AssignedPool> used;     // pools with at least one item, by range, then by group
    std::int64_t cost = 0;
    // No assignment costs less: proven. Objective::size: none with so few bytes does.
    std::int64_t costBound = 0;
    // Proven. Objective::cost: no assignment costs less, or as little with fewer bytes. Objective::size: none has fewer
    // bytes in all; whether one of as many costs less is what `costBound` says.
    bool optimal = false;
};

enum class AssignAnswer {
    found,
    impossible,  // proven
    undecided,   // nothing was found within the budget
};
struct AssignDecision {
    AssignAnswer answer = AssignAnswer::undecided;
    Assignment assignment;  // if found
    std::int64_t work = 0;  // that it took, in nodes
};

struct AssignBudget {
    std::int64_t nodes = 2'000'000;  // of the search over ranges
    PackBudget pack{};               // of each range that is packed; its deadline is that of everything
    bool anyAnswer = false;          // the first one that is found will do, however good it is
};

// Deterministic (without a deadline). Cancelled: the best so far, or undecided.
AssignDecision assign(std::span<const AssignItem> items, std::span<const MemoryRange> ranges, Objective objective,
                      const AssignBudget& budget = {}, const CancelToken& cancel = {});

}  // namespace pinfold
