// First fit in a given order, fast for many items. Internal to core/plan/pack*.
#pragma once

#include "pack/pack.h"
#include "pack/problem.h"
#include "pack/skyline.h"
#include "pack/work.h"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pinfold {

using PackOrder = std::vector<std::uint32_t>;  // indices of items

// Takes the items in some order and gives each the lowest offset at which it collides with none of those before.
// Fixed items come first, whatever the order.
class FirstFit {
public:
    // `sections`: of the items; may be empty once the work is interrupted.
    FirstFit(std::span<const PackItem> items, const PackSections& sections, PackWork& work);

    // The bytes that the packing needs, or none if they exceed `limit`. The offsets are in offsets() then. When the
    // work is interrupted, the rest is put on top; when gaps take too long to find, on top of what lives meanwhile.
    std::optional<std::int64_t> run(const PackOrder& order, std::int64_t limit);
    [[nodiscard]] const std::vector<std::int64_t>& offsets() const { return offsets_; }
    // What all runs saw in the way of others, sorted or passed over: some 20 ns each.
    [[nodiscard]] std::int64_t visits() const { return visitsBefore_ + visits_; }

private:
    struct Placed {
        std::int32_t first, last;  // sections
        std::int64_t offset, end;
    };

    [[nodiscard]] std::size_t firstSection(std::uint32_t item) const {
        return static_cast<std::size_t>(sections_.first[item]);
    }
    [[nodiscard]] std::size_t endSection(std::uint32_t item) const {
        return static_cast<std::size_t>(sections_.last[item]);
    }
    std::int64_t place(std::uint32_t index);
    void hurry();
    std::int64_t aboveOthers(const PackItem& item, std::uint32_t index) const;
    std::int64_t lowestGap(const PackItem& item, std::int32_t first, std::int32_t last);
    void collect(std::int32_t first, std::int32_t last, std::int64_t from);
    void remember(std::uint32_t index, std::int64_t offset);
    void forget();
    [[nodiscard]] std::size_t cellAt(int level, std::int32_t section) const;

    std::span<const PackItem> items_;
    PackWork& work_;
    const PackSections& sections_;
    std::uint32_t usedLevels_ = 0;  // bit l: some cell of level l holds an item
    std::vector<std::size_t> levelStart_;
    std::vector<std::vector<Placed>> cells_;
    std::vector<std::size_t> usedCells_;
    std::vector<std::pair<std::int64_t, std::int64_t>> busy_;  // offset and end of what may be in the way
    std::vector<std::int64_t> offsets_;
    std::int64_t visits_ = 0;         // of this run
    std::int64_t visitsBefore_ = 0;   // of the others
    std::optional<Skyline> skyline_;  // once this run looks for no gaps any more
    std::int64_t top_ = 0;            // end of the highest item
    bool hurried_ = false;
};

}  // namespace pinfold
