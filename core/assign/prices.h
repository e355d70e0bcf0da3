// Prices for memory: a bound of the cost where too much lives at one time to look at all combinations.
#pragma once

#include "assign/problem.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pinfold {

struct Prices {
    std::int64_t minCost = 0;  // no assignment costs less
    // Per item and option: by how much more than `minCost` an assignment costs at least if it takes this option.
    std::vector<std::vector<double>> regret;
    // Per item and option: its cost and the price of the bytes that it takes.
    std::vector<std::vector<double>> priced;
};

// `known`: the cost of an assignment that is known, if there is one; the better, the sooner good prices are found.
Prices findPrices(const AssignProblem& problem, std::optional<std::int64_t> known, const Stop& stop);

}  // namespace pinfold
