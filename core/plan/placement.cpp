#include "plan/placement.h"

#include <algorithm>

namespace pinfold {
namespace {

// Interval arithmetic on a hostile kernel can give anything; beyond this no memory reaches.
constexpr std::int64_t farthest = std::int64_t{1} << 60;

}  // namespace

std::int64_t alignmentIn(const Region& region, std::int64_t alignment) { return std::max(alignment, region.alignment); }

std::uint64_t poolStart(const Region& region, std::int64_t alignment) {
    const auto unit = static_cast<std::uint64_t>(alignmentIn(region, alignment));
    return (region.address + unit - 1) / unit * unit;
}

std::int64_t poolCapacity(const Board& board, const Region& region, std::int64_t alignment, std::int64_t stackBytes) {
    std::int64_t capacity = region.bytes - static_cast<std::int64_t>(poolStart(region, alignment) - region.address);
    if (region.name == board.stackRegion) capacity -= stackBytes + firmwareStaticBytes;
    return std::max<std::int64_t>(0, capacity);
}

Guards guardsFor(std::span<const std::int64_t> offsets, std::span<const BufferReach> reaches, std::int64_t bytes,
                 std::int64_t alignment) {
    Guards guards;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        const std::int64_t lowest = std::clamp(reaches[i].lowest, -farthest, farthest);
        const std::int64_t end = std::clamp(reaches[i].end, -farthest, farthest);
        guards.before = std::max(guards.before, -(offsets[i] + lowest));
        guards.after = std::max(guards.after, offsets[i] + end - bytes);
    }
    return {alignUp(guards.before, alignment), alignUp(guards.after, alignment)};
}

}  // namespace pinfold
