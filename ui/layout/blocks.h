// Repeated blocks of a model, such as those of a residual network, which a view shows as one node each.
#pragma once

#include "ui/layout/layout.h"

#include <optional>
#include <span>

namespace pinfold::layout {

// An operator as far as blocks are concerned. Operators stand in an order in which producers come before readers.
struct BlockOperator {
    int kernel = -1;             // what it does; equal numbers do the same
    std::vector<int> producers;  // by input: the operator it comes from, −1 for inputs and constants of the model
};

// Consecutive operators [first, first + length). Two blocks of one kind call the same kernels in the same order, and
// their operators read one another in the same way.
struct RepeatedBlock {
    int first = 0;
    int length = 0;
    int kind = 0;  // from 0; every kind has at least two blocks
    bool operator==(const RepeatedBlock&) const = default;
};

struct RepeatedBlockLimits {
    int shortest = 2;  // operators in a block
    int longest = 64;
    int kinds = 32;
};

// Blocks that do not overlap, ascending. Those that cover most are taken first; of the ways to cut a repetition into
// blocks the one whose blocks exchange the fewest tensors with the rest. None if cancelled.
std::optional<std::vector<RepeatedBlock>> findRepeatedBlocks(std::span<const BlockOperator> operators,
                                                             const RepeatedBlockLimits& limits = {},
                                                             const CancelToken& cancel = {});

// A graph in which some nodes are shown as one.
struct CollapsedGraph {
    Graph graph;
    std::vector<int> nodeOf;  // by node of the whole graph: its node here
    std::vector<int> edgeOf;  // by edge of the whole graph: its edge here, −1 inside of a group
};

// `groupOf` gives the group of each node, from 0, or −1; `sizes` those of the groups. Edges of one output into one
// group become one edge. A group takes the place of its first node; it must not be left and entered again on one way,
// as consecutive operators cannot be. Outputs of a group are numbered by what they come from.
CollapsedGraph collapsed(const Graph& graph, std::span<const int> groupOf, std::span<const Node> sizes);

}  // namespace pinfold::layout
