// Options as values in documents and in plan.json.
#pragma once

#include "base/json.h"
#include "plan/options.h"

#include <string_view>

namespace pinfold {

// Null for what is left to the planner.
OrderedJson toJson(const PlanOption& option, const PlanOptions& options);

// Takes the value under `key`; where there is none, or null, the option stays as it is. Errors are for other types and
// for words that mean nothing; see checkOptions() for the rest.
Result<void> readOption(PlanOptions& options, const PlanOption& option, const JsonView& json, std::string_view key);

}  // namespace pinfold
