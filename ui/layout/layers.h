// The inside of layeredLayout(): in which layer each node stands.
#pragma once

#include "ui/layout/items.h"

#include <optional>

namespace pinfold::layout {

// Nodes in an order in which every edge leads forward: of several that could come next, the one that became ready
// first. None if there is a cycle. The edges' ends must be valid.
std::optional<std::vector<int>> topologicalOrder(const Graph& graph);

// A layer from 0 for every node, so that every edge leads to a later layer. `order` is the graph's topological order.
// Ends early when stopped; what it returns then still is a layering.
std::vector<int> assignLayers(const Graph& graph, const std::vector<int>& order, LayoutStop& stop);

}  // namespace pinfold::layout
