// A kernel that was read gives its operator one tick per top-level statement that accesses a buffer; statements before
// the first, after the last, or between lives that touch none (they work on constants and stack arrays only) are no
// ticks. Every operator has at least one tick, and a kernel that was not read has exactly one, in which all its tensors
// and workspaces live.
#include "model/operator_ticks.h"

#include <algorithm>
#include <cassert>

namespace pinfold {
namespace {

bool fromObjectFile(const Kernel& kernel) { return kernel.source < 0 && kernel.name != copyKernelName; }

// Per statement the number of ticks before it; the last element counts them all.
std::vector<int> ticksBeforeStatements(const Model& model, const Operator& op, const Kernel& kernel) {
    std::vector<int> change(kernel.statements.size() + 2, 0);  // of the number of buffers alive
    const auto mark = [&](const BufferUse& use) {
        if (use.firstStatement < 0) return;
        assert(use.firstStatement <= use.lastStatement);
        assert(static_cast<std::size_t>(use.lastStatement) < kernel.statements.size());
        ++change[static_cast<std::size_t>(use.firstStatement)];
        --change[static_cast<std::size_t>(use.lastStatement) + 1];
    };
    assert(kernel.arguments.size() == op.inputs.size() + op.outputs.size());
    for (std::size_t a = 0; a < kernel.arguments.size(); ++a) {
        if (bufferTensor(model, op, a) >= 0) mark(kernel.arguments[a]);
    }
    for (const KernelWorkspace& workspace : kernel.workspaces) mark(workspace.use);

    std::vector<int> before;
    int alive = 0;
    int ticks = 0;
    for (std::size_t s = 0; s <= kernel.statements.size(); ++s) {
        before.push_back(ticks);
        alive += change[s];
        if (alive > 0) ++ticks;
    }
    return before;
}

// Without statements: one tick that holds everything.
OperatorTicks oneTick(const Model& model, const Operator& op, const Kernel& kernel) {
    OperatorTicks result;
    for (std::size_t a = 0; a < op.inputs.size() + op.outputs.size(); ++a) {
        result.arguments.push_back({0, bufferTensor(model, op, a) >= 0 ? 1 : 0});
    }
    for (std::size_t w = 0; w < kernel.workspaces.size(); ++w) {
        result.workspaces.push_back({static_cast<int>(w), kernel.workspaces[w].bytes, {0, 1}});
    }
    if (kernel.read) result.statements.assign(kernel.statements.size(), 0);
    return result;
}

OperatorTicks byStatement(const Model& model, const Operator& op, const Kernel& kernel) {
    const std::vector<int> before = ticksBeforeStatements(model, op, kernel);
    const auto rangeOf = [&](const BufferUse& use) -> TickRange {
        if (use.firstStatement < 0) return {};
        return {before[static_cast<std::size_t>(use.firstStatement)],
                before[static_cast<std::size_t>(use.lastStatement)] + 1};
    };
    OperatorTicks result;
    result.ticks = std::max(1, before.back());
    for (std::size_t a = 0; a < kernel.arguments.size(); ++a) {
        const bool needsRam = bufferTensor(model, op, a) >= 0;
        TickRange range = needsRam ? rangeOf(kernel.arguments[a]) : TickRange{};
        if (needsRam && a >= op.inputs.size()) range.end = result.ticks;
        result.arguments.push_back(range);
    }
    for (std::size_t w = 0; w < kernel.workspaces.size(); ++w) {
        TickRange life = rangeOf(kernel.workspaces[w].use);
        life.end = std::max(life.end, life.first + 1);
        result.workspaces.push_back({static_cast<int>(w), kernel.workspaces[w].bytes, life});
    }
    for (std::size_t s = 0; s < kernel.statements.size(); ++s) {
        result.statements.push_back(before[s + 1] > before[s] ? before[s] : -1);
    }
    return result;
}

}  // namespace

int bufferTensor(const Model& model, const Operator& op, std::size_t argument) {
    const bool input = argument < op.inputs.size();
    const int tensor = rootOf(model, input ? op.inputs[argument] : op.outputs[argument - op.inputs.size()]);
    return model.tensors[static_cast<std::size_t>(tensor)].role == TensorRole::constant ? -1 : tensor;
}

OperatorTicks operatorTicks(const Model& model, int op, Lifetimes lifetimes) {
    const Operator& node = model.operators[static_cast<std::size_t>(op)];
    const Kernel& kernel = model.kernels[static_cast<std::size_t>(node.kernel)];
    const bool statements = lifetimes == Lifetimes::statement && kernel.read;
    OperatorTicks result = statements ? byStatement(model, node, kernel) : oneTick(model, node, kernel);
    if (fromObjectFile(kernel) && model.objectWorkspaceBytes > 0) {
        result.workspaces.insert(result.workspaces.begin(), {-1, model.objectWorkspaceBytes, {0, result.ticks}});
    }
    return result;
}

}  // namespace pinfold
