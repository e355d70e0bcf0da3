// The inside of layeredLayout(): goes through the layers one after the other and knows the order of what is in each.
//
// The order of a layer is that of its nodes and of the trunks that pass it. Trunks do not cross one another, so they
// stay in one list while the sweep goes on, and a layer changes it only where trunks begin or end. A layer's nodes are
// not in that list; each knows how many trunks are left of it. So a sweep takes time for what begins, ends or branches
// in a layer, not for what passes it (as in Eiglsperger, Siebenhaller & Kaufmann 2005, with one list in place of their
// containers).
//
// What is left of what is the same in all layers that two items share, and goes in no circle: one global sequence of
// all items tells the order of every layer. `order` and `rank` below are that sequence and its inverse.
#pragma once

#include "ui/layout/items.h"
#include "ui/layout/sequence.h"

#include <cstdint>

namespace pinfold::layout {

enum class SweepRule {
    keep,        // as `rank` has it
    firstOrder,  // as as mainPaths, but trunks choose the side of the main path on which they cross fewer others
    mainPaths,   // at the mean position of their neighbours on main paths, where there are any, else of all
    mean,        // at the mean position of all neighbours (the barycentre)
};

// Where a link begins and ends, as seen by the sweep.
struct LinkPlace {
    int from = 0;               // position in the layer that the sweep comes from, nodes and trunks counted
    int to = 0;                 // position in the layer that it goes to
    bool crossesTrunk = false;  // a trunk that passes both layers
};

class LayerSweep {
public:
    // `rank` is the place of each item in the global sequence; it breaks ties. Both references must stay.
    LayerSweep(const LayeredItems& items, const std::vector<int>& rank, bool down, SweepRule rule);

    // Goes to the first, then to the next layer. False after the last.
    bool advance();

    [[nodiscard]] int layer() const { return down_ ? step_ : items_.layers - 1 - step_; }
    // The layer's nodes from left to right, and how many trunks are left of one.
    [[nodiscard]] const std::vector<int>& row() const { return row_; }
    [[nodiscard]] int trunksLeftOf(int node) const { return trunksLeft_[static_cast<std::size_t>(node)]; }
    // Trunks that pass the layer.
    [[nodiscard]] const TrunkSequence& trunks() const { return active_; }
    // The links of the gap just crossed, as items.linksOfGap has them.
    [[nodiscard]] int gap() const { return down_ ? layer() - 1 : layer(); }
    [[nodiscard]] const std::vector<LinkPlace>& links() const { return places_; }

    // In all gaps so far: crossings, and those of main paths with trunks.
    [[nodiscard]] std::int64_t crossings() const { return crossings_; }
    [[nodiscard]] std::int64_t bends() const { return bends_; }
    // After the last layer: all items in their global sequence.
    [[nodiscard]] std::vector<int> order() const;

private:
    struct Entering {
        int item = -1;
        double measure = 0;
        int side = 0;  // −1, 0, 1: left of, at, right of those of equal measure
        int slot = 0;  // how many of the trunks that go on are left of it
    };
    struct Mean {
        double sum = 0;
        int count = 0;
        void add(double value) { sum += value, ++count; }
    };

    void firstLayer();
    void findLeaving(int layer);
    void placeFrom(int gap);
    void measure(int layer, int gap);
    void measureLoose();
    void placeTrunks(int gap);
    int betterSide(const Entering& entering) const;
    void takeLane(Entering& entering);
    void findSlots();
    void enter();
    void placeTo(int gap, int layer);
    void count();
    void setPositions();

    int fromEnd(const Link& link) const { return down_ ? link.upper : link.lower; }
    int toEnd(const Link& link) const { return down_ ? link.lower : link.upper; }
    int end(int trunk) const;
    bool leaves(int trunk, int layer) const;
    int rankOf(int item) const { return rank_[static_cast<std::size_t>(item)]; }
    bool isLeaving(int trunk) const;
    int trunksBefore(double position) const;
    int staying(int trunksLeft) const;
    int slotAt(int item, double position) const;
    int positionOfTrunk(int index) const;

    const LayeredItems& items_;
    const std::vector<int>& rank_;
    const bool down_;
    const SweepRule rule_;
    int step_ = -1;

    TrunkSequence active_;
    std::vector<int> row_;
    std::vector<int> rowPositions_, rowTrunksLeft_;  // of row_, ascending
    std::vector<int> position_, trunksLeft_;         // by node; of the current layer's only
    std::vector<int> next_;                          // the global sequence as a linked list; its head is at the end

    std::vector<int> leaving_, leavingIndex_;  // trunks that end in the layer just left
    std::vector<Entering> entering_;           // nodes and trunks that begin in the next layer, left to right
    std::vector<int> enteringIndex_;           // of the trunks among them, ascending
    std::vector<int> slot_;                    // by item; of `entering_` only
    std::vector<Mean> allMean_, strongMean_;   // by item; of `entering_` only
    std::vector<int> lane_;                    // by trunk, from 1; of those that a sweep places in lanes
    std::vector<int> producer_, reader_;  // scratch, by item: where a trunk comes from, what a main path goes on to
    std::vector<LinkPlace> places_;
    std::vector<int> slotFrom_;  // by link of the gap: how many of the trunks that go on are left of its `from` end
    std::vector<std::pair<int, int>> pairs_;
    std::vector<int> tree_;
    std::int64_t crossings_ = 0, bends_ = 0;
};

// The number of pairs of links that cross: (a, b) and (c, d) with a < c and b > d. Sorts `pairs`; `tree` is scratch.
// After Barth, Mutzel & Jünger, "Simple and Efficient Bilayer Cross Counting", 2004.
std::int64_t countCrossings(std::vector<std::pair<int, int>>& pairs, std::vector<int>& tree);

}  // namespace pinfold::layout
