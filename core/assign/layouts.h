// Layouts of ranges, remembered: a search asks for the same items in the same range again and again.
#pragma once

#include "assign/range_layout.h"
#include "base/stop.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace pinfold {

// Placements of a packing that take about as long as a node of the search over ranges.
inline constexpr std::int64_t placementsPerNode = 16;

// All ranges with one choice for every item.
struct Arrangement {
    PackAnswer answer = PackAnswer::found;  // of all ranges together
    int failed = -1;                        // the range without a layout
    Choice choice;
    std::vector<RangeLayout> layouts;  // one per range, up to the failed one
    std::int64_t cost = 0;
    Score score;       // only if found
    Score lowerBound;  // of the score with this choice: proven
};

// The items of each range, ascending.
std::vector<std::vector<int>> itemsByRange(const AssignProblem& problem, const Choice& choice);

class Layouts {
public:
    Layouts(const AssignProblem& problem, const PackBudget& budget, const Stop& stop)
        : problem_(problem), budget_(budget), stop_(stop) {}

    // Lives until the next call.
    const RangeLayout& layOut(int range, const std::vector<int>& items);
    // The same with another budget, and not remembered.
    RangeLayout layOutAnew(int range, const std::vector<int>& items, const PackBudget& budget);
    // `asked`: the problem itself, or a narrower form of it.
    Arrangement arrange(const AssignProblem& asked, const Choice& choice);
    // Items of `items` that have no layout in the range either, as few as can be found soon.
    std::vector<int> conflict(int range, std::vector<int> items);

    [[nodiscard]] bool ended() const { return stop_.stopped(); }
    [[nodiscard]] const PackBudget& budget() const { return budget_; }  // of one layout
    // What was done so far, in nodes of the search over ranges, which take about as long.
    [[nodiscard]] std::int64_t work() const { return work_; }

private:
    struct Hash {
        std::size_t operator()(const std::vector<int>& key) const;
    };

    const AssignProblem& problem_;
    PackBudget budget_;
    Stop stop_;
    std::unordered_map<std::vector<int>, RangeLayout, Hash> known_;  // the key: the range, then the items
    std::size_t size_ = 0;                                           // of all keys
    std::int64_t work_ = 0;
};

}  // namespace pinfold
