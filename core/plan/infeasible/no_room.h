// Says in a sentence that there is no room. explainInfeasibility() says more.
#pragma once

#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/problem.h"

#include <span>

namespace pinfold {

// For a problem to which assign() found no answer; `proven`: there is none.
Error noRoom(const PlanProblem& problem, std::span<const Model> models, const Board& board, const PlanFrame& frame,
             bool proven);

}  // namespace pinfold
