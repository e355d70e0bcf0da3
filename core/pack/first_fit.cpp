// What is in an item's way is found by a grid over time with cells of all powers of two: an item is in the one or two
// cells of its own length that it touches, so what lives at the same time as another is in few cells of each level.
#include "pack/first_fit.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace pinfold {
namespace {

// Beyond this many items seen in the way of others, some two seconds of work, a run looks for no gaps any more.
constexpr std::int64_t maxVisits = std::int64_t{1} << 27;

}  // namespace

FirstFit::FirstFit(std::span<const PackItem> items, const PackSections& sections, PackWork& work)
    : items_(items), work_(work), sections_(sections), offsets_(items.size()) {
    std::size_t cells = 0;
    const std::size_t count = sections_.times.size();
    for (std::size_t size = 1; size / 2 < count; size *= 2) {
        levelStart_.push_back(cells);
        cells += count / size + 1;
    }
    cells_.resize(cells);
}

std::size_t FirstFit::cellAt(int level, std::int32_t section) const {
    return levelStart_[static_cast<std::size_t>(level)] + static_cast<std::size_t>(section >> level);
}

std::optional<std::int64_t> FirstFit::run(const PackOrder& order, std::int64_t limit) {
    forget();
    hurried_ = work_.interrupted();
    std::int64_t bytes = 0;
    for (const bool fixed : {true, false}) {
        for (const std::uint32_t index : order) {
            if (items_[index].fixed.has_value() != fixed) continue;
            bytes = std::max(bytes, place(index) + items_[index].after);
            if (bytes > limit) return std::nullopt;
        }
    }
    return bytes;
}

void FirstFit::forget() {
    for (const std::size_t cell : usedCells_) cells_[cell].clear();
    usedCells_.clear();
    usedLevels_ = 0;
    visitsBefore_ += std::exchange(visits_, 0);
    skyline_.reset();
    top_ = 0;
}

// Returns the item's end.
std::int64_t FirstFit::place(std::uint32_t index) {
    const PackItem& item = items_[index];
    std::int64_t offset = lowestOffset(item);
    if (!item.fixed && item.size > 0) {
        if (!hurried_ && (visits_ > maxVisits || work_.interrupted())) hurry();
        offset = hurried_ ? aboveOthers(item, index) : lowestGap(item, sections_.first[index], sections_.last[index]);
    }
    offsets_[index] = offset;
    top_ = std::max(top_, offset + item.size);
    if (item.size > 0 && !hurried_) remember(index, offset);
    if (skyline_ && item.size > 0) skyline_->raise(firstSection(index), endSection(index), offset + item.size);
    return offset + item.size;
}

void FirstFit::hurry() {
    hurried_ = true;
    if (work_.interrupted()) return;
    skyline_.emplace(sections_.times.size());
    for (const std::size_t cell : usedCells_) {
        for (const Placed& placed : cells_[cell]) {
            skyline_->raise(static_cast<std::size_t>(placed.first), static_cast<std::size_t>(placed.last), placed.end);
        }
    }
}

std::int64_t FirstFit::aboveOthers(const PackItem& item, std::uint32_t index) const {
    const std::int64_t end = skyline_ ? skyline_->highest(firstSection(index), endSection(index)) : top_;
    return std::max(lowestOffset(item), alignedOffset(end, item.alignment));
}

std::int64_t FirstFit::lowestGap(const PackItem& item, std::int32_t first, std::int32_t last) {
    std::int64_t offset = lowestOffset(item);
    collect(first, last, offset);
    std::sort(busy_.begin(), busy_.end());
    for (const auto& [begin, end] : busy_) {
        if (begin >= offset + item.size) break;
        offset = std::max(offset, alignedOffset(end, item.alignment));
    }
    return offset;
}

void FirstFit::collect(std::int32_t first, std::int32_t last, std::int64_t from) {
    busy_.clear();
    std::size_t seen = 0;
    for (std::uint32_t levels = usedLevels_; levels != 0; levels &= levels - 1) {
        const int level = std::countr_zero(levels);
        const std::size_t end = cellAt(level, last - 1);
        for (std::size_t cell = cellAt(level, first); cell <= end; ++cell) {
            seen += 1 + cells_[cell].size();
            for (const Placed& other : cells_[cell]) {
                if (other.first >= last || first >= other.last || other.end <= from) continue;
                busy_.emplace_back(other.offset, other.end);
            }
        }
    }
    const std::size_t sorting = busy_.size() * static_cast<std::size_t>(std::bit_width(busy_.size())) / 4;
    visits_ += static_cast<std::int64_t>(seen + sorting);
    work_.spend(1 + static_cast<std::int64_t>(seen / 2));
}

void FirstFit::remember(std::uint32_t index, std::int64_t offset) {
    const Placed placed{sections_.first[index], sections_.last[index], offset, offset + items_[index].size};
    const auto level = static_cast<int>(std::bit_width(static_cast<std::uint32_t>(placed.last - placed.first - 1)));
    usedLevels_ |= std::uint32_t{1} << level;
    for (std::size_t cell = cellAt(level, placed.first); cell <= cellAt(level, placed.last - 1); ++cell) {
        if (cells_[cell].empty()) usedCells_.push_back(cell);
        cells_[cell].push_back(placed);
    }
}

}  // namespace pinfold
