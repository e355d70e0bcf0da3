// A simpler question than that of assign(): which range each item goes to if only the sum of what lives there at one
// time must not exceed its capacity. Its answers are lower bounds.
#pragma once

#include "assign/problem.h"
#include "base/stop.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

enum class RelaxationDepth {
    costs,
    costsAndPeaks,
};

struct RelaxationLimits {
    // Only assignments whose pools have at most so many bytes together are of interest.
    std::int64_t maxTotal = std::numeric_limits<std::int64_t>::max();
    std::size_t maxStates = 300'000;  // to count all items; where there are more, only some are counted
};

// A state before an item takes an option: the options of the items alive then that were placed before. Layer i holds
// the states before item i; after the last item there is one more layer, with one state.
class Relaxation {
public:
    static constexpr int none = -1;

    Relaxation(const AssignProblem& problem, const Stop& stop, RelaxationDepth depth = RelaxationDepth::costsAndPeaks,
               const RelaxationLimits& limits = {});

    // False: it was stopped. Then nothing is known but that it is possible() and a trivial minCost().
    [[nodiscard]] bool complete() const { return complete_; }
    // False: no assignment exists.
    [[nodiscard]] bool possible() const { return possible_; }
    // Whether every item counts; if not, the bounds are weaker.
    [[nodiscard]] bool exact() const { return exact_; }
    // No assignment costs less.
    [[nodiscard]] std::int64_t minCost() const { return layers_.front().rest.front(); }

    // How many there are in all.
    [[nodiscard]] std::size_t states() const;

    // What it took, in states that were made; those that were given up count too.
    [[nodiscard]] std::int64_t work() const { return work_; }

    // The state after item `item` with this option; `none` if that leads nowhere.
    [[nodiscard]] int next(std::size_t item, int state, std::size_t option) const {
        const Layer& layer = layers_[item];
        return layer.next[static_cast<std::size_t>(state) * layer.options + option];
    }
    // The least cost of the items from `item` on.
    [[nodiscard]] std::int64_t rest(std::size_t item, int state) const {
        return layers_[item].rest[static_cast<std::size_t>(state)];
    }

    // What the items from `item` on need at least: a set of alternatives, each of so many bytes per range for those of
    // the same group, and then the cost of all; one of them holds for whatever follows. Objective::cost: whatever
    // follows at the least cost.
    [[nodiscard]] std::span<const std::int64_t> peaks(std::size_t item, int state) const {
        const Layer& layer = layers_[item];
        const auto begin = layer.firstPeak[static_cast<std::size_t>(state)];
        return std::span(layer.peaks).subspan(begin, layer.firstPeak[static_cast<std::size_t>(state) + 1] - begin);
    }
    // What the later groups need at least: a score without their cost. Empty: nothing is known.
    [[nodiscard]] const Score& laterGroups(std::size_t item) const {
        return later_[static_cast<std::size_t>(problem_.items[item].group)];
    }

private:
    struct Layer {
        std::size_t options = 0;         // of the layer's item
        std::vector<int> next;           // states × options
        std::vector<std::int64_t> load;  // states × options: in the option's range, with the item
        std::vector<std::int64_t> rest;  // per state
        std::vector<std::size_t> firstPeak;
        std::vector<std::int64_t> peaks;
    };
    // An item whose option is part of the states while it lives.
    struct Slot {
        std::size_t item = 0;
        std::uint64_t weight = 1;  // of its option in a state's number
    };

    // The states of a layer, and what they are made of.
    struct Front {
        std::vector<std::uint64_t> numbers;
        std::vector<Slot> slots;
        std::vector<std::size_t> settled;  // items alive that have no choice
    };

    bool build(RelaxationDepth depth, const Stop& stop);
    bool buildStates(std::size_t maxStates, const Stop& stop);
    [[nodiscard]] bool endsBefore(std::size_t item, std::size_t other) const;
    [[nodiscard]] std::optional<std::vector<Slot>> slotsAfter(std::size_t item, const std::vector<Slot>& slots) const;
    std::optional<std::vector<std::uint64_t>> placeItem(std::size_t index, const Front& front,
                                                        const std::vector<Slot>& slotsAfter, std::size_t maxStates,
                                                        const Stop& stop);
    bool findRest(const Stop& stop);
    bool findPeaks(const Stop& stop);
    void peaksOf(std::size_t item, int state, std::size_t maxCount, std::vector<std::int64_t>& found) const;
    void closeGroup(std::size_t firstItem);

    const AssignProblem& problem_;
    std::vector<char> tracked_;  // per item: whether it is part of the states
    std::vector<Layer> layers_;
    std::vector<Score> later_;  // per group
    RelaxationLimits limits_;
    std::int64_t work_ = 0;
    bool complete_ = true;
    bool possible_ = true;
    bool exact_ = true;
};

}  // namespace pinfold
