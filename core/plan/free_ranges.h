// What pools may use of a board's memory, and what must stay free around them.
#pragma once

#include "base/align.h"
#include "base/result.h"
#include "board/board.h"
#include "pack/pack.h"
#include "plan/lifetimes.h"
#include "plan/plan.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

// Of every buffer in a region: what the plan asks for, or more if the region does.
std::int64_t alignmentIn(const Region& region, std::int64_t alignment);

// A contiguous range of a RAM region that pools and their guards may use.
struct FreeRange {
    int region = 0;              // index into Board::regions
    std::uint64_t address = 0;   // a multiple of the alignment
    std::int64_t capacity = 0;   // bytes, > 0
    std::int64_t alignment = 1;  // of every buffer in it
};

// Every RAM region less the stack, the firmware's own data and the reserved ranges; in the board's order, then by
// address. A region of which nothing is left has none.
std::vector<FreeRange> freeRanges(const Board& board, std::int64_t alignment, std::int64_t stackBytes,
                                  std::span<const ReservedRange> reserved);

// What --reserve means: "REGION=BYTES" takes the last bytes of the region, before the stack and the firmware's own data
// where that is their region; "REGION=0xADDRESS+BYTES" those. The error lists all that are wrong.
Result<std::vector<ReservedRange>> resolveReserved(std::span<const std::string> reserve, const Board& board,
                                                   std::int64_t stackBytes);

// Bytes before and after a buffer of `bytes`, rounded up to the alignment, that kernels may read. What no memory has is
// cut down to 2^48.
struct Beyond {
    std::int64_t before = 0;
    std::int64_t after = 0;
};
Beyond beyond(const BufferReach& reach, std::int64_t bytes, std::int64_t alignment);

}  // namespace pinfold
