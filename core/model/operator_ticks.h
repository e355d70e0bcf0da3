// What one operator does tick by tick, whatever runs before and after it.
#pragma once

#include "base/enum_names.h"
#include "model/model.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace pinfold {

enum class Lifetimes {
    statement,      // a tick is a top-level statement of a kernel
    wholeOperator,  // a tick is an operator, as in TVM's own planners ("operator" in files)
    none,           // no two buffers share an address: the reference to check the others against
};
inline constexpr std::array lifetimesNames{
    std::pair{Lifetimes::statement, std::string_view("statement")},
    std::pair{Lifetimes::wholeOperator, std::string_view("operator")},
    std::pair{Lifetimes::none, std::string_view("none")},
};
constexpr std::string_view nameOf(Lifetimes lifetimes) { return nameIn(lifetimesNames, lifetimes); }

// Half-open, counted from the operator's first tick; empty if end <= first.
struct TickRange {
    int first = 0;
    int end = 0;
    [[nodiscard]] bool empty() const { return end <= first; }
};

struct WorkspaceTicks {
    int workspace = -1;      // index into Kernel::workspaces; -1: the block of an object file
    std::int64_t bytes = 0;  // exact
    TickRange life;          // at least a tick
};

struct OperatorTicks {
    int ticks = 1;  // >= 1
    // One per argument, inputs then outputs: an input from its first to its last access, an output from its first
    // access to the operator's end. Empty for what is not accessed, and for constants; an output has at least a tick.
    std::vector<TickRange> arguments;
    std::vector<WorkspaceTicks> workspaces;
    // One per statement of a kernel that was read: its tick, or -1 if it is none. Empty for other kernels.
    std::vector<int> statements;
};

// `op`: index into Model::operators. Every lifetime but Lifetimes::statement has one tick an operator.
OperatorTicks operatorTicks(const Model& model, int op, Lifetimes lifetimes);

// The tensor whose memory an argument (inputs, then outputs) is; -1 for a constant, which needs no RAM.
int bufferTensor(const Model& model, const Operator& op, std::size_t argument);

}  // namespace pinfold
