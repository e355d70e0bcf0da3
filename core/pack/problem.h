// What the exact search works on: times become sections, bytes become units. Internal to core/plan/pack*.
#pragma once

#include "pack/pack.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// An item that takes bytes. A section is the time between two neighbouring starts or ends of items.
struct PackPiece {
    std::uint32_t item = 0;  // index into the items
    std::int32_t first = 0;  // lives in the sections [first, last)
    std::int32_t last = 0;
    std::int32_t size = 0;       // units, > 0
    std::int32_t alignment = 1;  // units
    std::int32_t lowest = 0;     // units: the fixed offset, or the lowest that `before` and the alignment allow
    bool fixed = false;
    std::int64_t after = 0;  // bytes
};

struct PackProblem {
    std::vector<PackPiece> pieces;
    std::int32_t sections = 0;
    std::vector<std::int64_t> lengths;  // of the sections, in time
    std::int64_t unit = 1;              // bytes: the largest that all offsets of interest are multiples of
    bool plain = true;                  // nothing fixed, nothing aligned to more than a unit, no reach after
    std::vector<std::uint32_t> fixed;   // the pieces with a fixed offset, by that
};

// Whether both live at some time.
inline bool meet(const PackPiece& a, const PackPiece& b) { return a.first < b.last && b.first < a.last; }

// The least offset of at least `offset` that the alignment and the fixed pieces leave to a piece that is not fixed.
std::int32_t liftedOffset(const PackProblem& problem, const PackPiece& piece, std::int32_t offset);

// None if there are more pieces than a search tree can sensibly hold, or more units than 30 bits count.
std::optional<PackProblem> makePackProblem(std::span<const PackItem> items);

// Per piece: the first piece that is the same in all respects.
std::vector<std::uint32_t> kindsOf(const PackProblem& problem);

// Index of the section that starts with each item's lower, and of the one after its upper; the number of sections.
struct PackSections {
    std::vector<std::int64_t> times;  // sorted, one more than there are sections; empty without items
    std::vector<std::int32_t> first;  // per item
    std::vector<std::int32_t> last;
};
PackSections findSections(std::span<const PackItem> items);

// offset rounded up to a multiple of the alignment.
constexpr std::int64_t alignedOffset(std::int64_t offset, std::int64_t alignment) {
    return (offset + alignment - 1) / alignment * alignment;
}

// The least offset that an item may have, or the one that it must have.
std::int64_t lowestOffset(const PackItem& item);

// What no packing can do without: the peak load, and every item alone.
std::int64_t simpleLowerBound(std::span<const PackItem> items);

// Whether the items with fixed offsets can be where they must be.
bool fixedPlacesHold(std::span<const PackItem> items);

}  // namespace pinfold
