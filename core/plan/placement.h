// What a pool may use of a region, and what must stay free around it. Shared by those who make plans and who read them.
#pragma once

#include "board/board.h"
#include "plan/lifetimes.h"
#include "plan/pack.h"
#include "plan/plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// The next multiple of `alignment` (a power of two). `value` must lie below 2^62.
constexpr std::int64_t alignUp(std::int64_t value, std::int64_t alignment) {
    return (value + alignment - 1) & ~(alignment - 1);
}

// Of every buffer in a region: what the plan asks for, or more if the region does.
std::int64_t alignmentIn(const Region& region, std::int64_t alignment);

// The first address in a region that a pool or the guard below it may use.
std::uint64_t poolStart(const Region& region, std::int64_t alignment);

// Bytes from poolStart() that pools and their guards may use; the stack and the firmware's own data are taken off where
// they live. 0 if nothing is left.
std::int64_t poolCapacity(const Board& board, const Region& region, std::int64_t alignment, std::int64_t stackBytes);

// Unused bytes that a pool of `bytes` needs below and behind it, multiples of the alignment, since kernels read beyond
// their tensors. `offsets` and `reaches`: one per buffer of the pool.
struct Guards {
    std::int64_t before = 0;
    std::int64_t after = 0;
};
Guards guardsFor(std::span<const std::int64_t> offsets, std::span<const BufferReach> reaches, std::int64_t bytes,
                 std::int64_t alignment);

}  // namespace pinfold
