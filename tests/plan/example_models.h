// Plans of small models made by hand.
#pragma once

#include "plan/plan.h"
#include "support/model_maker.h"

#include <span>
#include <string>
#include <vector>

namespace pinfold::test {

// What makePlan gives; the test fails with the error's message if it gives none.
Plan planOf(const Model& model, const Board& board, const PlanOptions& options = {});
Plan planOf(std::span<const Model> models, const Board& board, const PlanOptions& options = {});
// The error's message of makePlan; empty if it succeeds.
std::string planErrorOf(const Model& model, const Board& board, const PlanOptions& options = {});
std::string planErrorOf(std::span<const Model> models, const Board& board, const PlanOptions& options = {});

// Every pair of buffers and copied constants, looked at one by one: sentences about those that collide, leave their
// pool or are misaligned; and about pools that overlap or, while models run at the same time, are shared.
std::vector<std::string> faultsOf(const Plan& plan);
// About pools that leave their region of the board, or enter its stack, the firmware's own data or a reserved range;
// and about buffers where the region may not hold them or asks for more alignment.
std::vector<std::string> faultsOnBoard(const Plan& plan, const Board& board);

const PlannedBuffer& bufferNamed(const Plan& plan, const std::string& name);
const PlannedConstant& constantNamed(const Plan& plan, const std::string& name);
const Pool& poolOf(const Plan& plan, const PlannedBuffer& buffer);
std::uint64_t addressOf(const Plan& plan, const PlannedBuffer& buffer);

}  // namespace pinfold::test
