// The inside of layeredLayout(): which items stand exactly below one another.
#pragma once

#include "ui/layout/neighbours.h"

namespace pinfold::layout {

// Items that are aligned, as blocks: vertical lines.
struct ItemBlocks {
    std::vector<int>
        next;  // by item: the next of its block, downwards or, where items follow those below, upwards; −1: the last
    std::vector<int> block;  // by item
    std::vector<int> head;   // by block: its first item
};

// One of the four ways of Brandes & Köpf: items take the side of their neighbours above (or below), and of two in the
// middle the left one (or the right one).
ItemBlocks alignItems(const LayeredItems& items, const ItemNeighbours& neighbours, bool above, bool left);

}  // namespace pinfold::layout
