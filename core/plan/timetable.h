// When every buffer of several models lives: their operators one after the other.
#pragma once

#include "base/cancel.h"
#include "plan/lifetimes.h"
#include "plan/options.h"

#include <span>
#include <vector>

namespace pinfold {

struct Timetable {
    LifetimeTable all;            // of all models, in their order; ids and ticks count on
    std::vector<int> modelOf;     // per buffer: index of its model
    std::vector<int> endOfTicks;  // per model: where its last tick ends
};

// `orders`: an execution order per model; empty: the archive's. Errors: WHAT of `keep` that matches nothing.
Outcome<Timetable> makeTimetable(std::span<const Model> models, const PlanOptions& options,
                                 std::span<const std::vector<int>> orders, const CancelToken& cancel = {});

}  // namespace pinfold
