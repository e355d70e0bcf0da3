// Where many skips overlap, each begins inside of the ones before, and what is pushed to the side that they are on
// becomes a long staircase: the first skip ends up as far out as there are steps, and the mean of the four ways keeps
// half of that. So the result is gone over: items that are straight below one another are one block, and a block moves
// to the median of what it is linked with, or as near as its neighbours let it. First those that want to the left, from
// the left to the right, then the others the other way round, so that each finds its neighbours where they will stay.
#include "ui/layout/pull.h"

#include "base/index.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace pinfold::layout {
namespace {

constexpr int rounds = 3;

class Puller {
public:
    Puller(const LayeredItems& items, const ItemNeighbours& neighbours,
           const std::function<std::int64_t(int, int)>& distance, std::vector<std::int64_t>& places)
        : items_(items), neighbours_(neighbours), places_(places) {
        for (const auto& [left, right] : neighbours.pairs) distances_.push_back(distance(left, right));
        findBlocks();
    }

    // True if something moved.
    bool round() {
        bool moved = false;
        for (const bool leftwards : {true, false}) {
            std::sort(order_.begin(), order_.end(),
                      [&](int a, int b) { return std::pair(placeOf(a), a) < std::pair(placeOf(b), b); });
            if (!leftwards) std::reverse(order_.begin(), order_.end());
            for (const int block : order_) moved = pull(block, leftwards) || moved;
        }
        return moved;
    }

private:
    void findBlocks() {
        std::vector<int> root(at(items_.size()));
        std::iota(root.begin(), root.end(), 0);
        const auto rootOf = [&](int item) {
            while (root[at(item)] != item) item = root[at(item)] = root[at(root[at(item)])];
            return item;
        };
        for (const Link& link : items_.links) {
            if (places_[at(link.upper)] == places_[at(link.lower)]) {
                root[at(rootOf(link.lower))] = rootOf(link.upper);
            }
        }
        block_.assign(at(items_.size()), -1);
        for (int item = 0; item < items_.size(); ++item) {
            int& block = block_[at(rootOf(item))];
            if (block < 0) {
                block = static_cast<int>(order_.size());
                order_.push_back(block);
            }
            block_[at(item)] = block;
        }
        collect();
    }

    void collect() {
        const std::size_t blocks = order_.size();
        std::vector<int> ofLeft, ofRight, ofUpper, ofLower;
        for (const auto& [left, right] : neighbours_.pairs) {
            ofLeft.push_back(block_[at(left)]);
            ofRight.push_back(block_[at(right)]);
        }
        for (const Link& link : items_.links) {
            const int upper = block_[at(link.upper)], lower = block_[at(link.lower)];
            ofUpper.push_back(upper == lower ? -1 : upper);
            ofLower.push_back(upper == lower ? -1 : lower);
        }
        members_ = IntLists(blocks, block_);
        pairsRight_ = IntLists(blocks, ofLeft);
        pairsLeft_ = IntLists(blocks, ofRight);
        linksDown_ = IntLists(blocks, ofUpper);
        linksUp_ = IntLists(blocks, ofLower);
    }

    std::int64_t placeOf(int block) const { return places_[at(members_[block].front())]; }

    bool pull(int block, bool leftwards) {
        const std::int64_t place = placeOf(block), wanted = median(block, place);
        if (wanted == place || (wanted < place) != leftwards) return false;
        std::int64_t move = wanted - place;
        if (leftwards) {
            for (const int pair : pairsLeft_[block]) move = std::max(move, -room(pair));
        } else {
            for (const int pair : pairsRight_[block]) move = std::min(move, room(pair));
        }
        if (move == 0) return false;
        for (const int item : members_[block]) places_[at(item)] += move;
        return true;
    }

    std::int64_t room(int pair) const {
        const auto& [left, right] = neighbours_.pairs[at(pair)];
        return places_[at(right)] - places_[at(left)] - distances_[at(pair)];
    }

    // The place nearest to `place` for which the sum of the distances to what the block is linked with is least; if
    // main paths go on from it to other blocks, they alone count.
    std::int64_t median(int block, std::int64_t place) {
        for (const bool strong : {true, false}) {
            others_.clear();
            for (const int link : linksDown_[block]) addOther(link, items_.links[at(link)].lower, strong);
            for (const int link : linksUp_[block]) addOther(link, items_.links[at(link)].upper, strong);
            if (!others_.empty()) break;
        }
        if (others_.empty()) return place;
        std::sort(others_.begin(), others_.end());
        return std::clamp(place, others_[(others_.size() - 1) / 2], others_[others_.size() / 2]);
    }

    void addOther(int link, int item, bool strong) {
        if (items_.links[at(link)].strong || !strong) others_.push_back(places_[at(item)]);
    }

    const LayeredItems& items_;
    const ItemNeighbours& neighbours_;
    std::vector<std::int64_t>& places_;
    std::vector<std::int64_t> distances_;  // by pair
    std::vector<int> block_;               // by item
    std::vector<int> order_;               // all blocks
    IntLists members_;                     // block → items
    IntLists pairsLeft_, pairsRight_;      // block → pairs in which it is on the right, on the left
    IntLists linksUp_, linksDown_;         // block → links to other blocks, of which it is the lower end, the upper
    std::vector<std::int64_t> others_;
};

}  // namespace

void pullTogether(const LayeredItems& items, const ItemNeighbours& neighbours,
                  const std::function<std::int64_t(int, int)>& distance, std::vector<std::int64_t>& places,
                  LayoutStop& stop) {
    Puller puller(items, neighbours, distance, places);
    for (int round = 0; round < rounds && puller.round(); ++round) {
        if (stop.after(neighbours.pairs.size() + items.links.size())) return;
    }
    if (places.empty()) return;
    const std::int64_t least = *std::min_element(places.begin(), places.end());
    for (std::int64_t& place : places) place -= least;
}

}  // namespace pinfold::layout
