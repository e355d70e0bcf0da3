// What needs bytes in RAM, found out from the models: every buffer, every constant, and which statements touch them.
#pragma once

#include "check/stated_plan.h"
#include "model/model.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

// Positions of an execution, both inclusive; empty if last < first. A position is a top-level statement of a kernel in
// the order in which the plan runs the operators, whether a plan counts it as a tick or not.
struct Life {
    std::int64_t first = 0;
    std::int64_t last = -1;

    [[nodiscard]] bool empty() const { return last < first; }
    [[nodiscard]] bool meets(const Life& other) const {
        return !empty() && !other.empty() && first <= other.last && other.first <= last;
    }
    [[nodiscard]] bool covers(const Life& other) const {
        return other.empty() || (!empty() && first <= other.first && last >= other.last);
    }
    // The shortest life that holds both.
    void widen(const Life& other);
};

enum class AllocationKind { input, activation, output, workspace, constant };
std::string_view nameOf(AllocationKind kind);

// A buffer or a constant.
struct Allocation {
    // What follows from the model.
    int model = 0;  // index into the models
    int op = -1;    // its operator: who makes a tensor or asks for a workspace; -1 for inputs and constants
    AllocationKind kind = AllocationKind::activation;
    std::string name;
    std::string who;         // for people: `buffer "x" of kws`
    std::int64_t bytes = 0;  // exact
    bool leaves = false;     // an output of the model, if only as an input that is one too
    // Bytes [lowest, end) from its start that kernels may touch; what lies outside of it is only read.
    std::int64_t lowest = 0;
    std::int64_t end = 0;
    std::optional<std::int64_t> reads = 0, writes = 0;  // elements in one inference; none where nobody knows
    std::optional<std::int64_t> readBytes = 0, writtenBytes = 0;
    Life needed;  // must keep its contents from here to there; empty if nothing touches it. Known by the timeline

    // What the plan says; see placeAllocations().
    const StatedPool* pool = nullptr;  // null: nowhere, or in flash
    std::int64_t offset = 0;           // in the pool
    bool pinned = false;
    std::int64_t firstTick = 0;  // half-open
    std::int64_t endTick = 0;
    Life stated;  // the same in positions; empty if the ticks make no sense

    [[nodiscard]] std::int64_t address() const { return pool->address + offset; }
    // As long as either the kernels or the plan want it.
    [[nodiscard]] Life life() const;
};

// One operator's use of one allocation: statements first … last of its kernel.
struct AllocationUse {
    int allocation = 0;
    int first = 0;
    int last = 0;
};

struct OperatorUses {
    int statements = 1;  // of the kernel, >= 1
    std::vector<AllocationUse> uses;
};

struct AllocationTable {
    std::vector<Allocation> allocations;
    std::vector<std::vector<OperatorUses>> operators;  // per model, per operator
};

// `byStatement`: false lets every operator be a single statement that touches all its arguments and workspaces.
AllocationTable findAllocations(std::span<const Model> models, bool byStatement);

}  // namespace pinfold
