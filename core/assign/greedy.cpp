// Items in some order, each to the best range that still holds its load. Orders and what is best are rules that
// are known to be good:
//   - for the least cost, those first that would lose the most for each byte (or byte and tick) if they had to leave
//     their cheapest range, each to the cheapest range left; where prices are known, what is cheapest includes them;
//   - for the smallest pools, the largest first, each to where the peaks grow the least.
// Where the items of a range then do not pack, the rule is followed once more with a little less of that range.
//
// What it wins: the first arrangement, which everything later is measured by. Without the rules for the items' own
// costs made-up networks of 100 buffers cost 0.2 % more on average and 4.4 % at worst, and wired_c with lifetimes
// `none` and 32 KiB of fast memory 0.5 %.
#include "assign/greedy.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace pinfold {
namespace {

constexpr int maxAttempts = 16;         // of one rule
constexpr int maxLateAttempts = 4;      // of all rules, where the time is over before the first answer
constexpr std::int64_t stepShare = 64;  // of a range's bytes that it loses for the next attempt

// The load over time: adds to intervals and gives their maximum, both in logarithmic time (a segment tree).
class LoadProfile {
public:
    explicit LoadProfile(std::size_t times) : times_(times), highest_(4 * times), added_(4 * times) {}

    void add(std::size_t begin, std::size_t end, std::int64_t bytes) { add(1, 0, times_, begin, end, bytes); }
    [[nodiscard]] std::int64_t highest(std::size_t begin, std::size_t end) const {
        return highest(1, 0, times_, begin, end);
    }
    [[nodiscard]] std::int64_t peak() const { return highest_[1]; }

private:
    void add(std::size_t node, std::size_t from, std::size_t to, std::size_t begin, std::size_t end,
             std::int64_t bytes) {
        if (end <= from || to <= begin) return;
        if (begin <= from && to <= end) {
            highest_[node] += bytes;
            added_[node] += bytes;
            return;
        }
        const std::size_t middle = (from + to) / 2;
        add(2 * node, from, middle, begin, end, bytes);
        add(2 * node + 1, middle, to, begin, end, bytes);
        highest_[node] = added_[node] + std::max(highest_[2 * node], highest_[2 * node + 1]);
    }
    [[nodiscard]] std::int64_t highest(std::size_t node, std::size_t from, std::size_t to, std::size_t begin,
                                       std::size_t end) const {
        if (end <= from || to <= begin) return 0;
        if (begin <= from && to <= end) return highest_[node];
        const std::size_t middle = (from + to) / 2;
        return added_[node] +
               std::max(highest(2 * node, from, middle, begin, end), highest(2 * node + 1, middle, to, begin, end));
    }

    std::size_t times_;
    std::vector<std::int64_t> highest_;  // per node: below it, without what was added above
    std::vector<std::int64_t> added_;    // per node: to all below
};

struct Rule {
    std::vector<std::size_t> order;                      // of the items
    bool minGrowth = false;                              // to where the peaks grow the least; else the cheapest range
    const std::vector<std::vector<double>>* costs = {};  // per item and option; none: the items' own
};

class Greedy {
public:
    explicit Greedy(const AssignProblem& problem) : problem_(problem) {
        for (const ProblemItem& item : problem.items) times_.push_back(item.lower);
        std::sort(times_.begin(), times_.end());
        times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
    }

    // None if an item fits nowhere, or if it is cancelled. `limits`: bytes per range.
    std::optional<Choice> follow(const Rule& rule, std::span<const std::int64_t> limits, const Stop& stop) {
        loads_.assign(problem_.ranges.size() * problem_.groups.size(), LoadProfile(times_.size()));
        used_.assign(problem_.ranges.size(), 0);
        Choice choice(problem_.items.size());
        for (const std::size_t index : rule.order) {
            const auto option = bestOption(index, rule, limits);
            if (!option || stop.cancelled()) return std::nullopt;
            choice[index] = static_cast<int>(*option);
            take(problem_.items[index], problem_.items[index].options[*option]);
        }
        return choice;
    }

private:
    LoadProfile& loadOf(const ProblemItem& item, const ProblemOption& option) {
        return loads_[static_cast<std::size_t>(option.range) * problem_.groups.size() +
                      static_cast<std::size_t>(item.group)];
    }
    std::pair<std::size_t, std::size_t> timesOf(const ProblemItem& item) const {
        const auto index = [&](std::int64_t time) {
            return static_cast<std::size_t>(std::lower_bound(times_.begin(), times_.end(), time) - times_.begin());
        };
        return {index(item.lower), index(item.upper)};
    }

    std::optional<std::size_t> bestOption(std::size_t index, const Rule& rule, std::span<const std::int64_t> limits) {
        const ProblemItem& item = problem_.items[index];
        const auto [begin, end] = timesOf(item);
        std::optional<std::size_t> best;
        std::tuple<double, double, int> bestKey;
        for (std::size_t o = 0; o < item.options.size(); ++o) {
            const ProblemOption& option = item.options[o];
            const auto range = static_cast<std::size_t>(option.range);
            const LoadProfile& load = loadOf(item, option);
            const std::int64_t peak = load.peak();
            const std::int64_t growth = std::max(peak, load.highest(begin, end) + option.size) - peak;
            if (used_[range] + growth > limits[range]) continue;
            const double cost = rule.costs ? (*rule.costs)[index][o] : static_cast<double>(option.cost);
            const auto grown = static_cast<double>(growth);
            const std::tuple key(rule.minGrowth ? grown : cost, rule.minGrowth ? cost : grown, problem_.rank[range]);
            if (best && key >= bestKey) continue;
            best = o;
            bestKey = key;
        }
        return best;
    }

    void take(const ProblemItem& item, const ProblemOption& option) {
        const auto [begin, end] = timesOf(item);
        LoadProfile& load = loadOf(item, option);
        const std::int64_t peak = load.peak();
        load.add(begin, end, option.size);
        used_[static_cast<std::size_t>(option.range)] += load.peak() - peak;
    }

    const AssignProblem& problem_;
    std::vector<std::int64_t> times_;  // at which items begin
    std::vector<LoadProfile> loads_;   // ranges × groups
    std::vector<std::int64_t> used_;   // per range: the peaks of all groups
};

// What an item loses at least if it cannot have its cheapest option.
double secondLess(std::vector<double> costs) {
    if (costs.size() < 2) return 0;
    std::nth_element(costs.begin(), costs.begin() + 1, costs.end());
    return costs[1] - *std::min_element(costs.begin(), costs.begin() + 1);
}
double regretOf(const ProblemItem& item) {
    std::vector<double> costs;
    for (const ProblemOption& option : item.options) costs.push_back(static_cast<double>(option.cost));
    return secondLess(std::move(costs));
}

// The items by a key, the highest first; those without a choice come before.
std::vector<std::size_t> sortedBy(const AssignProblem& problem, const std::function<double(std::size_t)>& key) {
    std::vector<double> keys;
    for (std::size_t i = 0; i < problem.items.size(); ++i) {
        keys.push_back(problem.items[i].forced() ? std::numeric_limits<double>::infinity() : key(i));
    }
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] > keys[b]; });
    return order;
}

double sizeOf(const ProblemItem& item) {
    return static_cast<double>(std::max<std::int64_t>(1, item.options.front().size));
}
double areaOf(const ProblemItem& item) {
    return sizeOf(item) * (static_cast<double>(item.upper) - static_cast<double>(item.lower));
}

// Sorting many items takes its time: cancelled, rules are left out.
class RuleBook {
public:
    RuleBook(const AssignProblem& problem, const Stop& stop) : problem_(problem), stop_(stop) {}

    void add(const std::function<double(std::size_t)>& key, bool minGrowth,
             const std::vector<std::vector<double>>* costs = nullptr) {
        if (!stop_.cancelled()) rules_.push_back({sortedBy(problem_, key), minGrowth, costs});
    }
    [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

private:
    const AssignProblem& problem_;
    const Stop& stop_;
    std::vector<Rule> rules_;
};

RuleBook rulesFor(const AssignProblem& problem, const Stop& stop) {
    const auto& items = problem.items;
    const bool minGrowth = problem.objective == Objective::size;
    RuleBook book(problem, stop);
    if (!minGrowth) {
        book.add([&](std::size_t i) { return regretOf(items[i]) / sizeOf(items[i]); }, false);
        book.add([&](std::size_t i) { return regretOf(items[i]) / areaOf(items[i]); }, false);
    }
    book.add([&](std::size_t i) { return sizeOf(items[i]); }, minGrowth);
    book.add([&](std::size_t i) { return areaOf(items[i]); }, minGrowth);
    return book;
}

RuleBook rulesFor(const AssignProblem& problem, const Prices& prices, const Stop& stop) {
    const auto& items = problem.items;
    const auto regret = [&](std::size_t i) { return secondLess(prices.priced[i]); };
    RuleBook book(problem, stop);
    book.add(regret, false, &prices.priced);
    book.add([&](std::size_t i) { return regret(i) / sizeOf(items[i]); }, false, &prices.priced);
    book.add([&](std::size_t i) { return sizeOf(items[i]); }, false, &prices.priced);
    return book;
}

std::int64_t costOf(const AssignProblem& problem, const Choice& choice) {
    std::int64_t cost = 0;
    for (std::size_t i = 0; i < choice.size(); ++i) {
        cost += problem.items[i].options[static_cast<std::size_t>(choice[i])].cost;
    }
    return cost;
}

class BestOfRules {
public:
    BestOfRules(const AssignProblem& problem, Layouts& layouts, const Stop& stop)
        : problem_(problem), layouts_(layouts), stop_(stop), greedy_(problem) {}

    std::optional<Arrangement> run(const std::vector<Rule>& rules) {
        // What costs least before packing goes first; the others are often not worth packing then.
        std::vector<std::pair<std::int64_t, const Rule*>> order;
        for (const Rule& rule : rules) {
            if (stop_.cancelled() || (!order.empty() && stop_.stopped())) break;
            const auto choice = greedy_.follow(rule, capacities(), stop_);
            if (choice) order.emplace_back(costOf(problem_, *choice), &rule);
        }
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [cost, rule] : order) tryRule(*rule);
        return std::move(best_);
    }

private:
    [[nodiscard]] std::vector<std::int64_t> capacities() const {
        std::vector<std::int64_t> bytes;
        for (const MemoryRange& range : problem_.ranges) bytes.push_back(range.capacity);
        return bytes;
    }

    // Out of time, a first arrangement is still worth its while: the alternative is no answer at all.
    [[nodiscard]] bool givesUp() const {
        return stop_.cancelled() || ((best_ || attempts_ >= maxLateAttempts) && stop_.stopped());
    }

    void tryRule(const Rule& rule) {
        std::vector<std::int64_t> limits = capacities();
        for (int attempt = 0; attempt < maxAttempts && !givesUp(); ++attempt, ++attempts_) {
            const auto choice = greedy_.follow(rule, limits, stop_);
            if (!choice) return;
            if (best_ && problem_.objective == Objective::cost && costOf(problem_, *choice) >= best_->cost) return;
            Arrangement arrangement = layouts_.arrange(problem_, *choice);
            if (arrangement.answer == PackAnswer::found) {
                if (!best_ || arrangement.score < best_->score) best_ = std::move(arrangement);
                return;
            }
            const auto range = static_cast<std::size_t>(arrangement.failed);
            const std::int64_t capacity = problem_.ranges[range].capacity;
            const std::int64_t excess = arrangement.layouts[range].bytes - capacity;
            limits[range] -= std::max({problem_.ranges[range].alignment, capacity / stepShare, excess});
        }
    }

    const AssignProblem& problem_;
    Layouts& layouts_;
    const Stop& stop_;
    Greedy greedy_;
    int attempts_ = 0;
    std::optional<Arrangement> best_;
};

}  // namespace

std::optional<Arrangement> greedyArrangement(const AssignProblem& problem, Layouts& layouts, const Stop& stop) {
    return BestOfRules(problem, layouts, stop).run(rulesFor(problem, stop).rules());
}

std::optional<Arrangement> greedyArrangement(const AssignProblem& problem, const Prices& prices, Layouts& layouts,
                                             const Stop& stop) {
    return BestOfRules(problem, layouts, stop).run(rulesFor(problem, prices, stop).rules());
}

}  // namespace pinfold
