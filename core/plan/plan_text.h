// A plan for people.
#pragma once

#include "plan/plan.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold {

// The moment of a plan at which most bytes are in use.
struct PlanPeak {
    int tick = 0;
    int op = -1;               // index into Plan::operators of the operator that runs then; -1: there is none
    std::int64_t bytes = 0;    // of the buffers alive, each rounded up to the alignment
    std::vector<int> buffers;  // indices into Plan::buffers, largest first
};
PlanPeak findPeak(const Plan& plan);

// What TVM's graph executor would need for the models, at the plan's alignment: its storage plan, and with it the
// largest operator's workspaces. Bytes.
std::int64_t tvmBytes(const Plan& plan, std::span<const Model> models);

// Several lines: the pools with their bounds, the peak and what it is made of, stack and constants, and what TVM would
// need. Ends in a newline.
std::string planText(const Plan& plan, std::span<const Model> models);

}  // namespace pinfold
