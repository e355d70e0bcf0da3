// A plan: the place of every buffer. docs/plan-format.md is the same as a file.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/options.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

enum class BufferKind { input, output, activation, workspace };
std::string_view nameOf(BufferKind kind);

struct PlannedArchive {
    std::string name;
    std::string sha256;
};

struct PlannedOperator {
    int index = 0;  // in Model::operators
    std::string model;
    std::string name;
    std::string kernel;
    int firstTick = 0;  // ticks [firstTick, endTick)
    int endTick = 0;
    std::int64_t stackBytes = 0;  // of the kernel's local arrays
};

struct Pool {
    int id = 0;
    std::string region;
    std::vector<std::string> models;  // whose buffers are in it, in the order of the command line
    std::uint64_t address = 0;        // of offset 0: a multiple of the alignment
    std::int64_t capacity = 0;        // bytes of the region that pools may use
    std::int64_t bytes = 0;           // peak: largest offset + size, every buffer rounded up to the alignment
    std::int64_t lowerBound = 0;      // no plan with these lifetimes needs less
    // Unused bytes that must exist before offset 0 and after `bytes` (speculative reads); multiples of the alignment.
    // plan.json's "guard" is the sum of both.
    std::int64_t guardBefore = 0;
    std::int64_t guardAfter = 0;
};

struct PlannedBuffer {
    int id = 0;
    std::string model;
    std::string name;  // the tensor's; a workspace: "op<index>/<workspace>"
    BufferKind kind = BufferKind::activation;
    int op = -1;             // workspace: the operator that asks for it; else the producer; -1 for inputs
    int tensor = -1;         // index into Model::tensors; -1 for a workspace
    int workspace = -1;      // index into Kernel::workspaces; -1 for a tensor, and for the block of an object file
    std::int64_t bytes = 0;  // exact
    int firstTick = 0;       // lives in ticks [firstTick, endTick)
    int endTick = 0;
    int pool = 0;             // Pool::id
    std::int64_t offset = 0;  // in the pool
    bool pinned = false;
    std::optional<std::int64_t> reads, writes;  // elements in one inference; none where kernels are object files
    std::optional<std::int64_t> readBytes, writtenBytes;
};

// A tensor that has no memory of its own.
struct PlannedAlias {
    std::string model;
    std::string name;  // of the alias
    std::string of;    // name of the tensor whose memory it is
};

// A constant's place: flash, and if it is copied to RAM at start-up, a place in a pool for as long as the plan goes.
struct PlannedConstant {
    std::string model;
    std::string name;
    std::int64_t bytes = 0;
    std::string region;       // where kernels read it: the board's code region, or that of its pool
    int tensor = -1;          // index into Model::tensors
    int pool = -1;            // Pool::id; -1: it stays in flash
    std::int64_t offset = 0;  // in the pool
    bool pinned = false;
    std::optional<std::int64_t> readBytes;  // in one inference; none where kernels are object files
};

// What copying a constant to RAM would gain.
struct ConstantProposal {
    std::string model;
    std::string name;
    std::string region;      // in which enough bytes are free for it
    double savedCycles = 0;  // an inference, > 0: by how much the plan's cost would fall
};

// Bytes of a region that pools may not use.
struct ReservedRange {
    std::string region;
    std::uint64_t address = 0;
    std::int64_t bytes = 0;
};

struct Plan {
    std::string board;
    std::string boardSha256;
    std::vector<PlannedArchive> archives;
    // What was asked for. Read from a file it has no `reserve` and `stackBytes`, only what came of them.
    PlanOptions options;
    bool orderProven = false;  // no topological order has a smaller peak
    std::vector<ReservedRange> reserved;
    std::int64_t stackBytes = 0;  // reserved for it; 0 in a file that does not say
    bool optimal = false;         // proven, for this order of execution
    double cost = 0;              // cycles of an inference of every model for access to memory: see docs/plan-format.md
    // No plan in this order, with the constants where they are, costs less; Objective::size: none with so few bytes.
    double costBound = 0;
    int ticks = 0;
    std::vector<PlannedOperator> operators;  // in execution order
    std::vector<Pool> pools;
    std::vector<PlannedBuffer> buffers;
    std::vector<PlannedAlias> aliases;
    std::vector<PlannedConstant> constants;
    std::vector<ConstantProposal> proposals;  // largest gain first
};

// Stack for the firmware: a fixed part for runtime, protocol and interrupts, plus the largest operator's local arrays,
// rounded up to 256.
std::int64_t defaultStackBytes(std::span<const Model> models);

// RAM in Board::stackRegion that the generated firmware's own static data takes beside the stack (an upper bound that
// the build checks).
inline constexpr std::int64_t firmwareStaticBytes = 4096;

// Places every buffer of the models, and the constants that are pinned to RAM. Ticks of several models follow one
// another in the order of the models. badInput: options, pins that match nothing, that contradict each other or name
// what is not there. doesNotFit in one sentence; explainInfeasibility() says more.
Outcome<Plan> makePlan(std::span<const Model> models, const Board& board, const PlanOptions& options,
                       const CancelToken& cancel = {}, const ProgressSink& progress = {});

// plan.json, deterministic, ends in a newline.
std::string writePlan(const Plan& plan);
// The reverse; ignores unknown keys. `file` is for messages. Whether a plan is right is for core/check to say: here it
// is only made sure that its numbers point at what it has. Tensor and workspace indices are -1. Cancelled: brokenOff().
Result<Plan> readPlan(std::string_view json, std::string_view file, const CancelToken& cancel = {});

// Takes from the models what no file can say: indices of tensors and workspaces, accesses, aliases, and the stack where
// the file does not say it. Buffers and constants come into the models' order. For plans that core/check has found
// sound; an error for those that are not of these models, or of models in another order. Cancelled: brokenOff().
Result<void> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models,
                         const CancelToken& cancel = {});

// Per pool the models with buffers or constants in it, in the plan's order.
std::vector<std::vector<std::string>> modelsOfPools(const Plan& plan);

}  // namespace pinfold
