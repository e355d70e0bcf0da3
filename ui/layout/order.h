// The inside of layeredLayout(): who is left of whom.
#pragma once

#include "ui/layout/items.h"

#include <cstdint>
#include <optional>

namespace pinfold::layout {

struct ItemOrder {
    std::vector<int> rank;  // of each item in the global sequence, see sweep.h
    std::int64_t crossings = 0;
};

// None if stopped. Does not look at sizes.
std::optional<ItemOrder> orderItems(const LayeredItems& items, LayoutStop& stop);

}  // namespace pinfold::layout
