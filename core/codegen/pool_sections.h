// The pools of a plan as sections of a program.
#pragma once

#include "board/board.h"
#include "plan/plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pinfold {

// What a pool takes of its region.
std::int64_t bytesWithGuards(const Pool& pool);

// A pool's array. Pools without bytes have none.
struct PoolSection {
    const Pool* pool = nullptr;
    std::string name;            // ".pinfold.DTCM"; the second pool of a region by address ".pinfold.DTCM.2" …
    std::string symbol;          // "pinfold_pool_0"
    std::uint64_t address = 0;   // of the array's first byte: the pool's guard begins there
    std::int64_t bytes = 0;      // with both guards
    std::int64_t alignment = 1;  // of the array: the plan's, or more where its region asks for it
};

// By region in the board's order, then by address.
std::vector<PoolSection> poolSections(const Plan& plan, const Board& board);

// A part of a region, [address, address + bytes).
struct AddressRange {
    std::uint64_t address = 0;
    std::int64_t bytes = 0;
};

// Where the firmware's own data and its stack go: of what pools and reserved ranges leave of Board::stackRegion the
// last piece that is large enough, or the largest if none is. Its end is a multiple of 8.
AddressRange ownRange(const Plan& plan, const Board& board);

}  // namespace pinfold
