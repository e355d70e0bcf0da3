// Plans of small models made by hand.
#pragma once

#include "plan/plan.h"
#include "support/model_maker.h"

#include <string>
#include <vector>

namespace pinfold::test {

// What makePlan gives; the test fails with the error's message if it gives none.
Plan planOf(const Model& model, const Board& board, const PlanOptions& options = {});
// The error's message of makePlan; empty if it succeeds.
std::string planErrorOf(const Model& model, const Board& board, const PlanOptions& options = {});

// Every pair of buffers, looked at one by one: sentences about those that collide, leave their pool or are misaligned.
std::vector<std::string> faultsOf(const Plan& plan);

const PlannedBuffer& bufferNamed(const Plan& plan, const std::string& name);

}  // namespace pinfold::test
