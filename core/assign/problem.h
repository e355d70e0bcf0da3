// The question of assign() in the form that its search works on.
#pragma once

#include "assign/assign.h"
#include "base/stop.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// An option of an item that can be taken: its fixed offset, if any, is one that the range allows.
struct ProblemOption {
    int range = 0;
    std::int64_t cost = 0;
    std::int64_t size = 0;       // rounded up to `alignment`
    std::int64_t alignment = 1;  // the larger one of range and item
    std::int64_t before = 0;     // see PackItem; counted from the rounded size
    std::int64_t after = 0;
    std::optional<std::int64_t> fixed{};

    friend bool operator==(const ProblemOption&, const ProblemOption&) = default;
};

struct ProblemItem {
    std::int64_t lower = 0;  // lives in [lower, upper)
    std::int64_t upper = 0;
    int group = 0;                       // index into AssignProblem::groups
    std::vector<ProblemOption> options;  // by range
    std::int64_t minCost = 0;            // of its options
    int source = 0;                      // index into the caller's items

    [[nodiscard]] bool forced() const { return options.size() == 1; }
};

struct AssignProblem {
    std::vector<ProblemItem> items;   // by group, then by begin of life, then the largest first; twins side by side
    std::vector<char> twin;           // per item: whether it differs in nothing from the one before
    std::vector<MemoryRange> ranges;  // with capacities that are multiples of the alignment
    std::vector<int> rank;            // per range: 0 is preferred to all others, without gaps
    int ranks = 0;                    // how many there are
    std::vector<int> groups;          // the caller's numbers, ascending
    Objective objective = Objective::cost;
    std::int64_t minTotal = 0;  // no assignment has pools of fewer bytes in all
    bool hopeless = false;      // an item has no option, or the items that must share some ranges are too many
};

// Stopped: what is hopeless may not be noticed.
AssignProblem makeProblem(std::span<const AssignItem> items, std::span<const MemoryRange> ranges, Objective objective,
                          const Stop& stop);

// One option per item: index into ProblemItem::options.
using Choice = std::vector<int>;

// What is minimised: compared component by component, the most important one first. Cost and bytes of all pools
// together, or the other way round; then the bytes of the ranges of each rank, that which is preferred least first.
using Score = std::vector<std::int64_t>;

inline std::size_t indexOfCost(Objective objective) { return objective == Objective::cost ? 0 : 1; }
inline std::size_t indexOfTotal(Objective objective) { return 1 - indexOfCost(objective); }
inline std::size_t indexOfRank(const AssignProblem& problem, std::size_t range) {
    return static_cast<std::size_t>(problem.ranks + 1 - problem.rank[range]);
}

// `bytes`: of all pools, per range.
Score scoreOf(const AssignProblem& problem, std::int64_t cost, std::span<const std::int64_t> bytes);

}  // namespace pinfold
