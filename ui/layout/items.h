// The inside of layeredLayout(): the graph of one component in layers, with its long edges as trunks.
//
// A tensor that is read two or more layers below its producer gets one trunk: a vertical line that runs from the layer
// after the producer to the layer before its last reader, and from which its readers branch off. A trunk is one item
// however many layers it passes (the segments of Eiglsperger, Siebenhaller & Kaufmann, "An Efficient Implementation of
// Sugiyama's Algorithm for Layered Graph Drawing", 2005), where Sugiyama's method has a dummy node in each.
#pragma once

#include "base/cancel.h"
#include "ui/layout/layout.h"

#include <cstddef>
#include <span>
#include <vector>

namespace pinfold::layout {

// Asks the token every few thousand steps.
class LayoutStop {
public:
    explicit LayoutStop(const CancelToken& cancel) : cancel_(&cancel) {}
    // True once the job is to end. `steps` is about the number of elements visited since the last call.
    [[nodiscard]] bool after(std::size_t steps) {
        work_ += steps + 1;
        if (work_ >= 16384) {
            work_ = 0;
            stopped_ = stopped_ || cancel_->cancelled();
        }
        return stopped_;
    }

private:
    const CancelToken* cancel_;
    std::size_t work_ = 0;
    bool stopped_ = false;
};

// Lists of ints, one after the other in one block of memory.
class IntLists {
public:
    IntLists() = default;
    // Value i goes to list listOf[i], in ascending order of i; −1: to none.
    IntLists(std::size_t lists, std::span<const int> listOf);
    [[nodiscard]] std::size_t size() const { return start_.empty() ? 0 : start_.size() - 1; }
    [[nodiscard]] std::span<const int> operator[](std::size_t list) const {
        return {values_.data() + start_[list], start_[list + 1] - start_[list]};
    }
    [[nodiscard]] std::span<const int> operator[](int list) const { return (*this)[static_cast<std::size_t>(list)]; }

private:
    std::vector<std::size_t> start_;
    std::vector<int> values_;
};

// A piece of an edge between two neighbouring layers. Edges of one output share theirs.
struct Link {
    int upper = -1;  // item in layer `gap`: the producer, or its trunk
    int lower = -1;  // item in layer `gap` + 1: the reader, or the producer's trunk
    int gap = -1;
    int output = 0;       // of the producer
    bool strong = false;  // part of a main path: to be drawn straight before all others
};

// Items are the nodes [0, nodes), then the trunks.
struct LayeredItems {
    int nodes = 0;
    int layers = 0;
    std::vector<int> first;   // layer of each item; of a trunk the first that it passes
    std::vector<int> last;    // the same as `first` for nodes
    std::vector<Link> links;  // ascending by gap
    IntLists linksOfGap;      // gap → links; gap g is between layers g and g + 1
    IntLists nodesOfLayer;    // layer → nodes, ascending
    IntLists trunksFrom;      // layer → trunks whose first layer it is
    IntLists trunksTo;        // layer → trunks whose last layer it is

    // By edge: the link that leaves the producer, and the link that enters the reader (the same if there is no trunk).
    std::vector<int> leaves;
    std::vector<int> enters;

    [[nodiscard]] int size() const { return static_cast<int>(first.size()); }
    [[nodiscard]] bool isTrunk(int item) const { return item >= nodes; }
    // Whether the link branches off a trunk that goes on.
    [[nodiscard]] bool branches(const Link& link) const {
        return isTrunk(link.upper) && last[static_cast<std::size_t>(link.upper)] > link.gap;
    }
};

// `layer` as assignLayers() made it. The edges' ends are valid and lead downwards. Of no use if
// stopped.
LayeredItems makeLayeredItems(const Graph& graph, const std::vector<int>& layer, LayoutStop& stop);

}  // namespace pinfold::layout
