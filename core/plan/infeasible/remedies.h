// What would make models fit.
#pragma once

#include "plan/infeasible/infeasible.h"
#include "plan/infeasible/trial.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold {

// Each was tried and is enough alone; cheapest first. `infeasibility`: all but its remedies.
std::vector<Remedy> findRemedies(const Infeasibility& infeasibility, const Board& board, const PlanOptions& options,
                                 std::span<const Board> others, PlanTrials& trials);

}  // namespace pinfold
