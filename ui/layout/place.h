// The inside of layeredLayout(): how far to the right each item is.
#pragma once

#include "ui/layout/neighbours.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace pinfold::layout {

// The centres of all items, in units of the grid, from 0 for the leftmost. `distance` is what the centres of two
// neighbours, left and right, are apart at least, in the same unit. None if stopped.
std::optional<std::vector<std::int64_t>> placeItems(const LayeredItems& items, const ItemNeighbours& neighbours,
                                                    const std::function<std::int64_t(int, int)>& distance,
                                                    LayoutStop& stop);

}  // namespace pinfold::layout
