// Models, board and options as a problem for assign(): what has to be placed, where it may be, and what it costs there.
#pragma once

#include "assign/assign.h"
#include "base/cancel.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "order/order.h"
#include "plan/free_ranges.h"
#include "plan/pins/pins.h"
#include "plan/plan.h"
#include "plan/timetable.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// What buffers and constants may be placed in, the same for every order of execution.
struct AvailableMemory {
    std::int64_t stackBytes = 0;  // rounded up to 8
    std::vector<ReservedRange> reserved;
    std::vector<FreeRange> ranges;
};

// Checks the options that need no timetable, and that stack and weights fit. Errors as of makePlan().
Result<AvailableMemory> findAvailableMemory(std::span<const Model> models, const Board& board,
                                            const PlanOptions& options, const CancelToken& cancel = {});

// In which order the operators are best run with these options: what of them matters to that.
OrderRequest orderRequestOf(const PlanOptions& options);

struct PlanProblem {
    Timetable times;
    std::vector<PlannedConstant> constants;  // all, with `pinned`, and without pools and offsets
    std::vector<BufferReach> constantReaches;
    std::vector<int> constantModels;  // per constant: index of its model
    ResolvedPins pins;
    std::vector<AssignItem> items;    // buffers, then the constants that are to be copied
    std::vector<int> copied;          // those constants: indices into `constants`, ascending
    std::vector<MemoryRange> ranges;  // one per range of the memory
    double costUnit = 1;              // cycles that 1 in AssignOption::cost stands for
};

// Errors: pins that are wrong, models that no memory could hold, buffers that no region may hold or is large enough
// for.
Outcome<PlanProblem> makeProblem(std::span<const Model> models, const Board& board, const PlanOptions& options,
                                 const AvailableMemory& memory, std::span<const std::vector<int>> orders,
                                 const CancelToken& cancel = {});

// Cycles of an access to `readBytes` and `writtenBytes` in a region: words of 32 bits.
double cyclesOf(std::int64_t readBytes, std::int64_t writtenBytes, const Region& region);

}  // namespace pinfold
