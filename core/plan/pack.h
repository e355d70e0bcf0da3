// The packing core behind every pool: rectangles of time × size get offsets. Knows nothing of models or boards.
#pragma once

#include "base/cancel.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

struct PackItem {
    std::int64_t lower = 0;  // lives in [lower, upper), any unit of time; lower < upper
    std::int64_t upper = 0;
    std::int64_t size = 0;  // >= 0; the caller rounds up to the alignment, so offsets come out aligned.
                            // All sizes together must stay below 2^62.
};

struct Packing {
    std::vector<std::int64_t> offsets;  // one per item
    std::int64_t bytes = 0;             // max of offset + size
    std::int64_t lowerBound = 0;        // peak load: the largest sum of sizes alive at one time
    bool optimal = false;               // proven: bytes == lowerBound
};

// How long to look for something better. Counts work, not time, so that the result does not depend on the machine.
struct PackBudget {
    std::int64_t placements = 2'000'000;  // of single items among few others; one among hundreds counts for several
};

// The peak load of the items; 0 without items.
std::int64_t peakLoad(std::span<const PackItem> items);

// Offsets such that items that live at a common time do not overlap; as small as the budget finds. Deterministic.
// A cancelled search returns the best packing so far, which is always a valid one.
Packing pack(std::span<const PackItem> items, const PackBudget& budget = {}, const CancelToken& cancel = {});

}  // namespace pinfold
