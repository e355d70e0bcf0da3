// How groups that share no bytes divide the ranges among themselves.
#pragma once

#include "assign/layouts.h"

#include <cstdint>
#include <optional>

namespace pinfold {

struct Split {
    std::int64_t minCost = 0;         // no assignment costs less
    std::optional<Arrangement> best;  // each group for itself, in the shares that cost least together
};

// For two groups and more.
Split splitRanges(const AssignProblem& problem, Layouts& layouts, const Stop& stop);

}  // namespace pinfold
