// What would make models fit.
#pragma once

#include "plan/infeasible/infeasible.h"
#include "plan/infeasible/trial.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold {

// Each was tried and is enough alone; cheapest first. `misfit`: all but its remedies.
std::vector<Remedy> findRemedies(const Misfit& misfit, const Board& board, const PlanOptions& options,
                                 std::span<const Board> others, PlanTrials& trials);

}  // namespace pinfold
