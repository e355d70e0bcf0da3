// The inside of layeredLayout(): who is left of whom.
#pragma once

#include "ui/graph/layout_items.h"

#include <cstdint>
#include <optional>

namespace pinfold {

struct ItemOrder {
    std::vector<int> rank;  // of each item in the global sequence, see layout_sweep.h
    std::int64_t crossings = 0;
};

// None if stopped. Does not look at sizes.
std::optional<ItemOrder> orderItems(const LayeredItems& items, LayoutStop& stop);

}  // namespace pinfold
