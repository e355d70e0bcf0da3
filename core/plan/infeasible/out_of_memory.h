// Says in a sentence what does not fit. explainInfeasibility() says more.
#pragma once

#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/problem.h"

#include <span>

namespace pinfold {

// For a problem to which assign() found no answer; `proven`: there is none.
Error outOfMemory(const PlanProblem& problem, std::span<const Model> models, const Board& board,
                  const AvailableMemory& memory, bool proven);

}  // namespace pinfold
