// Where the nodes and edges of an operator graph are drawn. Plain values, no Qt: a layout is computed on a worker
// thread and handed to whoever paints it.
//
// Nodes stand in layers, every edge leads from a layer to a later one. layeredLayout() is our engine; what calls it
// takes a Engine, so that another may stand in its place.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"

#include <functional>
#include <vector>

namespace pinfold::layout {

// Pixels at zoom 1; x grows to the right, y downwards.
struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

struct Rect {
    double x = 0;  // left
    double y = 0;  // top
    double width = 0;
    double height = 0;
    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
    [[nodiscard]] double centerX() const { return x + width / 2; }
    bool operator==(const Rect&) const = default;
};

struct Node {
    double width = 0;  // pixels, finite, not negative
    double height = 0;
};

// A use of a tensor: output `output` of node `from` is input `input` of node `to`.
struct Edge {
    int from = -1;
    int output = 0;
    int to = -1;
    int input = 0;
    int weight = 1;  // a hint: edges of more weight are rather drawn straight; at least 1
};

// Acyclic. Parallel edges are fine. The order of the nodes (for operators: of execution) decides between equally good
// drawings, and nothing else does: sizes never change which node is left of which.
struct Graph {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
};

enum class Direction { topToBottom, leftToRight };

// Distances in pixels; rounded up to multiples of `grid`, on which the centres of all nodes come to lie.
struct Options {
    Direction direction = Direction::topToBottom;
    double grid = 8;
    double nodeGap = 24;       // between nodes of a layer
    double edgeGap = 16;       // between an edge that passes a layer and its neighbours there
    double layerGap = 32;      // between layers, at least; more where edges go far to the side
    double componentGap = 64;  // between parts of the graph that no edge connects
};

// The way of an edge, from the border of one node to the border of the other. In the direction of the layout its points
// never go back. Between two points that differ across that direction lies nothing but the gap between two layers, so
// that a painter may replace the line between them by any S-curve inside their bounding box.
//
// The edges of one output share a trunk that runs past the layers between, and branch off it. Points before
// `ownFrom` are drawn by other edges of that output already; whoever paints all edges paints points[ownFrom …].
struct EdgeRoute {
    std::vector<Point> points;  // at least two
    int ownFrom = 0;            // index into points, at most size − 2
};

struct GraphLayout {
    std::vector<Rect> nodes;       // as Graph::nodes; with the sizes given there
    std::vector<int> layers;       // of each node, from 0 in each component
    std::vector<EdgeRoute> edges;  // as Graph::edges
    Rect bounds;                   // of all nodes and edges; starts at (0, 0)
    std::int64_t crossings = 0;    // of edges with one another, trunks counted once
};

// Errors (badInput): edges that name no node, cycles, sizes that are no numbers.
using Engine =
    std::function<Outcome<GraphLayout>(const Graph&, const Options&, const CancelToken&, const ProgressSink&)>;

// Stops within 50 ms of being cancelled. Time and memory grow nearly linearly with nodes plus edges, however long the
// edges are. How it works is told at the top of the files it is made of: layers, sweep, order,
// place.
Outcome<GraphLayout> layeredLayout(const Graph& graph, const Options& options = {}, const CancelToken& cancel = {},
                                   const ProgressSink& progress = {});

}  // namespace pinfold::layout
