// Places, after Brandes & Köpf, "Fast and Simple Horizontal Coordinate Assignment", 2001, with the erratum by Brandes,
// Walter & Zink (2020).
//
// Four times, once for each combination of two choices (do items follow those above or those below; is all pushed to
// the left or to the right), items are aligned to blocks (layout_align) and blocks placed: each as far left as its left
// neighbours of the same class allow, where the class of a block is that of its topmost left neighbour, and a block
// without one founds a class. Then every class moves as far to the right as the classes right of it allow. The four
// results are shifted onto the narrowest, and an item's place is the mean of its two middle ones: that keeps every
// distance and is balanced. What is aligned in all four, as chains are, stays straight.
//
// Differences from the paper: a trunk is one item, so all is linear in items and their neighbours rather than in dummy
// nodes; main paths are aligned before other edges; and the erratum's order of classes from top to bottom is here any
// order in which a class comes after those that bound it.
#include "ui/layout/place.h"

#include "base/index.h"
#include "ui/layout/align.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

namespace pinfold::layout {
namespace {

using Places = std::vector<std::int64_t>;

// Item `other` is on the left of `item`, at least `distance` away.
struct Distance {
    int other = -1;
    int item = -1;
    std::int64_t distance = 0;
};

// The same, mirrored where all is to be pushed to the right, in lists by item, each in the order of layers.
struct Distances {
    std::vector<Distance> all;
    IntLists left;   // item → those in which it is `item`
    IntLists right;  // item → those in which it is `other`
};

Distances distancesOf(const LayeredItems& items, const ItemNeighbours& neighbours,
                      const std::function<std::int64_t(int, int)>& distance, bool mirrored, bool upwards) {
    Distances distances;
    distances.all.reserve(neighbours.pairs.size());
    for (const auto& [left, right] : neighbours.pairs) {
        const std::int64_t apart = distance(left, right);
        distances.all.push_back(mirrored ? Distance{right, left, apart} : Distance{left, right, apart});
    }
    if (upwards) std::reverse(distances.all.begin(), distances.all.end());
    std::vector<int> item, other;
    for (const Distance& entry : distances.all) {
        item.push_back(entry.item);
        other.push_back(entry.other);
    }
    distances.left = IntLists(at(items.size()), item);
    distances.right = IntLists(at(items.size()), other);
    return distances;
}

class Compaction {
public:
    Compaction(const ItemBlocks& blocks, const Distances& distances) : blocks_(blocks), distances_(distances) {
        place_.assign(blocks.head.size(), 0);
        sink_.assign(blocks.head.size(), -1);
    }

    Places run() {
        placeBlocks();
        shiftClasses();
        Places places(blocks_.block.size());
        for (std::size_t item = 0; item < places.size(); ++item) {
            const int block = blocks_.block[item];
            places[item] = place_[at(block)] + shift_[at(sink_[at(block)])];
        }
        return places;
    }

private:
    template <typename Visit>
    void forMembers(int block, Visit visit) const {
        for (int item = blocks_.head[at(block)]; item >= 0; item = blocks_.next[at(item)]) visit(item);
    }

    // Blocks in an order in which each comes after all that are left of it.
    std::vector<int> leftToRight() const {
        std::vector<int> missing(blocks_.head.size(), 0), order;
        for (const Distance& entry : distances_.all) ++missing[at(blocks_.block[at(entry.item)])];
        order.reserve(missing.size());
        for (std::size_t block = 0; block < missing.size(); ++block) {
            if (missing[block] == 0) order.push_back(static_cast<int>(block));
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            forMembers(order[i], [&](int item) {
                for (const int index : distances_.right[item]) {
                    const int block = blocks_.block[at(distances_.all[at(index)].item)];
                    if (--missing[at(block)] == 0) order.push_back(block);
                }
            });
        }
        return order;
    }

    void placeBlocks() {
        for (const int block : leftToRight()) {
            forMembers(block, [&](int item) {
                for (const int index : distances_.left[item]) {
                    const Distance& entry = distances_.all[at(index)];
                    const int other = blocks_.block[at(entry.other)];
                    int& sink = sink_[at(block)];
                    if (sink < 0) sink = sink_[at(other)];
                    if (sink == sink_[at(other)]) {
                        place_[at(block)] = std::max(place_[at(block)], place_[at(other)] + entry.distance);
                    }
                }
            });
            if (sink_[at(block)] < 0) sink_[at(block)] = block;
        }
    }

    // A class is named by its sink. Classes bound one another in no circle, as the erratum shows. Bounds: `item` is the
    // class on the left, `other` the one on the right that bounds it.
    void shiftClasses() {
        std::vector<Distance> bounds;
        std::vector<int> rightOf;
        for (const Distance& entry : distances_.all) {
            const int left = blocks_.block[at(entry.other)], right = blocks_.block[at(entry.item)];
            if (sink_[at(left)] == sink_[at(right)]) continue;
            bounds.push_back(
                {sink_[at(right)], sink_[at(left)], place_[at(right)] - place_[at(left)] - entry.distance});
            rightOf.push_back(sink_[at(right)]);
        }
        const IntLists boundsBy(blocks_.head.size(), rightOf);
        std::vector<int> missing(blocks_.head.size(), 0), order;
        for (const Distance& bound : bounds) ++missing[at(bound.item)];
        constexpr auto unbound = std::numeric_limits<std::int64_t>::max();
        shift_.assign(blocks_.head.size(), unbound);
        for (std::size_t block = 0; block < missing.size(); ++block) {
            if (missing[block] == 0) order.push_back(static_cast<int>(block));
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            std::int64_t& shift = shift_[at(order[i])];
            if (shift == unbound) shift = 0;
            for (const int index : boundsBy[order[i]]) {
                const Distance& bound = bounds[at(index)];
                shift_[at(bound.item)] = std::min(shift_[at(bound.item)], shift + bound.distance);
                if (--missing[at(bound.item)] == 0) order.push_back(bound.item);
            }
        }
        assert(order.size() == missing.size());
    }

    const ItemBlocks& blocks_;
    const Distances& distances_;
    Places place_;           // by block; within its class
    std::vector<int> sink_;  // by block: the first block of its class
    Places shift_;           // by sink
};

// Makes one way's result narrow-aligned with the narrowest, and takes the mean of the middle ones.
Places balanced(std::array<Places, 4>& ways, const std::array<bool, 4>& left) {
    std::array<std::int64_t, 4> least{}, most{};
    std::size_t narrowest = 0;
    for (std::size_t way = 0; way < 4; ++way) {
        const auto [low, high] = std::minmax_element(ways[way].begin(), ways[way].end());
        least[way] = *low;
        most[way] = *high;
        if (most[way] - least[way] < most[narrowest] - least[narrowest]) narrowest = way;
    }
    Places places(ways[0].size());
    std::int64_t leftmost = std::numeric_limits<std::int64_t>::max();
    for (std::size_t item = 0; item < places.size(); ++item) {
        std::array<std::int64_t, 4> four{};
        for (std::size_t way = 0; way < 4; ++way) {
            const std::int64_t shift = left[way] ? least[narrowest] - least[way] : most[narrowest] - most[way];
            four[way] = ways[way][item] + shift;
        }
        std::sort(four.begin(), four.end());
        const std::int64_t sum = four[1] + four[2];
        places[item] = (sum - (sum < 0 && sum % 2 != 0 ? 1 : 0)) / 2;
        leftmost = std::min(leftmost, places[item]);
    }
    for (std::int64_t& place : places) place -= leftmost;
    return places;
}

}  // namespace

std::optional<Places> placeItems(const LayeredItems& items, const ItemNeighbours& neighbours,
                                 const std::function<std::int64_t(int, int)>& distance, LayoutStop& stop) {
    std::array<Places, 4> ways;
    std::array<bool, 4> pushedLeft{};
    for (std::size_t way = 0; way < 4; ++way) {
        const bool above = way < 2, left = way % 2 == 0;
        pushedLeft[way] = left;
        const ItemBlocks blocks = alignItems(items, neighbours, above, left);
        if (stop.after(2 * at(items.size()) + items.links.size())) return std::nullopt;
        const Distances distances = distancesOf(items, neighbours, distance, !left, !above);
        if (stop.after(neighbours.pairs.size())) return std::nullopt;
        ways[way] = Compaction(blocks, distances).run();
        if (stop.after(neighbours.pairs.size())) return std::nullopt;
        if (!left) {
            for (std::int64_t& place : ways[way]) place = -place;
        }
    }
    return balanced(ways, pushedLeft);
}

}  // namespace pinfold::layout
