// Narrower forms of a problem, in which fewer items have a choice.
#pragma once

#include "assign/layouts.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

struct NarrowProblem {
    AssignProblem problem;                    // the same items in the same order
    std::vector<std::vector<int>> originals;  // per item and option: index of the option in the wider problem

    [[nodiscard]] Choice narrowed(const Choice& wide) const;  // whose options must all be there
    [[nodiscard]] Choice widened(const Choice& narrow) const;
};

// `keep`: per item and option, whether it stays; at least one of each item.
NarrowProblem narrow(const AssignProblem& problem, const std::vector<std::vector<char>>& keep);

// Items, taken in the order of `wanted`, as long as those alive at one time have at most so many combinations of
// options. True for an item that is taken; items without a choice are. Stopped: no more are taken.
std::vector<char> takeItems(const AssignProblem& problem, std::span<const std::size_t> wanted,
                            std::uint64_t maxCombinations, const Stop& stop);

// Lets some items at a time choose anew while the others stay, exactly, for as long as it helps or so many `nodes`.
// Deterministic. Returns the nodes that it took, beside the work of the layouts.
std::int64_t improve(const AssignProblem& problem, Layouts& layouts, Arrangement& best, std::int64_t nodes,
                     const PackBudget& budget, const Stop& stop);

}  // namespace pinfold
