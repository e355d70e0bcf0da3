// Whether a plan that somebody may have edited is safe to build firmware from.
#pragma once

#include "base/result.h"
#include "plan/lifetimes.h"
#include "plan/plan.h"

#include <span>
#include <string_view>
#include <vector>

namespace pinfold {

// The archives that the plan names must be those of the models, by digest.
Result<void> matchArchives(const Plan& plan, std::span<const Model> models);

// Compares operators, buffers and constants with what follows from the models, and takes from the models what no file
// can say: indices of tensors and workspaces, accesses, aliases. The buffers come into the models' order. Gives their
// reaches. `file` is for messages.
Result<std::vector<BufferReach>> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models);

// The places alone: every buffer inside its pool and aligned, no two in the same bytes at the same time, guards wide
// enough, and all of it within the capacity that the pool claims. `reaches`: one per buffer of the plan. The error
// names the buffers.
Result<void> checkPlacement(const Plan& plan, std::span<const BufferReach> reaches);

}  // namespace pinfold
