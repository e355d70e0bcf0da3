#include "ui/layout/sweep.h"

#include "base/index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pinfold::layout {
namespace {

// How many trunks on each side are looked at to choose one.
constexpr int sideWindow = 48;

// How many of the ascending values are less.
int countLess(const std::vector<int>& values, int value) {
    return static_cast<int>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
}

}  // namespace

LayerSweep::LayerSweep(const LayeredItems& items, const std::vector<int>& rank, bool down, SweepRule rule)
    : items_(items), rank_(rank), down_(down), rule_(rule), active_(items.nodes, items.size()) {
    const auto size = at(items.size());
    position_.resize(size);
    trunksLeft_.resize(size);
    slot_.resize(size);
    lane_.resize(size);
    producer_.resize(size);
    reader_.assign(size, -1);
    allMean_.resize(size);
    strongMean_.resize(size);
    next_.assign(size + 1, -1);
}

bool LayerSweep::advance() {
    if (step_ + 1 >= items_.layers) return false;
    if (step_ < 0) {
        step_ = 0;
        firstLayer();
        return true;
    }
    const int here = layer();
    ++step_;
    findLeaving(here);
    placeFrom(gap());
    measure(layer(), gap());
    if (rule_ == SweepRule::firstOrder || rule_ == SweepRule::mainPaths) placeTrunks(gap());
    findSlots();
    enter();
    placeTo(gap(), layer());
    count();
    return true;
}

// No trunk passes the first or the last layer.
void LayerSweep::firstLayer() {
    const auto nodes = items_.nodesOfLayer[layer()];
    row_.assign(nodes.begin(), nodes.end());
    std::sort(row_.begin(), row_.end(), [&](int a, int b) { return rankOf(a) < rankOf(b); });
    int before = items_.size();
    for (const int node : row_) {
        trunksLeft_[at(node)] = 0;
        next_[at(before)] = node;
        before = node;
    }
    setPositions();
}

void LayerSweep::setPositions() {
    rowPositions_.clear();
    rowTrunksLeft_.clear();
    for (std::size_t i = 0; i < row_.size(); ++i) {
        const int left = trunksLeft_[at(row_[i])];
        position_[at(row_[i])] = static_cast<int>(i) + left;
        rowPositions_.push_back(position_[at(row_[i])]);
        rowTrunksLeft_.push_back(left);
    }
}

int LayerSweep::end(int trunk) const { return down_ ? items_.last[at(trunk)] : -items_.first[at(trunk)]; }

bool LayerSweep::leaves(int trunk, int layer) const { return (down_ ? items_.last : items_.first)[at(trunk)] == layer; }

void LayerSweep::findLeaving(int layer) {
    const auto leaving = down_ ? items_.trunksTo[layer] : items_.trunksFrom[layer];
    leaving_.assign(leaving.begin(), leaving.end());
    leavingIndex_.clear();
    for (const int trunk : leaving_) leavingIndex_.push_back(active_.indexOf(trunk));
    std::sort(leavingIndex_.begin(), leavingIndex_.end());
}

// Of the first `trunksLeft` trunks, how many go on.
int LayerSweep::staying(int trunksLeft) const { return trunksLeft - countLess(leavingIndex_, trunksLeft); }

int LayerSweep::positionOfTrunk(int index) const { return index + countLess(rowTrunksLeft_, index + 1); }

void LayerSweep::placeFrom(int gap) {
    const auto links = items_.linksOfGap[gap];
    places_.assign(links.size(), {});
    slotFrom_.assign(links.size(), 0);
    for (std::size_t i = 0; i < links.size(); ++i) {
        const int item = fromEnd(items_.links[at(links[i])]);
        const bool trunk = items_.isTrunk(item);
        const int left = trunk ? active_.indexOf(item) : trunksLeft_[at(item)];
        places_[i].from = trunk ? positionOfTrunk(left) : position_[at(item)];
        slotFrom_[i] = staying(left);
    }
}

// Fills entering_ with its measures, and sorts it.
void LayerSweep::measure(int layer, int gap) {
    entering_.clear();
    for (const auto& items : {items_.nodesOfLayer[layer], down_ ? items_.trunksFrom[layer] : items_.trunksTo[layer]}) {
        for (const int item : items) {
            entering_.push_back({item, 0, 0, 0});
            allMean_[at(item)] = strongMean_[at(item)] = {};
        }
    }
    if (rule_ == SweepRule::keep) {
        std::sort(entering_.begin(), entering_.end(),
                  [&](const Entering& a, const Entering& b) { return rankOf(a.item) < rankOf(b.item); });
        return;
    }
    const auto links = items_.linksOfGap[gap];
    for (std::size_t i = 0; i < links.size(); ++i) {
        const Link& link = items_.links[at(links[i])];
        allMean_[at(toEnd(link))].add(places_[i].from);
        if (link.strong) strongMean_[at(toEnd(link))].add(places_[i].from);
    }
    measureLoose();
}

// Items without a neighbour stay after what they have been after.
void LayerSweep::measureLoose() {
    std::sort(entering_.begin(), entering_.end(),
              [&](const Entering& a, const Entering& b) { return rankOf(a.item) < rankOf(b.item); });
    double before = -0.5;
    for (Entering& entering : entering_) {
        const Mean& strong = strongMean_[at(entering.item)];
        const Mean& mean = strong.count > 0 && rule_ != SweepRule::mean ? strong : allMean_[at(entering.item)];
        entering.measure = mean.count > 0 ? mean.sum / mean.count : before;
        before = entering.measure;
    }
    std::stable_sort(entering_.begin(), entering_.end(),
                     [](const Entering& a, const Entering& b) { return a.measure < b.measure; });
}

// A trunk begins beside its producer's next reader, on one side of it, and then moves outward.
void LayerSweep::placeTrunks(int gap) {
    const auto links = items_.linksOfGap[gap];
    for (const int index : links) {
        const Link& link = items_.links[at(index)];
        if (link.strong) reader_[at(fromEnd(link))] = toEnd(link);
    }
    for (const int index : links) {
        const Link& link = items_.links[at(index)];
        if (items_.isTrunk(toEnd(link))) producer_[at(toEnd(link))] = fromEnd(link);
    }
    for (Entering& entering : entering_) {
        if (!items_.isTrunk(entering.item)) continue;
        const int reader = reader_[at(producer_[at(entering.item)])];
        const bool first = rule_ == SweepRule::firstOrder;
        if (first || reader >= 0) {
            entering.side = first ? betterSide(entering) : (rankOf(entering.item) < rankOf(reader) ? -1 : 1);
            takeLane(entering);
        }
    }
    for (const int index : links) reader_[at(fromEnd(items_.links[at(index)]))] = -1;
    std::stable_sort(entering_.begin(), entering_.end(), [](const Entering& a, const Entering& b) {
        return std::pair(a.measure, a.side) < std::pair(b.measure, b.side);
    });
}

// How many trunks of the layer just left have a place less than this.
int LayerSweep::trunksBefore(double position) const {
    const int ceiling = static_cast<int>(std::ceil(position));
    return std::clamp(ceiling - countLess(rowPositions_, ceiling), 0, active_.size());
}

bool LayerSweep::isLeaving(int trunk) const { return leaves(trunk, down_ ? layer() - 1 : layer() + 1); }

// On its side, a trunk crosses those that end before it does.
int LayerSweep::betterSide(const Entering& entering) const {
    const int index = trunksBefore(entering.measure);
    int left = 0, right = 0;
    for (int i = std::max(0, index - sideWindow); i < std::min(active_.size(), index + sideWindow); ++i) {
        const int other = active_.at(i);
        if (!isLeaving(other) && end(other) < end(entering.item)) ++(i < index ? left : right);
    }
    return left < right ? -1 : 1;
}

// A trunk may be inside or outside of one that ends before it does: they cross once either way. Were it always inside,
// skips that overlap one another would make an endless staircase. So lanes are counted from the inside, and the trunk
// takes the first that is free. It stays inside of trunks that end after it does, and passes no node.
void LayerSweep::takeLane(Entering& entering) {
    const int side = entering.side;
    const int first = trunksBefore(entering.measure) - (side < 0 ? 1 : 0);
    int inside = 0;
    double place = entering.measure;
    for (int i = first; i >= 0 && i < active_.size() && std::abs(i - first) < sideWindow; i += side) {
        const int other = active_.at(i), position = positionOfTrunk(i);
        if (std::abs(position - place) > 1) break;
        place = position;
        if (isLeaving(other)) continue;
        if (lane_[at(other)] > inside + 1 || end(other) >= end(entering.item)) break;
        inside = lane_[at(other)];
        entering.measure = position + 0.5 * side;
    }
    lane_[at(entering.item)] = inside + 1;
}

// How many of the trunks that go on are left of this position in the layer just left.
int LayerSweep::slotAt(int item, double position) const {
    const int ceiling = static_cast<int>(std::ceil(position));
    const int left = trunksBefore(position);
    if (position < ceiling || left == active_.size() || countLess(rowPositions_, ceiling + 1) + left > ceiling) {
        return staying(left);
    }
    // A trunk is right there.
    const int trunk = active_.at(left);
    return staying(left + (rankOf(trunk) < rankOf(item) ? 1 : 0));
}

void LayerSweep::findSlots() {
    int least = 0;
    for (Entering& entering : entering_) {
        entering.slot = rule_ == SweepRule::keep ? staying(active_.lowerBound(rankOf(entering.item), rank_))
                                                 : slotAt(entering.item, entering.measure);
        least = entering.slot = std::max(least, entering.slot);
    }
}

void LayerSweep::enter() {
    for (const int trunk : leaving_) active_.erase(trunk);
    row_.clear();
    enteringIndex_.clear();
    int trunks = 0, beforeSlot = -1, before = items_.size();
    for (const Entering& entering : entering_) {
        const int index = entering.slot + trunks;
        if (entering.slot != beforeSlot) before = index > 0 ? active_.at(index - 1) : items_.size();
        next_[at(entering.item)] = next_[at(before)];
        next_[at(before)] = entering.item;
        before = entering.item;
        beforeSlot = entering.slot;
        slot_[at(entering.item)] = entering.slot;
        if (items_.isTrunk(entering.item)) {
            active_.insert(index, entering.item);
            enteringIndex_.push_back(index);
            ++trunks;
        } else {
            row_.push_back(entering.item);
            trunksLeft_[at(entering.item)] = index;
        }
    }
    setPositions();
}

void LayerSweep::placeTo(int gap, int layer) {
    const auto links = items_.linksOfGap[gap];
    const int left = down_ ? layer - 1 : layer + 1;
    for (std::size_t i = 0; i < links.size(); ++i) {
        const Link& link = items_.links[at(links[i])];
        const int from = fromEnd(link), to = toEnd(link);
        int slot = slot_[at(to)];
        const bool branchUp = items_.isTrunk(to) && (down_ ? items_.first : items_.last)[at(to)] != layer;
        if (items_.isTrunk(to)) {
            const int index = active_.indexOf(to);
            places_[i].to = positionOfTrunk(index);
            if (branchUp) slot = index - countLess(enteringIndex_, index);
        } else {
            places_[i].to = position_[at(to)];
        }
        int crossed = std::abs(slot - slotFrom_[i]);
        // The trunk that it branches off is none that it crosses.
        const bool branchDown = items_.isTrunk(from) && !leaves(from, left);
        if (branchDown && slot > slotFrom_[i]) --crossed;
        if (branchUp && slotFrom_[i] > slot) --crossed;
        places_[i].crossesTrunk = crossed > 0;
        crossings_ += crossed;
        if (link.strong) bends_ += crossed;
    }
}

void LayerSweep::count() {
    pairs_.clear();
    for (const LinkPlace& place : places_) pairs_.emplace_back(place.from, place.to);
    crossings_ += countCrossings(pairs_, tree_);
}

std::vector<int> LayerSweep::order() const {
    std::vector<int> order;
    order.reserve(next_.size());
    for (int item = next_.back(); item >= 0; item = next_[at(item)]) order.push_back(item);
    return order;
}

std::int64_t countCrossings(std::vector<std::pair<int, int>>& pairs, std::vector<int>& tree) {
    if (pairs.size() < 2) return 0;
    std::sort(pairs.begin(), pairs.end());
    std::vector<int> ends;
    ends.reserve(pairs.size());
    for (const auto& pair : pairs) ends.push_back(pair.second);
    std::sort(ends.begin(), ends.end());
    std::size_t leaves = 1;
    while (leaves < ends.size()) leaves *= 2;
    tree.assign(2 * leaves, 0);
    std::int64_t crossings = 0;
    for (const auto& pair : pairs) {
        // Of the links before, those that end further to the right: the right siblings on the way to the root.
        std::size_t place = leaves + at(countLess(ends, pair.second));
        for (++tree[place]; place > 1; ++tree[place]) {
            if (place % 2 == 0) crossings += tree[place + 1];
            place /= 2;
        }
    }
    return crossings;
}

}  // namespace pinfold::layout
