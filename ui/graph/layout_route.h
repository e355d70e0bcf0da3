// The inside of layeredLayout(): from places in units of the grid to rectangles and lines.
#pragma once

#include "ui/graph/layout_items.h"

#include <cstdint>

namespace pinfold {

// `centers` as placeItems() returns them. Leaves GraphLayout::crossings alone. Incomplete if stopped.
GraphLayout routeEdges(const LayoutGraph& graph, const LayeredItems& items, const std::vector<std::int64_t>& centers,
                       const LayoutOptions& options, LayoutStop& stop);

}  // namespace pinfold
