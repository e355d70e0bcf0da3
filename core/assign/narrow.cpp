// What improve() wins: without it made-up networks of 100 buffers cost 2.1 % more on average and 10 % at worst (lives
// of ten ticks, four ranges).
#include "assign/narrow.h"

#include "assign/relaxation.h"
#include "assign/search.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

namespace pinfold {
namespace {

constexpr std::size_t maxSteps = 20'000'000;          // to find out which items can be taken
constexpr std::uint64_t combinationsInImprove = 256;  // of the items that choose anew
constexpr int maxIdleRounds = 24;                     // in a row that do not help
constexpr std::int64_t nodesPerRound = 20'000;        // of the search, at most

std::vector<std::size_t> shuffled(std::size_t count, std::mt19937_64& random) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    return order;
}

// All options of the items that are free, and the one that the others have.
NarrowProblem freeOnly(const AssignProblem& problem, const std::vector<char>& free, const Choice& choice) {
    std::vector<std::vector<char>> keep;
    for (std::size_t i = 0; i < choice.size(); ++i) {
        keep.emplace_back(problem.items[i].options.size(), free[i]);
        keep.back()[static_cast<std::size_t>(choice[i])] = 1;
    }
    return narrow(problem, keep);
}

}  // namespace

Choice NarrowProblem::narrowed(const Choice& wide) const {
    Choice result;
    for (std::size_t i = 0; i < wide.size(); ++i) {
        const auto& options = originals[i];
        result.push_back(static_cast<int>(std::find(options.begin(), options.end(), wide[i]) - options.begin()));
    }
    return result;
}

Choice NarrowProblem::widened(const Choice& narrow) const {
    Choice result;
    for (std::size_t i = 0; i < narrow.size(); ++i) {
        result.push_back(originals[i][static_cast<std::size_t>(narrow[i])]);
    }
    return result;
}

NarrowProblem narrow(const AssignProblem& problem, const std::vector<std::vector<char>>& keep) {
    NarrowProblem result{problem, {}};
    for (std::size_t i = 0; i < keep.size(); ++i) {
        ProblemItem& item = result.problem.items[i];
        std::vector<int> originals;
        std::vector<ProblemOption> options;
        for (std::size_t o = 0; o < keep[i].size(); ++o) {
            if (keep[i][o] == 0) continue;
            originals.push_back(static_cast<int>(o));
            options.push_back(item.options[o]);
        }
        item.options = std::move(options);
        item.minCost = std::min_element(item.options.begin(), item.options.end(), [](const auto& a, const auto& b) {
                           return a.cost < b.cost;
                       })->cost;
        result.originals.push_back(std::move(originals));
        if (i > 0 && keep[i] != keep[i - 1]) result.problem.twin[i] = 0;
    }
    return result;
}

std::vector<char> takeItems(const AssignProblem& problem, std::span<const std::size_t> wanted,
                            std::uint64_t maxCombinations, const Stop& stop) {
    const auto& items = problem.items;
    std::vector<char> taken(items.size());
    std::vector<std::uint64_t> combinations(items.size() + 1, 1);  // of those that are alive when an item begins
    std::size_t steps = 0;
    for (const std::size_t index : wanted) {
        if (steps < maxSteps && stop.stopped()) steps = maxSteps;
        const std::uint64_t options = items[index].options.size();
        std::size_t end = index + 1;
        bool fits = steps < maxSteps;
        while (fits && end < items.size() && items[end].group == items[index].group &&
               items[end].lower < items[index].upper) {
            fits = combinations[end] * options <= maxCombinations;
            ++end;
            ++steps;
        }
        taken[index] = fits || items[index].forced() ? 1 : 0;
        if (!fits) continue;
        for (std::size_t i = index + 1; i < end; ++i) combinations[i] *= options;
    }
    return taken;
}

std::int64_t improve(const AssignProblem& problem, Layouts& layouts, Arrangement& best, std::int64_t nodes,
                     const PackBudget& budget, const Stop& stop) {
    std::mt19937_64 random(1);
    const std::int64_t before = layouts.work();
    std::int64_t taken = 0;
    const auto left = [&] { return nodes - taken - (layouts.work() - before); };
    for (int idle = 0; idle < maxIdleRounds && left() > 0 && !layouts.ended(); ++idle) {
        const std::vector<char> free =
            takeItems(problem, shuffled(problem.items.size(), random), combinationsInImprove, stop);
        if (layouts.ended()) break;
        const NarrowProblem part = freeOnly(problem, free, best.choice);
        const std::int64_t maxTotal =
            problem.objective == Objective::size ? best.score.front() : std::numeric_limits<std::int64_t>::max();
        const Relaxation relaxation(part.problem, stop, RelaxationDepth::costsAndPeaks, {.maxTotal = maxTotal});
        taken += static_cast<std::int64_t>(relaxation.states()) / 4 + 1;
        if (!relaxation.possible()) continue;

        Arrangement first = best;
        first.choice = part.narrowed(best.choice);
        const AssignBudget roundBudget{std::min(nodesPerRound, left()), budget};
        SearchResult found = searchRanges(part.problem, relaxation, layouts, std::move(first), roundBudget, stop);
        taken += found.nodes;
        if (!found.best || found.best->score >= best.score) continue;
        found.best->choice = part.widened(found.best->choice);
        best = std::move(*found.best);
        idle = -1;
    }
    return taken;
}

}  // namespace pinfold
