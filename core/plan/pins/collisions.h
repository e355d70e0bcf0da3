// Whether two of many occupants want the same bytes at the same time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pinfold {

// Bytes [offset, offset + bytes) of a pool in ticks [firstTick, endTick).
struct Occupant {
    const std::string* name = nullptr;
    std::int64_t pool = 0;
    std::int64_t offset = 0;
    std::int64_t bytes = 0;
    int firstTick = 0;
    int endTick = 0;
};

struct Collision {
    const std::string* first = nullptr;  // names
    const std::string* second = nullptr;
    std::int64_t offset = 0;  // of a byte that both have
    int tick = 0;             // at which both do
};

// Some collision, or none. Sizes and offsets must not be negative, nor their sum beyond 2^62.
std::optional<Collision> findCollision(const std::vector<Occupant>& occupants);

}  // namespace pinfold
