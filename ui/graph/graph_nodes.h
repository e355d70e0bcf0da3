// A model as nodes and edges that can be laid out and painted. Plain values, no widgets.
//
// Operators are nodes, tensors are edges, parameters are a line of the operator that reads them. Inputs and outputs of
// the model are nodes too. Repeated blocks can be folded into one node each.
#pragma once

#include "ui/layout/blocks.h"
#include "ui/session/operator_kind.h"
#include "ui/session/selection.h"

#include <QString>

#include <set>
#include <span>
#include <vector>

namespace pinfold::ui {

// What the fonts in force make of a node, in pixels at zoom 1.
struct NodeMetrics {
    double width = 208;
    double line = 16;    // height of a line of text
    double padding = 8;  // around the lines
    bool operator==(const NodeMetrics&) const = default;
};

enum class NodeRole { op, block, input, output };

struct GraphNode {
    NodeRole role = NodeRole::op;
    int model = 0;
    int first = -1;  // op: its index; block: its first operator's; input, output: the port's
    int length = 0;  // operators it stands for: [first, first + length)
    int block = -1;  // index of the block that it is, or that it begins: then it has a header to click on
    OperatorKind kind = OperatorKind::other;
    Item item;      // what a click selects
    QString label;  // instead of all lines where there is little room: "Depthwise"
    // Lines from top to bottom; whole texts, elided when painted. Empty lines are left out.
    QString header;      // of a block: "Block A, 2 of 6"
    QString title;       // "Convolution"
    QString name;        // "nn_conv2d_add_1"
    QString output;      // "1×25×5×64 int16"
    QString parameters;  // "weights 3×3×64×1 int16"
};

struct GraphEdge {
    int from = -1;
    int to = -1;
    int model = 0;
    int tensor = -1;  // a root
};

struct ModelGraph {
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    layout::Graph layout;             // the same nodes and edges
    std::vector<int> nodeOfOperator;  // index into `nodes`
};

// Of a model's operators; none if cancelled.
std::optional<std::vector<layout::RepeatedBlock>> blocksOf(const Model& model, const CancelToken& cancel = {});

// `folded`: indices into `blocks` of those shown as one node.
ModelGraph graphOf(const Model& model, int modelIndex, std::span<const layout::RepeatedBlock> blocks,
                   const std::set<int>& folded, const NodeMetrics& metrics);

// "1×25×5×64 int16"
QString tensorText(const Tensor& tensor);
// "A", "B", … of a block's kind.
QString letterOf(int kind);

}  // namespace pinfold::ui
