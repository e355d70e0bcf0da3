// Items in some order, each to the best space that still has room for its load. Orders and what is best are rules that
// are known to be good:
//   - for the least cost, those first that would lose the most for each byte (or byte and tick) if they had to leave
//     their cheapest place, each to the cheapest place left;
//   - for the smallest pools, the largest first, each to where the peaks grow the least.
// Where the items of a space then do not pack, the rule is followed once more with a little less of that space.
#include "plan/assign_greedy.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace pinfold {
namespace {

constexpr int mostAttempts = 16;        // of one rule
constexpr std::int64_t stepShare = 64;  // of a space's bytes that it loses for the next attempt

// The load over time: adds to intervals and gives their maximum, both in logarithmic time (a segment tree).
class LoadProfile {
public:
    explicit LoadProfile(std::size_t times) : times_(times), most_(4 * times), added_(4 * times) {}

    void add(std::size_t begin, std::size_t end, std::int64_t bytes) { add(1, 0, times_, begin, end, bytes); }
    [[nodiscard]] std::int64_t most(std::size_t begin, std::size_t end) const { return most(1, 0, times_, begin, end); }
    [[nodiscard]] std::int64_t peak() const { return most_[1]; }

private:
    void add(std::size_t node, std::size_t from, std::size_t to, std::size_t begin, std::size_t end,
             std::int64_t bytes) {
        if (end <= from || to <= begin) return;
        if (begin <= from && to <= end) {
            most_[node] += bytes;
            added_[node] += bytes;
            return;
        }
        const std::size_t middle = (from + to) / 2;
        add(2 * node, from, middle, begin, end, bytes);
        add(2 * node + 1, middle, to, begin, end, bytes);
        most_[node] = added_[node] + std::max(most_[2 * node], most_[2 * node + 1]);
    }
    [[nodiscard]] std::int64_t most(std::size_t node, std::size_t from, std::size_t to, std::size_t begin,
                                    std::size_t end) const {
        if (end <= from || to <= begin) return 0;
        if (begin <= from && to <= end) return most_[node];
        const std::size_t middle = (from + to) / 2;
        return added_[node] +
               std::max(most(2 * node, from, middle, begin, end), most(2 * node + 1, middle, to, begin, end));
    }

    std::size_t times_;
    std::vector<std::int64_t> most_;   // per node: below it, without what was added above
    std::vector<std::int64_t> added_;  // per node: to all below
};

struct Rule {
    std::vector<std::size_t> order;  // of the items
    bool leastGrowth = false;        // to where the peaks grow the least; else to the cheapest place
};

class Greedy {
public:
    explicit Greedy(const AssignProblem& problem) : problem_(problem) {
        for (const ProblemItem& item : problem.items) times_.push_back(item.lower);
        std::sort(times_.begin(), times_.end());
        times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
    }

    // None if an item finds no room. `rooms`: bytes per space.
    std::optional<Choice> follow(const Rule& rule, std::span<const std::int64_t> rooms) {
        loads_.assign(problem_.spaces.size() * problem_.groups.size(), LoadProfile(times_.size()));
        used_.assign(problem_.spaces.size(), 0);
        Choice choice(problem_.items.size());
        for (const std::size_t index : rule.order) {
            const auto option = bestOption(problem_.items[index], rule, rooms);
            if (!option) return std::nullopt;
            choice[index] = static_cast<int>(*option);
            take(problem_.items[index], problem_.items[index].options[*option]);
        }
        return choice;
    }

private:
    LoadProfile& loadOf(const ProblemItem& item, const PlaceOption& option) {
        return loads_[static_cast<std::size_t>(option.space) * problem_.groups.size() +
                      static_cast<std::size_t>(item.group)];
    }
    std::pair<std::size_t, std::size_t> timesOf(const ProblemItem& item) const {
        const auto index = [&](std::int64_t time) {
            return static_cast<std::size_t>(std::lower_bound(times_.begin(), times_.end(), time) - times_.begin());
        };
        return {index(item.lower), index(item.upper)};
    }

    std::optional<std::size_t> bestOption(const ProblemItem& item, const Rule& rule,
                                          std::span<const std::int64_t> rooms) {
        const auto [begin, end] = timesOf(item);
        std::optional<std::size_t> best;
        std::tuple<std::int64_t, std::int64_t, int> bestKey;
        for (std::size_t o = 0; o < item.options.size(); ++o) {
            const PlaceOption& option = item.options[o];
            const auto space = static_cast<std::size_t>(option.space);
            const LoadProfile& load = loadOf(item, option);
            const std::int64_t peak = load.peak();
            const std::int64_t growth = std::max(peak, load.most(begin, end) + option.size) - peak;
            if (used_[space] + growth > rooms[space]) continue;
            const std::tuple key(rule.leastGrowth ? growth : option.cost, rule.leastGrowth ? option.cost : growth,
                                 -problem_.speedRank[space]);
            if (best && key >= bestKey) continue;
            best = o;
            bestKey = key;
        }
        return best;
    }

    void take(const ProblemItem& item, const PlaceOption& option) {
        const auto [begin, end] = timesOf(item);
        LoadProfile& load = loadOf(item, option);
        const std::int64_t peak = load.peak();
        load.add(begin, end, option.size);
        used_[static_cast<std::size_t>(option.space)] += load.peak() - peak;
    }

    const AssignProblem& problem_;
    std::vector<std::int64_t> times_;  // at which items begin
    std::vector<LoadProfile> loads_;   // spaces × groups
    std::vector<std::int64_t> used_;   // per space: the peaks of all groups
};

// What an item loses at least if it cannot have its cheapest place.
double regretOf(const ProblemItem& item) {
    std::int64_t second = std::numeric_limits<std::int64_t>::max();
    bool cheapest = false;
    for (const PlaceOption& option : item.options) {
        if (option.cost == item.leastCost && !cheapest) {
            cheapest = true;
        } else {
            second = std::min(second, option.cost);
        }
    }
    return static_cast<double>(second - item.leastCost);
}

std::vector<Rule> rulesFor(const AssignProblem& problem) {
    const auto sorted = [&](auto key) {
        std::vector<double> keys;
        for (const ProblemItem& item : problem.items) {
            // What has no choice comes first.
            keys.push_back(item.forced() ? -std::numeric_limits<double>::infinity() : -key(item));
        }
        std::vector<std::size_t> order(keys.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
        return order;
    };
    const auto size = [](const ProblemItem& item) {
        return static_cast<double>(std::max<std::int64_t>(1, item.options.front().size));
    };
    const auto area = [&](const ProblemItem& item) {
        return size(item) * (static_cast<double>(item.upper) - static_cast<double>(item.lower));
    };
    const bool leastGrowth = problem.objective == Objective::size;
    std::vector<Rule> rules;
    if (!leastGrowth) {
        rules.push_back({sorted([&](const ProblemItem& i) { return regretOf(i) / size(i); }), false});
        rules.push_back({sorted([&](const ProblemItem& i) { return regretOf(i) / area(i); }), false});
    }
    rules.push_back({sorted(size), leastGrowth});
    rules.push_back({sorted(area), leastGrowth});
    return rules;
}

}  // namespace

std::optional<Arrangement> greedyArrangement(const AssignProblem& problem, Layouts& layouts,
                                             const CancelToken& cancel) {
    std::optional<Arrangement> best;
    Greedy greedy(problem);
    for (const Rule& rule : rulesFor(problem)) {
        std::vector<std::int64_t> rooms;
        for (const Space& space : problem.spaces) rooms.push_back(space.capacity);
        for (int attempt = 0; attempt < mostAttempts && !cancel.cancelled(); ++attempt) {
            const auto choice = greedy.follow(rule, rooms);
            if (!choice) break;
            Arrangement arrangement = layouts.arrange(*choice);
            if (arrangement.answer == PackAnswer::found) {
                if (!best || arrangement.score < best->score) best = std::move(arrangement);
                break;
            }
            const auto space = static_cast<std::size_t>(arrangement.failed);
            rooms[space] -= std::max(problem.spaces[space].alignment, problem.spaces[space].capacity / stepShare);
        }
    }
    return best;
}

}  // namespace pinfold
