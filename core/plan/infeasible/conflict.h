// The part of a planning problem that cannot be solved.
#pragma once

#include "plan/infeasible/trial.h"
#include "plan/problem.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// Indices of ranges, ascending.
using Ranges = std::vector<int>;

Ranges allowedRanges(const AssignItem& item);

struct Conflict {
    std::vector<int> items;   // that cannot go together, and can without any one of them; indices, ascending
    std::vector<int> ranges;  // where they may be, all of them
    int tick = 0;             // at which they meet
    bool proven = false;      // else no placement was found
};

// None if everything can be placed.
std::optional<Conflict> findConflict(const PlanProblem& problem, PlanTrials& trials);

// The least by which one of the ranges would have to be larger so that everything can be placed that may be nowhere but
// in the conflict's ranges. Of each region only its last range is made larger.
std::int64_t missingBytes(const PlanProblem& problem, std::span<const FreeRange> ranges, const Conflict& conflict,
                          PlanTrials& trials);

}  // namespace pinfold
