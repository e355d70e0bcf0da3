// Constants: who reads how much of them, and what copying some to RAM would gain.
#pragma once

#include "board/board.h"
#include "model/model.h"
#include "plan/free_ranges.h"
#include "plan/lifetimes.h"
#include "plan/plan.h"

#include <span>
#include <vector>

namespace pinfold {

struct ConstantTable {
    std::vector<PlannedConstant> constants;
    std::vector<BufferReach> reaches;  // one per constant
    std::vector<int> modelOf;          // likewise: index of its model
};

// All constants of the models; in no region yet.
ConstantTable tableOfConstants(std::span<const Model> models);

// What is worth copying to what the plan leaves of the ranges: those that save most first, as long as all of them fit
// together. None that pins keep where it is.
std::vector<ConstantProposal> proposeCopies(const Plan& plan, std::span<const BufferReach> reaches, const Board& board,
                                            std::span<const FreeRange> ranges);

}  // namespace pinfold
