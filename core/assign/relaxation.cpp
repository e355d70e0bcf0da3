// Dynamic programming over time. Items take their options in the order of their begin, so the load of a range can only
// exceed its capacity when an item is added to those that still live: the options of the items alive are all that the
// future needs to know of the past. Networks have few items alive at a time, so there are few states, and walking back
// from the end gives for each the least cost of what is still to come, and the smallest peaks.
//
// Where too many items live at one time, only the largest are tracked. The others take their cheapest option without
// weighing anything, so the bounds stay bounds.
//
// Peaks of several ranges are not one number but alternatives of which none is better in every range. Where a state has
// too many, two are replaced by what both exceed.
#include "assign/relaxation.h"

#include "assign/narrow.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace pinfold {
namespace {

constexpr std::int64_t unreachable = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t maxNumbers = std::uint64_t{1} << 62;  // of a state
constexpr std::uint64_t maxStatesAtOnce = 1024;               // if only some are
constexpr std::size_t maxAlternatives = 16;                   // of one state
constexpr std::size_t maxAlternativesInAll = 200'000;

using Loads = std::vector<std::int64_t>;  // per range; of an alternative: and then the cost

// Leaves alternatives of which none is nowhere smaller than another, and joins neighbours where they are too many.
void thin(std::vector<Loads>& alternatives, std::size_t maxCount) {
    std::sort(alternatives.begin(), alternatives.end());
    std::vector<Loads> kept;
    for (Loads& candidate : alternatives) {
        const bool needless = std::any_of(kept.begin(), kept.end(), [&](const Loads& other) {
            return std::equal(other.begin(), other.end(), candidate.begin(),
                              [](std::int64_t a, std::int64_t b) { return a <= b; });
        });
        if (!needless) kept.push_back(std::move(candidate));
    }
    while (kept.size() > maxCount) {
        std::size_t to = 0;
        for (std::size_t from = 0; from < kept.size(); from += 2, ++to) {
            Loads joined = kept[from];
            if (from + 1 < kept.size()) {
                for (std::size_t r = 0; r < joined.size(); ++r) joined[r] = std::min(joined[r], kept[from + 1][r]);
            }
            kept[to] = std::move(joined);
        }
        kept.resize(to);
    }
    alternatives = std::move(kept);
}

std::vector<std::size_t> largestFirst(const AssignProblem& problem) {
    std::vector<std::size_t> order(problem.items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return problem.items[a].options.front().size > problem.items[b].options.front().size;
    });
    return order;
}

}  // namespace

Relaxation::Relaxation(const AssignProblem& problem, const Stop& stop, RelaxationDepth depth,
                       const RelaxationLimits& limits)
    : problem_(problem), limits_(limits) {
    tracked_.assign(problem.items.size(), 1);
    later_.resize(problem.groups.size());
    complete_ = build(depth, stop);
    if (complete_) return;
    possible_ = true;
    exact_ = false;
    layers_.assign(1, {});
    layers_.front().rest = {0};
    for (const ProblemItem& item : problem.items) layers_.front().rest.front() += item.minCost;
}

// False: stopped.
bool Relaxation::build(RelaxationDepth depth, const Stop& stop) {
    exact_ = buildStates(limits_.maxStates, stop);
    if (stop.stopped()) return false;
    if (!exact_) {
        tracked_ = takeItems(problem_, largestFirst(problem_), maxStatesAtOnce, stop);
        if (!buildStates(limits_.maxStates * 8, stop)) {
            tracked_.assign(problem_.items.size(), 0);
            if (!buildStates(std::numeric_limits<std::size_t>::max(), stop)) return false;
        }
    }
    if (!possible_) return true;
    if (!findRest(stop)) return false;
    return !possible_ || depth != RelaxationDepth::costsAndPeaks || findPeaks(stop);
}

std::size_t Relaxation::states() const {
    std::size_t count = 0;
    for (const Layer& layer : layers_) count += layer.rest.size();
    return count;
}

// Whether the item at `other` is alive no more when the one after `item` begins.
bool Relaxation::endsBefore(std::size_t item, std::size_t other) const {
    const auto& items = problem_.items;
    const bool last = item + 1 == items.size() || items[item + 1].group != items[item].group;
    return last || items[other].upper <= items[item + 1].lower;
}

// The slots after the item; none if there are too many combinations for a number.
std::optional<std::vector<Relaxation::Slot>> Relaxation::slotsAfter(std::size_t item,
                                                                    const std::vector<Slot>& slots) const {
    std::vector<std::size_t> alive;
    for (const Slot& slot : slots) alive.push_back(slot.item);
    if (tracked_[item] != 0 && !problem_.items[item].forced()) alive.push_back(item);
    std::vector<Slot> kept;
    std::uint64_t weight = 1;
    for (const std::size_t other : alive) {
        if (endsBefore(item, other)) continue;
        kept.push_back({other, weight});
        const std::uint64_t options = problem_.items[other].options.size();
        if (weight > maxNumbers / options) return std::nullopt;
        weight *= options;
    }
    return kept;
}

// False: too many, or stopped. Without a state in some layer there is no assignment.
bool Relaxation::buildStates(std::size_t maxStates, const Stop& stop) {
    const auto& items = problem_.items;
    layers_.assign(items.size() + 1, {});
    Front front{{0}, {}, {}};
    std::size_t count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        count += front.numbers.size();
        work_ += static_cast<std::int64_t>(front.numbers.size());
        if (count > maxStates) return false;
        auto slots = slotsAfter(i, front.slots);
        if (!slots) return false;
        const auto numbers = placeItem(i, front, *slots, maxStates, stop);
        if (!numbers) return false;
        possible_ = !numbers->empty();
        if (!possible_) return true;

        front.numbers = *numbers;
        front.slots = *std::move(slots);
        if (tracked_[i] != 0 && items[i].forced()) front.settled.push_back(i);
        std::erase_if(front.settled, [&](std::size_t other) { return endsBefore(i, other); });
    }
    layers_.back().rest = {0};
    return true;
}

// Fills in the layer of the item. The numbers of the states after it; none if they are too many, or if stopped.
std::optional<std::vector<std::uint64_t>> Relaxation::placeItem(std::size_t index, const Front& front,
                                                                const std::vector<Slot>& slotsAfter,
                                                                std::size_t maxStates, const Stop& stop) {
    const ProblemItem& item = problem_.items[index];
    Layer& layer = layers_[index];
    layer.options = item.options.size();
    layer.next.assign(front.numbers.size() * layer.options, none);
    layer.load.assign(front.numbers.size() * layer.options, 0);
    Loads settledLoad(problem_.ranges.size());
    for (const std::size_t other : front.settled) {
        const ProblemOption& option = problem_.items[other].options.front();
        settledLoad[static_cast<std::size_t>(option.range)] += option.size;
    }

    std::unordered_map<std::uint64_t, int> found;
    std::vector<std::uint64_t> numbers;
    for (std::size_t state = 0; state < front.numbers.size(); ++state) {
        if (numbers.size() > maxStates || (state % 1024 == 0 && stop.stopped())) {
            work_ += std::ssize(numbers);
            return std::nullopt;
        }
        Loads load = settledLoad;
        std::uint64_t others = 0;  // the part of the next state's number that the earlier items make
        auto kept = slotsAfter.begin();
        for (const Slot& slot : front.slots) {
            const auto& options = problem_.items[slot.item].options;
            const std::uint64_t digit = front.numbers[state] / slot.weight % options.size();
            load[static_cast<std::size_t>(options[digit].range)] += options[digit].size;
            if (kept != slotsAfter.end() && kept->item == slot.item) others += digit * (kept++)->weight;
        }
        const std::uint64_t ownWeight = kept != slotsAfter.end() ? kept->weight : 0;
        for (std::size_t o = 0; o < layer.options; ++o) {
            const auto range = static_cast<std::size_t>(item.options[o].range);
            const std::int64_t filled = tracked_[index] != 0 ? load[range] + item.options[o].size : 0;
            if (filled > problem_.ranges[range].capacity) continue;
            const std::uint64_t number = others + o * ownWeight;
            const auto [entry, isNew] = found.try_emplace(number, static_cast<int>(numbers.size()));
            if (isNew) numbers.push_back(number);
            layer.next[state * layer.options + o] = entry->second;
            layer.load[state * layer.options + o] = filled;
        }
    }
    return numbers;
}

// False: stopped.
bool Relaxation::findRest(const Stop& stop) {
    for (std::size_t i = problem_.items.size(); i-- > 0;) {
        if (stop.stopped()) return false;
        Layer& layer = layers_[i];
        layer.rest.assign(layer.next.size() / layer.options, unreachable);
        for (std::size_t edge = 0; edge < layer.next.size(); ++edge) {
            int& next = layer.next[edge];
            if (next == none) continue;
            const std::int64_t after = layers_[i + 1].rest[static_cast<std::size_t>(next)];
            if (after == unreachable) {
                next = none;
                continue;
            }
            std::int64_t& minCost = layer.rest[edge / layer.options];
            minCost = std::min(minCost, after + problem_.items[i].options[edge % layer.options].cost);
        }
    }
    possible_ = layers_.front().rest.front() != unreachable;
    return true;
}

// The alternatives of a state, one after another.
void Relaxation::peaksOf(std::size_t item, int state, std::size_t maxCount, std::vector<std::int64_t>& found) const {
    const Layer& layer = layers_[item];
    const std::size_t ranges = problem_.ranges.size();
    std::vector<Loads> alternatives;
    const std::int64_t minCost = rest(item, state);
    const bool groupEnds =
        item + 1 == problem_.items.size() || problem_.items[item + 1].group != problem_.items[item].group;
    for (std::size_t o = 0; o < layer.options && minCost != unreachable; ++o) {
        const ProblemOption& option = problem_.items[item].options[o];
        const int after = next(item, state, o);
        if (after == none) continue;
        if (problem_.objective == Objective::cost && option.cost + rest(item + 1, after) > minCost) continue;
        const std::int64_t load = layer.load[static_cast<std::size_t>(state) * layer.options + o];
        const auto add = [&](Loads loads) {
            std::int64_t& own = loads[static_cast<std::size_t>(option.range)];
            own = std::max(own, load);
            loads.back() += option.cost;
            const auto total = std::accumulate(loads.begin(), loads.end() - 1, std::int64_t{0});
            if (total <= limits_.maxTotal) alternatives.push_back(std::move(loads));
        };
        if (groupEnds) {
            Loads end(ranges + 1);
            end.back() = rest(item + 1, after);
            add(std::move(end));
            continue;
        }
        const auto later = peaks(item + 1, after);
        for (std::size_t at = 0; at < later.size(); at += ranges + 1) {
            const auto part = later.subspan(at, ranges + 1);
            add(Loads(part.begin(), part.end()));
        }
    }
    thin(alternatives, maxCount);
    for (const Loads& loads : alternatives) found.insert(found.end(), loads.begin(), loads.end());
}

// Sums up the groups from that of `firstItem` on, for the one before.
void Relaxation::closeGroup(std::size_t firstItem) {
    const auto group = static_cast<std::size_t>(problem_.items[firstItem].group);
    const auto alternatives = peaks(firstItem, 0);
    const std::size_t ranges = problem_.ranges.size();
    Score minima(static_cast<std::size_t>(problem_.ranks) + 2, alternatives.empty() ? 0 : unreachable);
    for (std::size_t at = 0; at < alternatives.size(); at += ranges + 1) {
        const Score score = scoreOf(problem_, 0, alternatives.subspan(at, ranges));
        for (std::size_t k = 0; k < minima.size(); ++k) minima[k] = std::min(minima[k], score[k]);
    }
    for (std::size_t k = 0; k < minima.size(); ++k) minima[k] += later_[group].empty() ? 0 : later_[group][k];
    later_[group - 1] = std::move(minima);
}

// False: stopped.
bool Relaxation::findPeaks(const Stop& stop) {
    const std::size_t maxCount = std::clamp<std::size_t>(maxAlternativesInAll / states(), 1, maxAlternatives);
    layers_.back().firstPeak = {0, 0};
    for (std::size_t i = problem_.items.size(); i-- > 0;) {
        Layer& layer = layers_[i];
        layer.firstPeak.push_back(0);
        for (std::size_t state = 0; state < layer.rest.size(); ++state) {
            if (stop.stopped()) return false;
            peaksOf(i, static_cast<int>(state), maxCount, layer.peaks);
            layer.firstPeak.push_back(layer.peaks.size());
        }
        if (i > 0 && problem_.items[i - 1].group != problem_.items[i].group) closeGroup(i);
    }
    return true;
}

}  // namespace pinfold
