// The inside of layeredLayout(): what an order of items means for their places.
#pragma once

#include "ui/layout/sweep.h"

#include <optional>
#include <utility>

namespace pinfold::layout {

struct ItemNeighbours {
    // (left, right): items that stand side by side in some layer, from the top layer to the bottom one. A pair
    // may be there more than once, but not for every layer that two trunks pass together.
    std::vector<std::pair<int, int>> pairs;
    // By link. `from` is the position of its upper end, `to` that of its lower end.
    std::vector<LinkPlace> links;
};

// None if stopped.
std::optional<ItemNeighbours> neighboursOf(const LayeredItems& items, const std::vector<int>& rank, LayoutStop& stop);

}  // namespace pinfold::layout
