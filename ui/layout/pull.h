// The inside of layeredLayout(): draws closer together what placeItems() left far apart.
#pragma once

#include "ui/layout/neighbours.h"

#include <cstdint>
#include <functional>

namespace pinfold::layout {

// Moves items nearer to those they are linked with; keeps all distances, and straight what is straight. Places are
// centres in units of the grid. Ends early when stopped; the places then still keep the distances.
void pullTogether(const LayeredItems& items, const ItemNeighbours& neighbours,
                  const std::function<std::int64_t(int, int)>& distance, std::vector<std::int64_t>& places,
                  LayoutStop& stop);

}  // namespace pinfold::layout
