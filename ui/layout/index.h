// Finds what a layout has at a place: what to paint in a rectangle, what is under the mouse.
#pragma once

#include "ui/layout/layout.h"

#include <optional>

namespace pinfold::layout {

// A static tree of bounding boxes: of nodes, and of the pieces of edges that the edge itself draws (see
// EdgeRoute::ownFrom). Made once per layout, in n log n steps; a query takes about √n steps at worst plus its result.
class Index {
public:
    Index() = default;
    explicit Index(const GraphLayout& layout);

    // Indices of those whose bounding boxes have a point in common with the rectangle, ascending, each once.
    struct Found {
        std::vector<int> nodes;
        std::vector<int> edges;
    };
    [[nodiscard]] Found in(const Rect& rect) const;

    // The node at the point or, if there is none, the nearest one at most `distance` away. Of equally near ones the
    // lowest.
    [[nodiscard]] std::optional<int> nodeAt(Point point, double distance = 0) const;

private:
    struct Box {
        double left = 0, top = 0, right = 0, bottom = 0;
    };
    class Tree {
    public:
        Tree() = default;
        // Box i belongs to ids[i].
        Tree(std::vector<Box> boxes, std::vector<int> ids);
        void collect(const Box& area, std::vector<int>& found) const;
        [[nodiscard]] std::optional<int> nearest(Point point, double distance) const;

    private:
        static constexpr std::size_t fanOut = 16;
        [[nodiscard]] std::size_t childrenEnd(std::size_t level, std::size_t index) const;
        std::vector<int> ids_;  // of levels_[0]
        std::vector<std::vector<Box>>
            levels_;  // [0]: the boxes; in each next one a box around fanOut of the one before
    };
    Tree nodes_, edges_;
};

}  // namespace pinfold::layout
