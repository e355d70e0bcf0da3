// When every buffer lives: the model's operators laid out in ticks.
#pragma once

#include "model/model.h"
#include "plan/plan.h"

#include <vector>

namespace pinfold {

struct LifetimeTable {
    int ticks = 0;
    std::vector<PlannedOperator> operators;  // with their ticks
    std::vector<PlannedBuffer> buffers;      // with everything but pool and offset
    std::vector<PlannedAlias> aliases;
};

// The archive's order. Inputs live from tick 0, outputs until the end; see docs/architecture.md for the rules.
LifetimeTable computeLifetimes(const Model& model, Lifetimes lifetimes, bool keepInputs);

}  // namespace pinfold
