// When every buffer of several models lives: their operators one after the other.
#pragma once

#include "base/cancel.h"
#include "plan/lifetimes.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold {

struct TimetableRequest {
    Lifetimes lifetimes = Lifetimes::statement;
    bool keepInputs = false;
    std::span<const std::string> keep;              // WHAT of pins.h
    std::span<const std::vector<int>> orders = {};  // an execution order per model; empty: the archive's
};

struct Timetable {
    LifetimeTable all;            // of all models, in their order; ids and ticks count on
    std::vector<int> modelOf;     // per buffer: index of its model
    std::vector<int> endOfTicks;  // per model: where its last tick ends
};

// Errors: WHAT of `keep` that matches nothing.
Outcome<Timetable> makeTimetable(std::span<const Model> models, const TimetableRequest& request,
                                 const CancelToken& cancel = {});

}  // namespace pinfold
