// In which order to run a model's operators so that the most bytes alive at one time are as few as possible.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/stop.h"
#include "model/model.h"
#include "model/operator_ticks.h"

#include <cstdint>
#include <vector>

namespace pinfold {

struct OrderRequest {
    Lifetimes lifetimes = Lifetimes::statement;
    std::int64_t alignment = 16;  // sizes are rounded up to it
    bool keepInputs = false;
    std::int64_t states = 4'000'000;  // budget: sets of operators to look at
    // When to end at the latest, with the best order until then; which one that is depends on the machine.
    Deadline deadline{};
};

struct ExecutionOrder {
    std::vector<int> operators;  // indices into Model::operators, a topological order
    std::int64_t peak = 0;       // bytes: the largest sum of buffers alive in one tick
    bool proven = false;         // no topological order has a smaller peak
};

// The archive's order, with its peak.
ExecutionOrder archiveOrder(const Model& model, const OrderRequest& request);

// Never worse than the archive's order, and equal to it where that is as good. Deterministic.
CancelledOr<ExecutionOrder> bestOrder(const Model& model, const OrderRequest& request, const CancelToken& cancel = {},
                                      const ProgressSink& progress = {});

}  // namespace pinfold
