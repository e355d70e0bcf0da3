// How lifetimes follow from a model and an order of execution. operator_ticks.cpp says what a tick is; operators run
// one after the other, and so do their ticks.
//
//   input        from tick 0 to its last use; to the end if it is an output as well or is to be kept
//   activation   from its first use in the producer to the end of the producer or its last use in a consumer, whichever
//                is later: after an operator has run all it made can be looked at
//   output       the same, to the end of the plan
//   workspace    from its first to its last use
//
// An alias has no buffer; its consumers are its root's. An argument that a kernel never touches does not prolong its
// tensor's life there, but an output that is never written still lives in its producer. Every life is at least a tick.
#include "plan/lifetimes.h"

#include "model/operator_ticks.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <set>

namespace pinfold {
namespace {

constexpr std::int64_t maxAccesses = std::int64_t{1} << 62;

// How far a kernel that nobody read may read before and after a tensor: loads hoisted out of the guards of padding
// reach a few rows at most, and no tensor needs more than its own length.
constexpr std::int64_t unreadReach = 1024;

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    if (!a || !b) return std::nullopt;
    return *a > maxAccesses - *b ? maxAccesses : *a + *b;
}

class Builder {
public:
    Builder(const Model& model, Lifetimes lifetimes, bool keepInputs, std::span<const int> order)
        : model_(model), lifetimes_(lifetimes), keepInputs_(keepInputs), order_(order.begin(), order.end()) {
        if (order_.empty()) {
            order_.resize(model_.operators.size());
            std::iota(order_.begin(), order_.end(), 0);
        }
        assert(isExecutionOrder(model_, order_));
    }

    LifetimeTable build() {
        layOutTicks();
        addInputs();
        for (const int op : order_) {
            addOutputs(op);
            addWorkspaces(op);
        }
        for (const int op : order_) addUses(op);
        finish();
        return std::move(table_);
    }

private:
    struct Run {
        int firstTick = 0;
        OperatorTicks ticks;
        int firstWorkspace = 0;  // its first workspace's buffer
        [[nodiscard]] TickRange absolute(TickRange range) const {
            return {firstTick + range.first, firstTick + range.end};
        }
    };

    const Operator& operatorAt(int op) const { return model_.operators[static_cast<std::size_t>(op)]; }
    const Kernel& kernelOf(int op) const { return model_.kernels[static_cast<std::size_t>(operatorAt(op).kernel)]; }
    Run& runOf(int op) { return runs_[static_cast<std::size_t>(op)]; }

    void layOutTicks();
    void addInputs();
    void addOutputs(int op);
    void addWorkspaces(int op);
    void addTensor(int tensor, int producer, TickRange life);
    void addBuffer(PlannedBuffer buffer, TickRange life);

    void addUses(int op);
    void addAccesses(PlannedBuffer& buffer, const Kernel& kernel, const BufferUse* use, bool writes);
    void widenReach(int buffer, const Kernel& kernel, const BufferUse* use);
    void finish();

    const Model& model_;
    const Lifetimes lifetimes_;
    const bool keepInputs_;
    std::vector<int> order_;
    LifetimeTable table_;
    std::vector<Run> runs_;            // per operator of the model
    std::vector<int> bufferOfTensor_;  // per tensor; -1: none
};

void Builder::layOutTicks() {
    int tick = 0;
    runs_.resize(model_.operators.size());
    for (const int op : order_) {
        Run& run = runOf(op);
        run.firstTick = tick;
        run.ticks = operatorTicks(model_, op, lifetimes_);
        const Kernel& kernel = kernelOf(op);
        const int end = tick + run.ticks.ticks;
        table_.operators.push_back({op, model_.name, operatorAt(op).name, kernel.name, tick, end, kernel.stackBytes});
        tick = end;
    }
    table_.ticks = std::max(1, tick);
}

void Builder::addInputs() {
    bufferOfTensor_.resize(model_.tensors.size(), -1);
    for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
        const Tensor& tensor = model_.tensors[t];
        if (tensor.role == TensorRole::input && tensor.aliasOf < 0) addTensor(static_cast<int>(t), -1, {0, 1});
    }
}

void Builder::addOutputs(int op) {
    const Operator& node = operatorAt(op);
    const Run& run = runOf(op);
    for (std::size_t o = 0; o < node.outputs.size(); ++o) {
        addTensor(node.outputs[o], op, run.absolute(run.ticks.arguments[node.inputs.size() + o]));
    }
}

void Builder::addTensor(int index, int producer, TickRange life) {
    const Tensor& tensor = model_.tensors[static_cast<std::size_t>(index)];
    PlannedBuffer buffer;
    buffer.name = tensor.name;
    buffer.kind = producer < 0 ? BufferKind::input : BufferKind::activation;
    buffer.op = producer;
    buffer.tensor = index;
    buffer.bytes = tensor.bytes;
    bufferOfTensor_[static_cast<std::size_t>(index)] = static_cast<int>(table_.buffers.size());
    addBuffer(std::move(buffer), life);
}

void Builder::addWorkspaces(int op) {
    Run& run = runOf(op);
    run.firstWorkspace = static_cast<int>(table_.buffers.size());
    for (const WorkspaceTicks& workspace : run.ticks.workspaces) {
        PlannedBuffer buffer;
        buffer.name = workspaceName(model_, op, workspace.workspace);
        buffer.kind = BufferKind::workspace;
        buffer.op = op;
        buffer.workspace = workspace.workspace;
        buffer.bytes = workspace.bytes;
        addBuffer(std::move(buffer), run.absolute(workspace.life));
    }
}

void Builder::addBuffer(PlannedBuffer buffer, TickRange life) {
    buffer.id = static_cast<int>(table_.buffers.size());
    buffer.model = model_.name;
    buffer.firstTick = life.first;
    buffer.endTick = life.end;
    buffer.reads = buffer.writes = buffer.readBytes = buffer.writtenBytes = 0;
    table_.reaches.push_back({0, buffer.bytes});
    table_.buffers.push_back(std::move(buffer));
}

void Builder::addUses(int op) {
    const Operator& node = operatorAt(op);
    const Kernel& kernel = kernelOf(op);
    const Run& run = runOf(op);
    for (std::size_t a = 0; a < node.inputs.size() + node.outputs.size(); ++a) {
        const int tensor = bufferTensor(model_, node, a);
        if (tensor < 0) continue;
        const int id = bufferOfTensor_[static_cast<std::size_t>(tensor)];
        PlannedBuffer& buffer = table_.buffers[static_cast<std::size_t>(id)];
        const TickRange life = run.absolute(run.ticks.arguments[a]);
        if (!life.empty()) buffer.endTick = std::max(buffer.endTick, life.end);
        const BufferUse* use = kernel.read ? &kernel.arguments[a] : nullptr;
        addAccesses(buffer, kernel, use, a >= node.inputs.size());
        widenReach(id, kernel, use);
    }
    for (std::size_t w = 0; w < run.ticks.workspaces.size(); ++w) {
        const int id = run.firstWorkspace + static_cast<int>(w);
        PlannedBuffer& buffer = table_.buffers[static_cast<std::size_t>(id)];
        const BufferUse* use = kernel.read && buffer.workspace >= 0
                                   ? &kernel.workspaces[static_cast<std::size_t>(buffer.workspace)].use
                                   : nullptr;
        addAccesses(buffer, kernel, use, true);
        widenReach(id, kernel, use);
    }
}

void Builder::addAccesses(PlannedBuffer& buffer, const Kernel& kernel, const BufferUse* use, bool writes) {
    if (use) {
        buffer.reads = sum(buffer.reads, use->reads);
        buffer.writes = sum(buffer.writes, use->writes);
        buffer.readBytes = sum(buffer.readBytes, use->readBytes);
        buffer.writtenBytes = sum(buffer.writtenBytes, use->writtenBytes);
    } else if (kernel.name == copyKernelName && buffer.tensor >= 0) {
        const Tensor& tensor = model_.tensors[static_cast<std::size_t>(buffer.tensor)];
        const std::int64_t elements = tensor.bytes / bytesOf(tensor.dtype);
        (writes ? buffer.writes : buffer.reads) = sum(writes ? buffer.writes : buffer.reads, elements);
        (writes ? buffer.writtenBytes : buffer.readBytes) =
            sum(writes ? buffer.writtenBytes : buffer.readBytes, tensor.bytes);
    } else {
        buffer.reads = buffer.writes = buffer.readBytes = buffer.writtenBytes = std::nullopt;
    }
}

void Builder::widenReach(int buffer, const Kernel& kernel, const BufferUse* use) {
    const std::int64_t bytes = table_.buffers[static_cast<std::size_t>(buffer)].bytes;
    widen(table_.reaches[static_cast<std::size_t>(buffer)], bytes, kernel, use);
}

void Builder::finish() {
    const auto bufferOf = [&](int tensor) { return bufferOfTensor_[static_cast<std::size_t>(rootOf(model_, tensor))]; };
    for (const Port& port : model_.outputs) {
        const int buffer = bufferOf(port.tensor);
        if (buffer < 0) continue;  // a constant
        PlannedBuffer& planned = table_.buffers[static_cast<std::size_t>(buffer)];
        if (planned.kind == BufferKind::activation) planned.kind = BufferKind::output;
        planned.endTick = table_.ticks;
    }
    for (PlannedBuffer& buffer : table_.buffers) {
        if (keepInputs_ && buffer.kind == BufferKind::input) buffer.endTick = table_.ticks;
        if (lifetimes_ == Lifetimes::none) {
            buffer.firstTick = 0;
            buffer.endTick = table_.ticks;
        }
    }
    for (const Tensor& tensor : model_.tensors) {
        if (tensor.aliasOf < 0) continue;
        const Tensor& root = model_.tensors[static_cast<std::size_t>(tensor.aliasOf)];
        table_.aliases.push_back({model_.name, tensor.name, root.name});
    }
}

}  // namespace

void widen(BufferReach& reach, std::int64_t bytes, const Kernel& kernel, const BufferUse* use) {
    if (use) {
        reach.lowest = std::min(reach.lowest, use->lowestByte);
        reach.end = std::max(reach.end, use->endByte);
    } else if (kernel.name != copyKernelName) {
        const std::int64_t beyond = std::min(bytes, unreadReach);
        reach.lowest = std::min(reach.lowest, -beyond);
        reach.end = std::max(reach.end, bytes + beyond);
    }
}

bool isExecutionOrder(const Model& model, std::span<const int> order) {
    std::vector<bool> done(model.operators.size(), false);
    for (const int op : order) {
        if (op < 0 || static_cast<std::size_t>(op) >= done.size() || done[static_cast<std::size_t>(op)]) return false;
        for (const int input : model.operators[static_cast<std::size_t>(op)].inputs) {
            const int producer = model.tensors[static_cast<std::size_t>(rootOf(model, input))].producer;
            if (producer >= 0 && !done[static_cast<std::size_t>(producer)]) return false;
        }
        done[static_cast<std::size_t>(op)] = true;
    }
    return order.size() == done.size();
}

std::string workspaceName(const Model& model, int op, int workspace) {
    const std::string prefix = fmt::format("op{}/", op);
    if (workspace < 0) return prefix + "workspace";
    const Operator& node = model.operators[static_cast<std::size_t>(op)];
    const auto& workspaces = model.kernels[static_cast<std::size_t>(node.kernel)].workspaces;
    std::set<std::string> names;
    std::string unique;
    for (int w = 0; w <= workspace; ++w) {
        const std::string& name = workspaces[static_cast<std::size_t>(w)].name;
        unique = name;
        for (int n = 2; !names.insert(unique).second; ++n) unique = fmt::format("{}_{}", name, n);
    }
    return prefix + unique;
}

LifetimeTable computeLifetimes(const Model& model, Lifetimes lifetimes, bool keepInputs, std::span<const int> order) {
    return Builder(model, lifetimes, keepInputs, order).build();
}

}  // namespace pinfold
