// Quick answers to assign(), good but without a proof.
#pragma once

#include "assign/layouts.h"
#include "assign/prices.h"

#include <optional>

namespace pinfold {

// None if no rule leads to an arrangement.
std::optional<Arrangement> greedyArrangement(const AssignProblem& problem, Layouts& layouts, const Stop& stop);

// The same with the costs of findPrices() in place of the items' own.
std::optional<Arrangement> greedyArrangement(const AssignProblem& problem, const Prices& prices, Layouts& layouts,
                                             const Stop& stop);

}  // namespace pinfold
