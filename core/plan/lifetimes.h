// When every buffer lives: the model's operators laid out in ticks.
#pragma once

#include "model/model.h"
#include "plan/plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// Bytes [lowest, end) relative to a buffer's start that kernels may touch; lowest <= 0 and end >= the buffer's bytes.
// What lies outside of the buffer is only read, and what is read there does not matter, but it must be memory.
struct BufferReach {
    std::int64_t lowest = 0;
    std::int64_t end = 0;
};

// Adds what a kernel may touch of a buffer of `bytes`; `use` is null where the kernel was not read.
void widen(BufferReach& reach, std::int64_t bytes, const Kernel& kernel, const BufferUse* use);

struct LifetimeTable {
    int ticks = 0;
    std::vector<PlannedOperator> operators;  // with their ticks, in execution order
    std::vector<PlannedBuffer> buffers;      // with everything but pool and offset; inputs, then in order of execution
    std::vector<BufferReach> reaches;        // one per buffer
    std::vector<PlannedAlias> aliases;
};

// Whether `order` names every operator (index into Model::operators) once, and each after those whose results it takes.
bool isExecutionOrder(const Model& model, std::span<const int> order);

// What plans and pins call a workspace: "op3/PaddedInput"; a second one of that name: "op3/PaddedInput_2".
// `workspace`: index into Kernel::workspaces, or -1 for the block of an object file.
std::string workspaceName(const Model& model, int op, int workspace);

// `order`: an execution order as above; empty: the archive's. Workspaces are named after their operator's index in the
// model, whatever the order. Inputs live from tick 0, outputs until the end; the rules are at the top of lifetimes.cpp.
LifetimeTable computeLifetimes(const Model& model, Lifetimes lifetimes, bool keepInputs,
                               std::span<const int> order = {});

}  // namespace pinfold
