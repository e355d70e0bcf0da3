// A longer answer where models do not fit.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/plan.h"

#include <span>

namespace pinfold {

// The error of a makePlan() that found no room, with everything that explainInfeasibility() finds out: why as text in
// its message, all of it as JSON in its details. Other errors stay as they are.
CancelledOr<Error> explained(Error error, std::span<const Model> models, const Board& board, const PlanOptions& options,
                             std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
