#include "ui/layout/neighbours.h"

#include "base/index.h"

#include <algorithm>

namespace pinfold::layout {
namespace {

// Two trunks can become neighbours only where something between them ended or where one of them began: such pairs are
// noted in one layer and looked at in the next.
class NeighbourFinder {
public:
    NeighbourFinder(const LayeredItems& items, const std::vector<int>& rank)
        : items_(items), sweep_(items, rank, true, SweepRule::keep) {
        found_.links.resize(items.links.size());
    }

    std::optional<ItemNeighbours> run(LayoutStop& stop) {
        while (sweep_.advance()) {
            if (sweep_.layer() > 0) noteLinks();
            noteBegun();
            addPossible();
            addRow();
            noteEnding();
            if (stop.after(sweep_.row().size() + sweep_.links().size() + possible_.size())) return std::nullopt;
        }
        return std::move(found_);
    }

private:
    void noteLinks() {
        const auto links = items_.linksOfGap[sweep_.gap()];
        for (std::size_t i = 0; i < links.size(); ++i) found_.links[at(links[i])] = sweep_.links()[i];
    }

    // The trunks on both sides of a gap between trunks; −1 at the border.
    std::pair<int, int> sides(int trunksLeft) const {
        const TrunkSequence& trunks = sweep_.trunks();
        return {trunksLeft > 0 ? trunks.at(trunksLeft - 1) : -1,
                trunksLeft < trunks.size() ? trunks.at(trunksLeft) : -1};
    }

    void notePossible(std::pair<int, int> pair) {
        if (pair.first >= 0 && pair.second >= 0) possible_.push_back(pair);
    }

    void noteBegun() {
        for (const int trunk : items_.trunksFrom[sweep_.layer()]) {
            const int index = sweep_.trunks().indexOf(trunk);
            notePossible(sides(index));
            notePossible(sides(index + 1));
        }
    }

    bool passes(int trunk) const {
        return items_.first[at(trunk)] <= sweep_.layer() && sweep_.layer() <= items_.last[at(trunk)];
    }

    void addPossible() {
        std::sort(possible_.begin(), possible_.end());
        possible_.erase(std::unique(possible_.begin(), possible_.end()), possible_.end());
        for (const auto& [left, right] : possible_) {
            if (!passes(left) || !passes(right)) continue;
            const int index = sweep_.trunks().indexOf(right);
            if (index > 0 && sweep_.trunks().at(index - 1) == left && !nodeBetween(index)) {
                found_.pairs.emplace_back(left, right);
            }
        }
        possible_.clear();
    }

    bool nodeBetween(int trunksLeft) const {
        const auto& row = sweep_.row();
        const auto node = std::lower_bound(row.begin(), row.end(), trunksLeft,
                                           [&](int a, int value) { return sweep_.trunksLeftOf(a) < value; });
        return node != row.end() && sweep_.trunksLeftOf(*node) == trunksLeft;
    }

    void addRow() {
        const auto& row = sweep_.row();
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int trunksLeft = sweep_.trunksLeftOf(row[i]);
            const auto [left, right] = sides(trunksLeft);
            const bool first = i == 0 || sweep_.trunksLeftOf(row[i - 1]) < trunksLeft;
            const bool last = i + 1 == row.size() || sweep_.trunksLeftOf(row[i + 1]) > trunksLeft;
            if (!first) found_.pairs.emplace_back(row[i - 1], row[i]);
            if (first && left >= 0) found_.pairs.emplace_back(left, row[i]);
            if (last && right >= 0) found_.pairs.emplace_back(row[i], right);
            if (last) notePossible({left, right});
        }
    }

    // What will be side by side once the trunks that end here are gone.
    void noteEnding() {
        const TrunkSequence& trunks = sweep_.trunks();
        const auto ends = [&](int index) { return items_.last[at(trunks.at(index))] == sweep_.layer(); };
        for (const int trunk : items_.trunksTo[sweep_.layer()]) {
            const int first = trunks.indexOf(trunk);
            if (first == 0 || ends(first - 1)) continue;
            int after = first + 1;
            while (after < trunks.size() && ends(after)) ++after;
            if (after < trunks.size()) notePossible({trunks.at(first - 1), trunks.at(after)});
        }
    }

    const LayeredItems& items_;
    LayerSweep sweep_;
    ItemNeighbours found_;
    std::vector<std::pair<int, int>> possible_;
};

}  // namespace

std::optional<ItemNeighbours> neighboursOf(const LayeredItems& items, const std::vector<int>& rank, LayoutStop& stop) {
    return NeighbourFinder(items, rank).run(stop);
}

}  // namespace pinfold::layout
