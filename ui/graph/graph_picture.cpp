#include "ui/graph/graph_picture.h"

#include "base/index.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pinfold::ui {
namespace {

constexpr double modelGap = 96;  // between the graphs of two models

std::set<int> foldedOf(const PictureRequest& request, int model, std::size_t blocks) {
    std::set<int> folded;
    for (int block = 0; at(block) < blocks; ++block) {
        if (request.folded.contains({model, block})) folded.insert(block);
    }
    return folded;
}

void move(layout::GraphLayout& layout, double x, double y) {
    for (layout::Rect& node : layout.nodes) {
        node.x += x;
        node.y += y;
    }
    for (layout::EdgeRoute& edge : layout.edges) {
        for (layout::Point& point : edge.points) point = {point.x + x, point.y + y};
    }
}

// Appends a model's graph to the right of those that are there.
void append(GraphPicture& picture, ModelGraph graph, layout::GraphLayout layout) {
    layout::Rect& bounds = picture.layout.bounds;
    const double x = picture.nodes.empty() ? 0 : bounds.right() + modelGap;
    const bool titled = picture.models->size() > 1;
    const double top = titled ? 3 * picture.metrics.line : 0;
    if (titled) {
        const Model& model = (*picture.models)[picture.nodeOfOperator.size()];
        const double width = std::max(layout.bounds.width, picture.metrics.width);
        picture.titles.push_back({QString::fromStdString(model.name), {x, 0, width, 2 * picture.metrics.line}});
        layout.bounds.width = width;
    }
    move(layout, x, top);
    bounds.width = x + layout.bounds.width;
    bounds.height = std::max(bounds.height, top + layout.bounds.height);
    const int firstNode = static_cast<int>(picture.nodes.size());
    for (int& node : graph.nodeOfOperator) node += firstNode;
    for (GraphEdge& edge : graph.edges) {
        edge.from += firstNode;
        edge.to += firstNode;
    }
    picture.nodeOfOperator.push_back(std::move(graph.nodeOfOperator));
    const auto moveInto = [](auto& all, auto& part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
    moveInto(picture.nodes, graph.nodes);
    moveInto(picture.edges, graph.edges);
    moveInto(picture.layout.nodes, layout.nodes);
    moveInto(picture.layout.layers, layout.layers);
    moveInto(picture.layout.edges, layout.edges);
    picture.layout.crossings += layout.crossings;
}

void connect(GraphPicture& picture) {
    picture.edgesInto.resize(picture.nodes.size());
    picture.edgesFrom.resize(picture.nodes.size());
    for (std::size_t edge = 0; edge < picture.edges.size(); ++edge) {
        picture.edgesFrom[at(picture.edges[edge].from)].push_back(static_cast<int>(edge));
        picture.edgesInto[at(picture.edges[edge].to)].push_back(static_cast<int>(edge));
    }
    picture.index = layout::Index(picture.layout);
}

double distanceTo(layout::Point a, layout::Point b, layout::Point point) {
    const double x = b.x - a.x, y = b.y - a.y;
    const double length = x * x + y * y;
    const double along = length > 0 ? std::clamp(((point.x - a.x) * x + (point.y - a.y) * y) / length, 0.0, 1.0) : 0;
    return std::hypot(a.x + along * x - point.x, a.y + along * y - point.y);
}

double distanceTo(const layout::EdgeRoute& route, layout::Point point) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = at(route.ownFrom); i + 1 < route.points.size(); ++i) {
        nearest = std::min(nearest, distanceTo(route.points[i], route.points[i + 1], point));
    }
    return nearest;
}

// The first input or output that is this tensor, or -1.
int portOf(const GraphPicture& picture, const Item& tensor) {
    const auto port = std::find_if(picture.nodes.begin(), picture.nodes.end(),
                                   [&](const GraphNode& node) { return node.item == tensor; });
    return port == picture.nodes.end() ? -1 : static_cast<int>(port - picture.nodes.begin());
}

}  // namespace

int GraphPicture::nodeOf(const Item& item) const {
    if (!item || at(item.model) >= models->size()) return -1;
    const Model& model = (*models)[at(item.model)];
    const auto& operators = nodeOfOperator[at(item.model)];
    if (item.kind != Item::Kind::tensor) {
        return at(item.index) < operators.size() ? operators[at(item.index)] : -1;
    }
    if (at(item.index) >= model.tensors.size()) return -1;
    const Tensor& tensor = model.tensors[at(item.index)];
    if (tensor.producer >= 0) return operators[at(tensor.producer)];
    if (const int port = portOf(*this, item); port >= 0) return port;
    return tensor.consumers.empty() ? -1 : operators[at(tensor.consumers.front())];
}

int GraphPicture::outlinedFor(const Item& item) const {
    if (item.kind != Item::Kind::tensor) return nodeOf(item);
    const int port = portOf(*this, item);
    return port >= 0 || !edgesOf(item).empty() ? port : nodeOf(item);
}

std::vector<int> GraphPicture::edgesOf(const Item& item) const {
    std::vector<int> found;
    const int from = item.kind == Item::Kind::tensor ? nodeOf(item) : -1;
    if (from < 0) return found;
    for (const int edge : edgesFrom[at(from)]) {
        if (edges[at(edge)].tensor == item.index) found.push_back(edge);
    }
    return found;
}

int GraphPicture::step(int node, GraphStep step) const {
    if (nodes.empty()) return -1;
    if (node < 0 || step == GraphStep::first) return 0;
    if (step == GraphStep::last) return static_cast<int>(nodes.size()) - 1;
    const layout::Rect& here = layout.nodes[at(node)];
    int best = -1;
    const auto offer = [&](int other) {
        const auto away = [&](int n) { return std::abs(layout.nodes[at(n)].centerX() - here.centerX()); };
        if (best < 0 || away(other) < away(best)) best = other;
    };
    if (step == GraphStep::producer) {
        for (const int edge : edgesInto[at(node)]) offer(edges[at(edge)].from);
        return best;
    }
    if (step == GraphStep::consumer) {
        for (const int edge : edgesFrom[at(node)]) offer(edges[at(edge)].to);
        return best;
    }
    const double from = step == GraphStep::left ? 0 : here.right();
    const double to = step == GraphStep::left ? here.x : layout.bounds.right();
    for (const int other : index.in({from, here.y, to - from, here.height}).nodes) {
        const bool sameLayer =
            nodes[at(other)].model == nodes[at(node)].model && layout.layers[at(other)] == layout.layers[at(node)];
        if (other != node && sameLayer) offer(other);
    }
    return best;
}

BlockSet GraphPicture::allBlocks() const {
    BlockSet all;
    for (int model = 0; at(model) < blocks.size(); ++model) {
        for (int block = 0; at(block) < blocks[at(model)].size(); ++block) all.insert({model, block});
    }
    return all;
}

GraphHit hitAt(const GraphPicture& picture, layout::Point point, double tolerance) {
    GraphHit hit;
    if (const auto node = picture.index.nodeAt(point)) {
        const GraphNode& found = picture.nodes[at(*node)];
        hit.node = *node;
        hit.item = found.item;
        const double headerEnd = picture.layout.nodes[at(*node)].y + picture.metrics.padding + picture.metrics.line;
        hit.header = !found.header.isEmpty() && point.y < headerEnd;
        return hit;
    }
    double nearest = tolerance;
    const layout::Rect around{point.x - tolerance, point.y - tolerance, 2 * tolerance, 2 * tolerance};
    for (const int edge : picture.index.in(around).edges) {
        const double distance = distanceTo(picture.layout.edges[at(edge)], point);
        if (distance > nearest) continue;
        nearest = distance;
        hit.item = Item::tensor(picture.edges[at(edge)].model, picture.edges[at(edge)].tensor);
    }
    return hit;
}

Outcome<GraphPicture> makePicture(const PictureRequest& request, const CancelToken& cancel,
                                  const ProgressSink& progress, const layout::Engine& engine) {
    GraphPicture picture;
    picture.models = request.models;
    picture.metrics = request.metrics;
    const auto count = static_cast<double>(request.models->size());
    for (int model = 0; at(model) < request.models->size(); ++model) {
        const ProgressSink part = [&](const Progress& p) {
            report(progress, {p.stage, p.message, (model + std::max(0.0, p.fraction)) / count});
        };
        auto blocks = blocksOf((*request.models)[at(model)], cancel);
        if (!blocks) return Cancelled{};
        const std::set<int> folded = foldedOf(request, model, blocks->size());
        for (const int block : folded) picture.folded.insert({model, block});
        ModelGraph graph = graphOf((*request.models)[at(model)], model, *blocks, folded, request.metrics);
        picture.blocks.push_back(*std::move(blocks));
        PINFOLD_TRY_OUTCOME(layout::GraphLayout layout, engine(graph.layout, {}, cancel, part));
        append(picture, std::move(graph), std::move(layout));
    }
    if (cancel.cancelled()) return Cancelled{};
    connect(picture);
    return picture;
}

}  // namespace pinfold::ui
