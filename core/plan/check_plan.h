// Whether a plan that somebody may have edited is safe to build firmware from.
#pragma once

#include "base/result.h"
#include "plan/lifetimes.h"
#include "plan/plan.h"

#include <span>

namespace pinfold {

// The archives that the plan names must be those of the models, by digest.
Result<void> matchArchives(const Plan& plan, std::span<const Model> models);

// The places of a plan whose buffers are those of `table`, in its order: every buffer inside its pool and aligned, no
// two in the same bytes at the same time, guards wide enough, and all of it within the capacity that the pool claims.
// The error names the buffers.
Result<void> checkPlacement(const Plan& plan, const LifetimeTable& table);

}  // namespace pinfold
