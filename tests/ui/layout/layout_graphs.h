// Graphs for the tests of the layout, what must be true of every layout, and a way to look at one.
#pragma once

#include "model/model.h"
#include "ui/layout/layout.h"

#include <string>

namespace pinfold::test {

// Nodes of 120 x 40 pixels in a row, each read by the next.
layout::Graph chain(int nodes);
// A chain in which about every second node is also read up to `reach` nodes later, some of them by a branch of their
// own; what a large residual network looks like.
layout::Graph chainWithSkips(int nodes, int reach, unsigned seed);
// A chain whose first half is read by its second half in reverse order: a very deep U.
layout::Graph nestedSkips(int nodes);
// One node read by all others but the last, which reads those.
layout::Graph fan(int nodes);
// Nodes of various sizes, `edges` random edges from lower to higher numbers.
layout::Graph randomGraph(int nodes, int edges, unsigned seed);
// Operators, inputs and outputs as nodes, tensors as edges; constants left out.
layout::Graph graphOf(const Model& model);

// A sentence for the first thing that is wrong with the layout, or nothing: nodes that overlap, edges that do not lead
// from border to border, run upwards, or through a node, layers that are none, bounds that do not hold.
std::string fault(const layout::Graph& graph, const layout::GraphLayout& layout, const layout::Options& options = {});

// Lays the graph out and expects no fault. With the environment variable PINFOLD_LAYOUT_PICTURES set to a folder,
// writes <name>.svg there, to be looked at.
layout::GraphLayout layoutOf(const layout::Graph& graph, const std::string& name = "",
                             const layout::Options& options = {});

}  // namespace pinfold::test
