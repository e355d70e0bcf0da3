// The inside of layeredLayout(): from places in units of the grid to rectangles and lines.
#pragma once

#include "ui/layout/items.h"

#include <cstdint>

namespace pinfold::layout {

// `centers` as placeItems() returns them. Leaves GraphLayout::crossings alone. Incomplete if stopped.
GraphLayout routeEdges(const Graph& graph, const LayeredItems& items, const std::vector<std::int64_t>& centers,
                       const Options& options, LayoutStop& stop);

}  // namespace pinfold::layout
