// The packing core of every pool: rectangles of time × size get offsets. Knows nothing of models or boards.
#pragma once

#include "base/stop.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

struct PackItem {
    std::int64_t lower = 0;  // lives in [lower, upper), any unit of time; lower < upper
    std::int64_t upper = 0;
    std::int64_t size = 0;                // >= 0; all sizes together must stay below 2^62
    std::int64_t alignment = 1;           // of the offset; a power of two
    std::optional<std::int64_t> fixed{};  // the offset that it must have
    // Bytes below and after the item that must lie inside of the pool's memory too, whoever owns them (kernels read
    // beyond their tensors): offset >= before, and offset + size + after <= capacity. >= 0.
    std::int64_t before = 0;
    std::int64_t after = 0;
};

// How long to look. Counts work, not time, so that the result does not depend on the machine; only a deadline gives
// that up.
struct PackBudget {
    std::int64_t placements = 20'000'000;  // of single items among few others; one among hundreds counts for several
    Deadline deadline{};
};

struct Packing {
    std::vector<std::int64_t> offsets;  // one per item; always a valid packing
    std::int64_t bytes = 0;             // what the items need: max of offset + size + after
    std::int64_t lowerBound = 0;        // no packing needs less: proven, by the peak load or by the search
    bool optimal = false;               // bytes == lowerBound
    std::int64_t placements = 0;        // work that it took, as in PackBudget
};

// The largest sum of sizes that live at one time; 0 without items.
std::int64_t peakLoad(std::span<const PackItem> items);

// Told of every better packing, and of every better bound, as they come.
using PackingSink = std::function<void(const Packing& best)>;

// The smallest packing that the budget finds; a good heuristic one at once. Deterministic (without a deadline). A
// cancelled search returns the best so far. Items whose fixed places collide have no packing: no offsets then.
Packing pack(std::span<const PackItem> items, const PackBudget& budget = {}, const CancelToken& cancel = {},
             const PackingSink& better = {});

enum class PackAnswer {
    found,
    impossible,  // proven: no offsets exist
    undecided,   // the budget ended, or it was cancelled
};
struct PackDecision {
    PackAnswer answer = PackAnswer::undecided;
    std::vector<std::int64_t> offsets;  // if found: one per item
    std::int64_t placements = 0;        // work that it took, as in PackBudget
};
// Whether the items fit into `capacity` bytes, and where.
PackDecision packInto(std::span<const PackItem> items, std::int64_t capacity, const PackBudget& budget = {},
                      const CancelToken& cancel = {});

}  // namespace pinfold
