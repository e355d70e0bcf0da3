// A plan for people.
#pragma once

#include "plan/plan.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold {

// What a pool holds when most of its bytes are in use.
struct PeakPart {
    std::string name;        // of a buffer, or "const:<name>"
    std::int64_t bytes = 0;  // rounded up to the plan's alignment
};
struct PlanPeak {
    int tick = 0;
    int op = -1;                  // index into Plan::operators of the operator that runs then; -1: there is none
    std::int64_t bytes = 0;       // sum of the parts
    std::vector<PeakPart> parts;  // largest first
};
PlanPeak findPeak(const Plan& plan, int pool);

// What TVM's graph executor would need for the models, at the plan's alignment: its storage plan, and with it the
// largest operator's workspaces. Bytes.
std::int64_t tvmBytes(const Plan& plan, std::span<const Model> models);

// Several lines: order and cost, the pools with their bounds and peaks, pins, stack and constants, proposals, and what
// TVM would need. Ends in a newline.
std::string planText(const Plan& plan, std::span<const Model> models);

}  // namespace pinfold
