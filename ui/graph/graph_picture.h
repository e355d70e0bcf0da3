// Everything that is painted of the models of a session: nodes, edges, where they are, and what finds them again.
// Immutable once made; shared between the window and jobs.
#pragma once

#include "ui/graph/graph_nodes.h"
#include "ui/layout/index.h"
#include "ui/session/session.h"

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace pinfold::ui {

// A repeated block of a model.
struct BlockId {
    int model = -1;
    int block = -1;
    auto operator<=>(const BlockId&) const = default;
};
using BlockSet = std::set<BlockId>;

// What a picture is made of.
struct PictureRequest {
    std::shared_ptr<const Models> models;
    NodeMetrics metrics;
    BlockSet folded;
};

// Where arrow keys lead.
enum class GraphStep { producer, consumer, left, right, first, last };

struct GraphPicture {
    std::shared_ptr<const Models> models;
    NodeMetrics metrics;
    std::vector<std::vector<layout::RepeatedBlock>> blocks;  // by model
    BlockSet folded;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    layout::GraphLayout layout;  // of all models, side by side
    layout::Index index;
    // With several models: their names and the places for them, above their graphs.
    struct Title {
        QString text;
        layout::Rect place;
    };
    std::vector<Title> titles;
    std::vector<std::vector<int>> nodeOfOperator;  // by model, by operator
    std::vector<std::vector<int>> edgesInto;       // by node; in the order of its inputs
    std::vector<std::vector<int>> edgesFrom;

    // The node that shows the item: an operator's or its block's, a workspace's operator, a tensor's producer, an
    // input; for a constant its first reader. Or -1.
    [[nodiscard]] int nodeOf(const Item& item) const;
    // The node that is outlined for the item: as above, but a tensor's only if it is an input or output of the model
    // or runs along no edge. Or -1.
    [[nodiscard]] int outlinedFor(const Item& item) const;
    // The edges that a tensor runs along; empty for everything else.
    [[nodiscard]] std::vector<int> edgesOf(const Item& item) const;
    // The node that a step from `node` leads to, or -1. Of several the one that is nearest across; left and right are
    // the neighbours in its layer. Without a node (-1): the first one.
    [[nodiscard]] int step(int node, GraphStep step) const;
    [[nodiscard]] BlockSet allBlocks() const;
};

// What is at a point of the picture.
struct GraphHit {
    Item item;
    int node = -1;
    bool header = false;  // on a block's header
};
// `tolerance`: distance at which an edge still counts as hit, in the picture's pixels.
GraphHit hitAt(const GraphPicture& picture, layout::Point point, double tolerance);

// Takes seconds for some 100,000 operators. `engine` lays out each model by itself.
Outcome<GraphPicture> makePicture(const PictureRequest& request, const CancelToken& cancel = {},
                                  const ProgressSink& progress = {},
                                  const layout::Engine& engine = layout::layeredLayout);

}  // namespace pinfold::ui
