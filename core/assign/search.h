// Branch and bound over the ranges of items.
#pragma once

#include "assign/layouts.h"
#include "assign/relaxation.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pinfold {

struct SearchResult {
    std::optional<Arrangement> best;
    bool exhausted = false;      // no assignment was left out, but for those of `open`
    std::optional<Score> open;   // least bound of those that were not packed, or might be packed smaller
    std::int64_t nodes = 0;      // that were looked at
    std::int64_t costBound = 0;  // no assignment costs less
};

// `first`: an arrangement to begin with, if there is one.
SearchResult searchRanges(const AssignProblem& problem, const Relaxation& relaxation, Layouts& layouts,
                          std::optional<Arrangement> first, const AssignBudget& budget, const Stop& stop);

}  // namespace pinfold
