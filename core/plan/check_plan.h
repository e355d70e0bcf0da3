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

// How far kernels reach beyond each buffer and constant of a plan.
struct PlanReaches {
    std::vector<BufferReach> buffers;
    std::vector<BufferReach> constants;
};

// Compares operators, buffers and constants with what follows from the models, and takes from the models what no file
// can say: indices of tensors and workspaces, accesses, aliases. Buffers and constants come into the models' order.
// `file` is for messages.
Result<PlanReaches> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models);

// The places alone: every buffer and copied constant inside of its pool and aligned, no two in the same bytes at the
// same time, guards wide enough, pools apart from each other and within the capacity that they claim. The error names
// the buffers.
Result<void> checkPlacement(const Plan& plan, const PlanReaches& reaches);

// Per pool the models with buffers or constants in it, in the plan's order.
std::vector<std::vector<std::string>> modelsOfPools(const Plan& plan);

}  // namespace pinfold
