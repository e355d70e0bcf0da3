// Judges a plan by recomputing it. Shares no code with core/plan: it reads plan.json itself, finds out by its own means
// when every buffer lives, and looks at all pairs. What both get wrong in the same way must be wrong in model or board.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct CheckFinding {
    std::string rule;  // which promise is broken: "overlap", "outside", "alignment", "pin", "lifetime", "digest" …
    std::string text;  // a sentence that names buffers, ticks and bytes
};

struct CheckReport {
    std::vector<CheckFinding> findings;  // empty: the plan is sound; at most maxFindings
    int buffers = 0;                     // looked at
    int pairs = 0;                       // that live at a common time in one pool
};

inline constexpr std::size_t maxFindings = 1'000;  // more are not looked for

// Whether the finding is about more than a figure that the plan gives of its own quality, such as its cost.
bool endangersFirmware(const CheckFinding& finding);

// Whether firmware can be made from the plan: nothing was found that endangers it, and everything was looked at.
bool isSafe(const CheckReport& report);

// Errors are for a file that is no plan at all; a plan that is wrong gives findings. `file` is for messages.
// Cancelled: brokenOff().
Result<CheckReport> checkPlan(std::string_view json, std::string_view file, std::span<const Model> models,
                              const Board& board, const CancelToken& cancel = {});

}  // namespace pinfold
