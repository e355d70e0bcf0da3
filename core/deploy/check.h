// Judging plans with the checker, which shares nothing with the planner.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "check/check.h"
#include "plan/plan.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct CheckRequest {
    std::filesystem::path plan;
    std::vector<std::filesystem::path> archives;
    std::optional<std::string> module;  // which of an archive's modules; none: all of them
    std::string board;                  // id, or path of a board file; empty: the id that the plan names
};

// Errors are for files that cannot be read or are something else; a plan that is wrong gives findings.
Outcome<CheckReport> checkPlanFile(const CheckRequest& request, const CancelToken& cancel,
                                   const ProgressSink& progress);

// The plan of a plan.json that may come from anywhere, ready to make firmware from. badInput, with what was found
// first, unless the checker finds it safe for these models and this board.
// Cancelled: brokenOff().
Result<Plan> readSoundPlan(std::string_view json, std::string_view file, std::span<const Model> models,
                           const Board& board, const CancelToken& cancel = {});

// toolFailed if the checker refuses a plan that we have just made: that is our own mistake.
// Cancelled: brokenOff().
Result<void> confirmPlan(const Plan& plan, std::span<const Model> models, const Board& board,
                         const CancelToken& cancel = {});

}  // namespace pinfold
