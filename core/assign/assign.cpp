// Which memory each buffer goes to, and where in it.
//
// What holds for every answer
//   - An item takes one of its options. Its size is rounded up to the alignment of the range or its own, whichever is
//     larger, and its address is a multiple of that. A fixed offset is kept.
//   - Items of one group that live at a common time do not overlap. The items of a group in one range make a pool: an
//     interval of the range, which no pool of another group touches. A range holds whole multiples of its alignment.
//   - What an item reaches to below and after it lies inside of the range and outside of other groups' pools. These
//     bytes are no part of the pool unless they lie in it anyway; they are reported as its guards.
//
// What is best
//   - Objective::cost: the least sum of costs, then the fewest bytes of all pools together.
//   - Objective::size: the fewest bytes of all pools together, then the least sum of costs.
//   - Then all items in one range, if one can hold them.
//   - Then the fewest bytes in the range that is preferred least, in the next and so on. What is equal in all this is
//     decided by the order of the search, which is always the same.
//
// How it is found
//   0. Every item takes an option that costs least. If they all fit there, nothing costs less, and that is the end (for
//      Objective::size: if no bytes are lost by it either).
//   1. problem: sizes and reaches per option; options that can never be taken are dropped; items that are confined to
//      some ranges and too many for them prove at once that nothing fits.
//   2. relaxation: dynamic programming over time with loads in place of packings. A network has few items alive
//      at a time, so this is exact and quick, and what it proposes packs as tightly as its load nearly always.
//   3. search: branch and bound, led by step 2, with the packing of every range at its end (range_layout, layouts). An
//      answer that equals the bound ends it.
//   4. Where too many items live at one time for step 2, a good answer comes first: simple rules (greedy), prices for
//      memory, which give a bound of the cost too (prices), and exact searches over a few items at a time (narrow).
//      With answer and bound close together, most options prove too dear to be part of a better answer. Without them
//      few items have a choice, and steps 2 and 3 end it. For Objective::size that is done too, and is the answer if
//      nothing has fewer bytes.
//   5. Groups contend for ranges; what each of them needs at least for every share of them tells how to divide them
//      (split).
//   6. Pools that are larger than their lower bound are packed once more, with all of the budget.
//   7. Where one range holds all items at the same cost and in as few bytes, they go there together: an application
//      that owns the memory has one pool to bring.
#include "assign/assign.h"

#include "assign/greedy.h"
#include "assign/narrow.h"
#include "assign/prices.h"
#include "assign/problem.h"
#include "assign/relaxation.h"
#include "assign/search.h"
#include "assign/split.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace pinfold {
namespace {

// Placements for one range out of many, and for each item more. Few items need far less; for many, it is what a
// search can afford.
constexpr std::int64_t placementsInSearch = 40'000;
constexpr std::int64_t placementsPerItem = 50;
// What a search may cost whose bounds do not count all items. It ends soon or never.
constexpr std::int64_t nodesWithoutBounds = 50'000;
constexpr std::int64_t nodesShareOfImprove = 4;
constexpr std::size_t statesForAnything = 20'000;
// To find the cheapest among those of the fewest bytes there are.
constexpr std::int64_t nodesForCheaper = 200'000;

// Packs those pools again that are larger than they must be.
void polish(const AssignProblem& problem, Arrangement& best, Layouts& layouts, const PackBudget& budget) {
    const auto items = itemsByRange(problem, best.choice);
    std::vector<std::int64_t> bytes;
    std::vector<std::int64_t> lowerBounds;
    for (std::size_t r = 0; r < items.size(); ++r) {
        RangeLayout& layout = best.layouts[r];
        if (layout.bytes > layout.lowerBound && !layouts.ended()) {
            RangeLayout again = layouts.layOutAnew(static_cast<int>(r), items[r], budget);
            const std::int64_t lowerBound = std::max(layout.lowerBound, again.lowerBound);
            if (again.answer == PackAnswer::found && again.bytes < layout.bytes) layout = std::move(again);
            layout.lowerBound = lowerBound;
        }
        bytes.push_back(layout.bytes);
        lowerBounds.push_back(layout.lowerBound);
    }
    best.score = scoreOf(problem, best.cost, bytes);
    best.lowerBound = scoreOf(problem, best.cost, lowerBounds);
}

Assignment toAssignment(const AssignProblem& problem, const Arrangement& best) {
    Assignment result;
    result.cost = best.cost;
    result.pools.resize(problem.items.size());
    result.offsets.resize(problem.items.size());
    for (std::size_t r = 0; r < best.layouts.size(); ++r) {
        for (const PoolLayout& pool : best.layouts[r].pools) {
            for (std::size_t i = 0; i < pool.items.size(); ++i) {
                const auto source =
                    static_cast<std::size_t>(problem.items[static_cast<std::size_t>(pool.items[i])].source);
                result.pools[source] = static_cast<int>(result.used.size());
                result.offsets[source] = pool.offsets[i];
            }
            result.used.push_back({static_cast<int>(r), problem.groups[static_cast<std::size_t>(pool.group)], pool.base,
                                   pool.bytes, std::min(pool.lowerBound, pool.bytes), pool.guardBefore,
                                   pool.guardAfter});
        }
    }
    return result;
}

void keepBetter(std::optional<Arrangement>& best, std::optional<Arrangement> other) {
    if (other && (!best || other->score < best->score)) best = std::move(other);
}

// Whether it has as few bytes as the items that live at one time, which nothing can do without.
bool hasMinTotal(const AssignProblem& problem, const Arrangement& arrangement) {
    return arrangement.score[indexOfTotal(problem.objective)] == problem.minTotal;
}

class Assigner {
public:
    Assigner(const AssignProblem& problem, const AssignBudget& budget, const Stop& stop)
        : problem_(problem),
          budget_(budget),
          stop_(stop),
          layouts_(problem, hasNoChoice(problem) ? budget.pack : quick(budget.pack, problem.items.size()), stop) {}

    AssignDecision run() {
        AssignDecision decision = decided(answer());
        decision.work = nodes_ + layouts_.work();
        return decision;
    }

private:
    static PackBudget quick(PackBudget budget, std::size_t items) {
        const std::int64_t enough = placementsInSearch + placementsPerItem * static_cast<std::int64_t>(items);
        budget.placements = std::min(budget.placements, enough);
        return budget;
    }

    AssignDecision decided(SearchResult found) {
        if (!found.best) {
            const bool proven = found.exhausted && !found.open;
            return {proven ? AssignAnswer::impossible : AssignAnswer::undecided, {}};
        }
        Arrangement& best = *found.best;
        if (layouts_.budget().placements < budget_.pack.placements && !budget_.anyAnswer)
            polish(problem_, best, layouts_, budget_.pack);
        AssignDecision decision{AssignAnswer::found, toAssignment(problem_, best)};
        const bool nothingBetter = found.exhausted && (!found.open || *found.open >= best.score);
        decision.assignment.costBound = std::min(found.costBound, best.cost);
        if (problem_.objective == Objective::cost) {
            const bool minOfBoth = decision.assignment.costBound == best.cost && hasMinTotal(problem_, best);
            decision.assignment.optimal = minOfBoth || (nothingBetter && best.score == best.lowerBound);
        } else {
            if (nothingBetter) decision.assignment.costBound = best.cost;
            decision.assignment.optimal =
                hasMinTotal(problem_, best) || (nothingBetter && best.score.front() == best.lowerBound.front());
        }
        // As good, and so nothing that was proven changes.
        if (const auto one = inOneRange(best)) {
            const AssignDecision divided = std::move(decision);
            decision = {AssignAnswer::found, toAssignment(problem_, *one)};
            decision.assignment.costBound = divided.assignment.costBound;
            decision.assignment.optimal = divided.assignment.optimal;
        }
        return decision;
    }

    // The same cost and bytes, with all items in the most preferred range that can hold them; none if no range can.
    std::optional<Arrangement> inOneRange(const Arrangement& best) {
        const auto used = [](const RangeLayout& layout) { return layout.bytes > 0; };
        if (budget_.anyAnswer || std::ranges::count_if(best.layouts, used) < 2) return std::nullopt;
        std::vector<int> ranges(problem_.ranges.size());
        std::iota(ranges.begin(), ranges.end(), 0);
        std::ranges::stable_sort(ranges, {}, [&](int r) { return problem_.rank[static_cast<std::size_t>(r)]; });
        const std::size_t total = indexOfTotal(problem_.objective);
        for (const int range : ranges) {
            if (stop_.stopped()) break;
            const auto choice = choiceOf(range, best.cost);
            if (!choice) continue;
            Arrangement one = layouts_.arrange(problem_, *choice);
            if (one.answer == PackAnswer::found && one.score[total] == best.score[total]) return one;
        }
        return std::nullopt;
    }

    // All items that have bytes in one range, at that cost in all; none if it cannot be.
    [[nodiscard]] std::optional<Choice> choiceOf(int range, std::int64_t cost) const {
        Choice choice;
        for (const ProblemItem& item : problem_.items) {
            const auto option = std::ranges::find_if(item.options, [&](const ProblemOption& own) {
                return own.size > 0 ? own.range == range : own.cost == item.minCost;
            });
            if (option == item.options.end()) return std::nullopt;
            cost -= option->cost;
            choice.push_back(static_cast<int>(option - item.options.begin()));
        }
        return cost == 0 ? std::optional(std::move(choice)) : std::nullopt;
    }

    SearchResult answer() {
        if (hasNoChoice(problem_)) return onlyWay(problem_);
        if (budget_.anyAnswer) return anything();
        SearchResult found = withCheapestOptions();
        if (problem_.objective == Objective::size) {
            if (found.best && hasMinTotal(problem_, *found.best)) return found;
            return smallest(std::move(found.best));
        }
        return found.best ? std::move(found) : cheapest(problem_);
    }

    static bool hasNoChoice(const AssignProblem& problem) {
        return std::all_of(problem.items.begin(), problem.items.end(), [](const ProblemItem& i) { return i.forced(); });
    }

    SearchResult onlyWay(const AssignProblem& problem) {
        Arrangement only = layouts_.arrange(problem, Choice(problem.items.size(), 0));
        SearchResult result;
        result.exhausted = only.answer != PackAnswer::undecided;
        result.costBound = only.cost;
        if (only.answer == PackAnswer::found) result.best = std::move(only);
        return result;
    }

    // Every item with one of its cheapest options, if they all fit there: nothing costs less.
    SearchResult withCheapestOptions() {
        std::vector<std::vector<char>> keep;
        for (const ProblemItem& item : problem_.items) {
            keep.emplace_back();
            for (const ProblemOption& option : item.options) keep.back().push_back(option.cost == item.minCost ? 1 : 0);
        }
        const NarrowProblem cheap = narrow(problem_, keep);
        if (!Relaxation(cheap.problem, stop_, RelaxationDepth::costs).possible()) return {};
        SearchResult found = hasNoChoice(cheap.problem) ? onlyWay(cheap.problem) : cheapest(cheap.problem);
        if (found.best) found.best->choice = cheap.widened(found.best->choice);
        return found;
    }

    SearchResult cheapest(const AssignProblem& problem) {
        const Relaxation relaxation(problem, stop_);
        nodes_ += static_cast<std::int64_t>(relaxation.states());
        if (!relaxation.possible()) return proofThatNothingFits();
        if (!relaxation.exact()) return cheapestOfMany(problem, relaxation);
        if (problem.groups.size() > 1) return cheapestOfGroups(problem, relaxation);
        SearchResult found = search(problem, relaxation, std::nullopt);
        if (!found.exhausted && !found.best) {
            found.best = improved(problem, greedyArrangement(problem, layouts_, stop_));
        }
        return found;
    }

    static SearchResult proofThatNothingFits() {
        SearchResult result;
        result.exhausted = true;
        return result;
    }

    // Groups are bounded one by one, which says little of what they leave to each other.
    SearchResult cheapestOfGroups(const AssignProblem& problem, const Relaxation& relaxation) {
        std::optional<Arrangement> best = greedyArrangement(problem, layouts_, stop_);
        std::int64_t minCost = 0;
        if (!best || best->cost > relaxation.minCost()) {
            Split split = splitRanges(problem, layouts_, stop_);
            keepBetter(best, std::move(split.best));
            minCost = split.minCost;
        }
        SearchResult found = search(problem, relaxation, improved(problem, std::move(best)));
        found.costBound = std::max(found.costBound, minCost);
        return found;
    }

    // The first arrangement that is found.
    SearchResult anything() {
        SearchResult found;
        for (std::size_t r = 0; r < problem_.ranges.size() && !found.best && !stop_.stopped(); ++r) {
            found.best = together(static_cast<int>(r));
        }
        if (!found.best) found.best = greedyArrangement(problem_, layouts_, stop_);
        if (found.best) return found;
        const Relaxation relaxation(problem_, stop_, RelaxationDepth::costsAndPeaks, {.maxStates = statesForAnything});
        nodes_ += relaxation.work();
        return relaxation.possible() ? search(problem_, relaxation, std::nullopt) : proofThatNothingFits();
    }

    // Where too many live at one time for the relaxation to count all.
    SearchResult cheapestOfMany(const AssignProblem& problem, const Relaxation& relaxation) {
        std::optional<Arrangement> best = greedyArrangement(problem, layouts_, stop_);
        if (stop_.stopped()) return search(problem, relaxation, std::move(best));
        const auto cost = [&] { return best ? std::optional(best->cost) : std::nullopt; };
        Prices prices = findPrices(problem, cost(), stop_);
        keepBetter(best, greedyArrangement(problem, prices, layouts_, stop_));
        if (!best) return search(problem, relaxation, std::nullopt);
        best = improved(problem, std::move(best));
        prices = findPrices(problem, cost(), stop_);

        const NarrowProblem rest = worthKeeping(problem, prices, *best);
        const Relaxation narrower(rest.problem, stop_);
        Arrangement first = *best;
        first.choice = rest.narrowed(best->choice);
        SearchResult found = search(rest.problem, narrower, std::move(first));
        found.best->choice = rest.widened(found.best->choice);
        // What was left out costs more than the best.
        found.costBound = std::min(std::max(found.costBound, prices.minCost), found.best->cost);
        return found;
    }

    // Without the options that only dearer arrangements have.
    static NarrowProblem worthKeeping(const AssignProblem& problem, const Prices& prices, const Arrangement& best) {
        std::vector<std::vector<char>> keep;
        const auto gap = static_cast<double>(best.cost - prices.minCost);
        for (std::size_t i = 0; i < best.choice.size(); ++i) {
            keep.emplace_back();
            for (const double regret : prices.regret[i]) keep.back().push_back(regret <= gap ? 1 : 0);
            keep.back()[static_cast<std::size_t>(best.choice[i])] = 1;
        }
        return narrow(problem, keep);
    }

    // The fewest bytes, then the least cost. `best`: what is known.
    SearchResult smallest(std::optional<Arrangement> best) {
        for (std::size_t r = 0; r < problem_.ranges.size() && !stop_.stopped(); ++r) {
            keepBetter(best, together(static_cast<int>(r)));
        }
        if (!best || !hasMinTotal(problem_, *best)) keepBetter(best, greedyArrangement(problem_, layouts_, stop_));
        if (best && hasMinTotal(problem_, *best)) budget_.nodes = std::min(budget_.nodes, nodesForCheaper);
        RelaxationLimits limits;
        if (best) limits.maxTotal = best->score.front();
        const Relaxation relaxation(problem_, stop_, RelaxationDepth::costsAndPeaks, limits);
        nodes_ += static_cast<std::int64_t>(relaxation.states());
        if (!relaxation.possible()) return proofThatNothingFits();
        if (!relaxation.exact()) {
            SearchResult found = cheapestAmongSmallest();
            if (found.best) return found;
        }
        return search(problem_, relaxation, improved(problem_, std::move(best)));
    }

    // All items in one range, but for those that have no option there.
    std::optional<Arrangement> together(int range) {
        Choice choice;
        for (const ProblemItem& item : problem_.items) {
            const auto& options = item.options;
            auto taken = std::find_if(options.begin(), options.end(),
                                      [&](const ProblemOption& option) { return option.range == range; });
            if (taken == options.end()) {
                taken = std::find_if(options.begin(), options.end(),
                                     [&](const ProblemOption& option) { return option.cost == item.minCost; });
            }
            choice.push_back(static_cast<int>(taken - options.begin()));
        }
        Arrangement arrangement = layouts_.arrange(problem_, choice);
        if (arrangement.answer != PackAnswer::found) return std::nullopt;
        return arrangement;
    }

    // What costs least, if nothing has fewer bytes.
    SearchResult cheapestAmongSmallest() {
        AssignProblem byCost = problem_;
        byCost.objective = Objective::cost;
        SearchResult found = cheapest(byCost);
        if (!found.best || !hasMinTotal(byCost, *found.best)) return {};
        SearchResult result;
        result.best = std::move(found.best);
        for (Score* score : {&result.best->score, &result.best->lowerBound}) std::swap(score->at(0), score->at(1));
        result.costBound = found.costBound;
        return result;
    }

    std::optional<Arrangement> improved(const AssignProblem& problem, std::optional<Arrangement> best) {
        if (best) {
            nodes_ += improve(problem, layouts_, *best, budget_.nodes / nodesShareOfImprove, layouts_.budget(), stop_);
        }
        return best;
    }

    SearchResult search(const AssignProblem& problem, const Relaxation& relaxation, std::optional<Arrangement> first) {
        AssignBudget budget = budget_;
        if (!relaxation.exact()) budget.nodes = std::min(budget.nodes, nodesWithoutBounds);
        SearchResult found = searchRanges(problem, relaxation, layouts_, std::move(first), budget, stop_);
        nodes_ += found.nodes;
        return found;
    }

    const AssignProblem& problem_;
    AssignBudget budget_;
    const Stop& stop_;
    Layouts layouts_;
    std::int64_t nodes_ = 0;  // that were looked at, beside the work of the layouts
};

}  // namespace

AssignDecision assign(std::span<const AssignItem> items, std::span<const MemoryRange> ranges, Objective objective,
                      const AssignBudget& budget, const CancelToken& cancel) {
    if (items.empty()) return {AssignAnswer::found, {{}, {}, {}, 0, 0, true}};
    const Stop stop(cancel, budget.pack.deadline);
    const AssignProblem problem = makeProblem(items, ranges, objective, stop);
    if (problem.hopeless) return {AssignAnswer::impossible, {}};
    if (stop.cancelled()) return {};
    return Assigner(problem, budget, stop).run();
}

}  // namespace pinfold
