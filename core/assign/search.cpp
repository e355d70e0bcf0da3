// Branch and bound. Items are taken in the order of the relaxation, which says for every choice what it costs at least
// to go on from there, and how many bytes the pools will have; together with what is placed already this is a bound,
// compared like a score. The most promising choice comes first, what cannot beat the best arrangement known is left
// out. Where the relaxation is exact and the items pack as tightly as their load, the first dive is the answer.
//
// With all items placed, each range is packed. If that proves impossible, the conflict is reduced to few items that
// cannot be together in that range; no later choice puts them together again, and the search goes back to the last one
// of them at once.
//
// For the least cost, costs are limited: first to the bound, then, as long as nothing is found, to more and more
// (iterative deepening; Korf, "Depth-first iterative-deepening", 1985). What is found under the smallest limit is the
// best, and each limit that proves too low raises the bound. At the limit only the cheapest way to go on is allowed, so
// that the relaxation knows the peaks of just these ways. Items that differ in nothing take their options in order.
#include "assign/search.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t alivePerNode = 8;  // items alive at one time make nodes slower
constexpr std::size_t maxConflicts = 20'000;
constexpr std::size_t maxAliveInAll = 20'000'000;

// One way to place the item of a level.
struct Candidate {
    Score bound;
    std::int64_t cost = 0;  // at least, of all items
    std::size_t option = 0;
    int state = 0;          // after it
    std::int64_t peak = 0;  // of the group in the option's range, with the item
};

// The choice of one item.
struct Level {
    std::vector<Candidate> candidates;  // best first
    std::size_t next = 0;
    int state = 0;
    std::int64_t cost = 0;   // of the items before
    std::int64_t peak = 0;   // of the option's range before the item was placed
    std::vector<int> alive;  // items placed before that live when this one begins
    std::vector<int> conflicts;
};

// Items that cannot all be in one range.
struct Conflict {
    int range = 0;
    std::size_t items = 0;
    std::size_t placed = 0;  // so many are in it now
};

class Search {
public:
    Search(const AssignProblem& problem, const Relaxation& relaxation, Layouts& layouts,
           std::optional<Arrangement> first, const AssignBudget& budget, const Stop& stop)
        : problem_(problem),
          relaxation_(relaxation),
          layouts_(layouts),
          budget_(budget),
          stop_(stop),
          levels_(problem.items.size()),
          choice_(problem.items.size(), 0),
          closedGroups_(problem.groups.size(), std::vector<std::int64_t>(problem.ranges.size())),
          peaks_(problem.ranges.size()),
          workBefore_(layouts.work()) {
        result_.best = std::move(first);
        result_.costBound = relaxation.minCost();
    }

    SearchResult run() {
        if (!relaxation_.complete() || !findAlive()) return std::move(result_);
        if (problem_.objective == Objective::size) {
            limit_ = unlimited;
            result_.exhausted = dive();
            return std::move(result_);
        }
        limit_ = relaxation_.minCost();
        for (std::int64_t more = 0;;) {
            nextLimit_ = unlimited;
            if (!dive()) break;
            if (nextLimit_ == unlimited || (result_.best && result_.best->cost <= limit_)) {
                result_.exhausted = true;
                break;
            }
            result_.costBound = nextLimit_;
            more = more == 0 ? nextLimit_ - limit_ : std::min(more * 2, unlimited / 4);
            limit_ = std::min(nextLimit_ + more, result_.best ? result_.best->cost : unlimited);
        }
        if (result_.best && (result_.exhausted || result_.costBound > result_.best->cost)) {
            result_.costBound = result_.best->cost;
        }
        if (result_.open) result_.costBound = std::min(result_.costBound, result_.open->front());
        return std::move(result_);
    }

private:
    // False: too many for a search, or stopped.
    bool findAlive() {
        std::vector<int> alive;
        std::size_t all = 0;
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            const ProblemItem& item = problem_.items[i];
            std::erase_if(alive, [&](int other) {
                const ProblemItem& earlier = problem_.items[static_cast<std::size_t>(other)];
                return earlier.upper <= item.lower || earlier.group != item.group;
            });
            all += alive.size();
            if (all > maxAliveInAll || stop_.stopped()) return false;
            levels_[i].alive = alive;
            alive.push_back(static_cast<int>(i));
        }
        return true;
    }

    // Everything within the limit; false if the budget ends before.
    bool dive() {
        levels_.front().state = 0;
        levels_.front().cost = 0;
        enter(0);
        std::size_t depth = 0;
        while (true) {
            if (stopped(depth)) {
                while (depth-- > 0) leave(depth);
                return false;
            }
            Level& level = levels_[depth];
            if (level.next < level.candidates.size() && !backTo_) {
                const Candidate& candidate = level.candidates[level.next++];
                if (!worthwhile(candidate) || closesConflict(depth, candidate)) continue;
                place(depth, candidate);
                if (depth + 1 < levels_.size()) {
                    enter(++depth);
                    continue;
                }
                arrange();
                leave(depth);
            } else if (depth == 0) {
                backTo_.reset();
                return true;
            } else {
                leave(--depth);
            }
            if (backTo_ && *backTo_ >= depth) backTo_.reset();
        }
    }

    bool stopped(std::size_t depth) {
        result_.nodes += static_cast<std::int64_t>(1 + levels_[depth].alive.size() / alivePerNode);
        if (budget_.anyAnswer && result_.best) return true;
        return result_.nodes + layouts_.work() - workBefore_ > budget_.nodes || stop_.stopped();
    }

    // Whether there may be something better after it.
    [[nodiscard]] bool worthwhile(const Candidate& candidate) const {
        return !result_.best || candidate.bound < result_.best->score;
    }

    void enter(std::size_t depth) {
        Level& level = levels_[depth];
        const ProblemItem& item = problem_.items[depth];
        level.candidates.clear();
        level.next = 0;
        if (depth > 0 && problem_.items[depth - 1].group != item.group) closeGroup(depth);

        std::vector<std::int64_t> load(problem_.ranges.size());
        for (const int other : level.alive) {
            const ProblemOption& option = optionOf(static_cast<std::size_t>(other));
            load[static_cast<std::size_t>(option.range)] += option.size;
        }
        const std::size_t first = problem_.twin[depth] != 0 ? static_cast<std::size_t>(choice_[depth - 1]) : 0;
        for (std::size_t o = first; o < item.options.size(); ++o) {
            const int next = relaxation_.next(depth, level.state, o);
            if (next == Relaxation::none) continue;
            const auto range = static_cast<std::size_t>(item.options[o].range);
            Candidate candidate;
            candidate.option = o;
            candidate.state = next;
            candidate.cost = level.cost + item.options[o].cost + relaxation_.rest(depth + 1, next);
            candidate.peak = std::max(peaks_[range], load[range] + item.options[o].size);
            if (candidate.cost > limit_) {
                nextLimit_ = std::min(nextLimit_, candidate.cost);
            } else if (findBound(depth, candidate) && worthwhile(candidate)) {
                level.candidates.push_back(std::move(candidate));
            }
        }
        std::stable_sort(level.candidates.begin(), level.candidates.end(),
                         [](const Candidate& a, const Candidate& b) { return a.bound < b.bound; });
    }

    // False if the ranges are too small for what is bound to come.
    bool findBound(std::size_t depth, Candidate& candidate) {
        const ProblemItem& item = problem_.items[depth];
        std::vector<std::int64_t> own = peaks_;
        own[static_cast<std::size_t>(item.options[candidate.option].range)] = candidate.peak;
        const std::vector<std::int64_t>& closed = closedGroups_[static_cast<std::size_t>(item.group)];
        const std::int64_t maxCost = result_.best ? std::min(limit_, result_.best->cost) : limit_;
        const bool known = problem_.objective == Objective::size || candidate.cost >= maxCost;
        const bool groupEnds = depth + 1 == levels_.size() || problem_.items[depth + 1].group != item.group;
        std::vector<std::int64_t> nothing(own.size() + 1);
        nothing.back() = relaxation_.rest(depth + 1, candidate.state);
        const std::span<const std::int64_t> later =
            known && !groupEnds ? relaxation_.peaks(depth + 1, candidate.state) : nothing;
        const std::int64_t placedCost = candidate.cost - nothing.back();

        std::vector<std::int64_t> bytes(own.size());
        for (std::size_t at = 0; at < later.size(); at += own.size() + 1) {
            bool fits = true;
            for (std::size_t r = 0; r < own.size(); ++r) {
                bytes[r] = closed[r] + std::max(own[r], later[at + r]);
                fits = fits && bytes[r] <= problem_.ranges[r].capacity;
            }
            if (!fits) continue;
            Score bound = scoreOf(problem_, placedCost + later[at + own.size()], bytes);
            std::int64_t& total = bound[indexOfTotal(problem_.objective)];
            if (known) addLaterGroups(depth, bound);
            total = std::max(total, problem_.minTotal);
            if (candidate.bound.empty() || bound < candidate.bound) candidate.bound = std::move(bound);
        }
        if (!candidate.bound.empty()) return true;
        // What is too much at the limit may fit for a little more.
        if (known) nextLimit_ = std::min(nextLimit_, candidate.cost + 1);
        return false;
    }

    void addLaterGroups(std::size_t depth, Score& bound) const {
        const Score& later = relaxation_.laterGroups(depth);
        for (std::size_t k = 0; k < later.size(); ++k) bound[k] += later[k];
    }

    [[nodiscard]] const ProblemOption& optionOf(std::size_t item) const {
        return problem_.items[item].options[static_cast<std::size_t>(choice_[item])];
    }

    // The item at `depth` is the first of its group: the pools of the group before are complete.
    void closeGroup(std::size_t depth) {
        const auto group = static_cast<std::size_t>(problem_.items[depth].group);
        for (std::size_t r = 0; r < peaks_.size(); ++r) {
            closedGroups_[group][r] = closedGroups_[group - 1][r] + peaks_[r];
            peaks_[r] = 0;
        }
    }

    void place(std::size_t depth, const Candidate& candidate) {
        Level& level = levels_[depth];
        choice_[depth] = static_cast<int>(candidate.option);
        const ProblemOption& option = optionOf(depth);
        level.peak = std::exchange(peaks_[static_cast<std::size_t>(option.range)], candidate.peak);
        for (const int c : level.conflicts) {
            Conflict& conflict = conflicts_[static_cast<std::size_t>(c)];
            if (conflict.range == option.range) ++conflict.placed;
        }
        if (depth + 1 == levels_.size()) return;
        levels_[depth + 1].state = candidate.state;
        levels_[depth + 1].cost = level.cost + option.cost;
    }

    // Takes the item at `depth` out again.
    void leave(std::size_t depth) {
        Level& level = levels_[depth];
        const ProblemOption& option = optionOf(depth);
        const bool reopens =
            depth + 1 < levels_.size() && problem_.items[depth + 1].group != problem_.items[depth].group;
        if (reopens) reopenGroup(depth);
        peaks_[static_cast<std::size_t>(option.range)] = level.peak;
        for (const int c : level.conflicts) {
            Conflict& conflict = conflicts_[static_cast<std::size_t>(c)];
            if (conflict.range == option.range) --conflict.placed;
        }
    }

    void reopenGroup(std::size_t depth) {
        const auto group = static_cast<std::size_t>(problem_.items[depth].group);
        for (std::size_t r = 0; r < peaks_.size(); ++r) {
            peaks_[r] = closedGroups_[group + 1][r] - closedGroups_[group][r];
        }
    }

    [[nodiscard]] bool closesConflict(std::size_t depth, const Candidate& candidate) const {
        const int range = problem_.items[depth].options[candidate.option].range;
        const auto& conflicts = levels_[depth].conflicts;
        return std::any_of(conflicts.begin(), conflicts.end(), [&](int c) {
            const Conflict& conflict = conflicts_[static_cast<std::size_t>(c)];
            return conflict.range == range && conflict.placed + 1 == conflict.items;
        });
    }

    // All items have a range: packs them.
    void arrange() {
        Arrangement arrangement = layouts_.arrange(problem_, choice_);
        if (arrangement.answer == PackAnswer::impossible) {
            learn(arrangement.failed);
            return;
        }
        if (arrangement.answer == PackAnswer::undecided) {
            leaveOpen(arrangement);
        } else if (!result_.best || arrangement.score < result_.best->score) {
            if (result_.best) leaveOpen(*result_.best);
            result_.best = std::move(arrangement);
        } else {
            leaveOpen(arrangement);
        }
    }

    // Something that is not the best, but might be if it were packed better.
    void leaveOpen(const Arrangement& arrangement) {
        if (arrangement.answer == PackAnswer::found && arrangement.lowerBound == arrangement.score) return;
        if (!result_.open || arrangement.lowerBound < *result_.open) result_.open = arrangement.lowerBound;
    }

    void learn(int range) {
        const std::vector<int> items =
            layouts_.conflict(range, itemsByRange(problem_, choice_)[static_cast<std::size_t>(range)]);
        backTo_ = static_cast<std::size_t>(items.back());
        if (conflicts_.size() >= maxConflicts) return;
        const int index = static_cast<int>(conflicts_.size());
        conflicts_.push_back({range, items.size(), items.size()});
        for (const int item : items) levels_[static_cast<std::size_t>(item)].conflicts.push_back(index);
    }

    const AssignProblem& problem_;
    const Relaxation& relaxation_;
    Layouts& layouts_;
    const AssignBudget& budget_;
    const Stop& stop_;
    SearchResult result_;
    std::vector<Level> levels_;  // one per item
    Choice choice_;
    std::vector<std::vector<std::int64_t>> closedGroups_;  // per group: the peaks of all before it, per range
    std::vector<std::int64_t> peaks_;                      // of the group that is being placed
    std::vector<Conflict> conflicts_;
    std::optional<std::size_t> backTo_;  // the last item that is part of a new conflict
    std::int64_t limit_ = 0;             // of the cost
    std::int64_t nextLimit_ = 0;         // the least cost beyond
    std::int64_t workBefore_;            // of the layouts
};

}  // namespace

SearchResult searchRanges(const AssignProblem& problem, const Relaxation& relaxation, Layouts& layouts,
                          std::optional<Arrangement> first, const AssignBudget& budget, const Stop& stop) {
    return Search(problem, relaxation, layouts, std::move(first), budget, stop).run();
}

}  // namespace pinfold
