// How ticks and lifetimes follow from a model.
//
// Operators run one after the other. A kernel that was read gives its operator one tick per top-level statement that
// accesses a buffer; statements before the first, after the last, or between lives that touch none (they work on
// constants and stack arrays only) are no ticks. Every operator has at least one tick, and a kernel that was not read
// has exactly one, in which all its tensors and workspaces live.
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

#include <algorithm>
#include <cassert>
#include <set>

namespace pinfold {
namespace {

constexpr std::int64_t mostAccesses = std::int64_t{1} << 62;

// How far a kernel that nobody read may read before and behind a tensor: loads hoisted out of the guards of padding
// reach a few rows at most, and no tensor needs more than its own length.
constexpr std::int64_t unreadReach = 1024;

struct Interval {
    int first = 0;
    int end = 0;  // half-open; empty if end <= first
};

bool fromObjectFile(const Kernel& kernel) { return kernel.source < 0 && kernel.name != copyKernelName; }

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    if (!a || !b) return std::nullopt;
    return *a > mostAccesses - *b ? mostAccesses : *a + *b;
}

class Builder {
public:
    Builder(const Model& model, Lifetimes lifetimes, bool keepInputs)
        : model_(model), lifetimes_(lifetimes), keepInputs_(keepInputs) {}

    LifetimeTable build() {
        layOutTicks();
        addTensors(TensorRole::input, -1);
        for (std::size_t i = 0; i < model_.operators.size(); ++i) {
            addTensors(TensorRole::activation, static_cast<int>(i));
            addWorkspaces(static_cast<int>(i));
        }
        for (std::size_t i = 0; i < model_.operators.size(); ++i) addUses(static_cast<int>(i));
        finish();
        return std::move(table_);
    }

private:
    const Kernel& kernelOf(int op) const {
        return model_.kernels[static_cast<std::size_t>(model_.operators[static_cast<std::size_t>(op)].kernel)];
    }
    const Operator& operatorAt(int op) const { return model_.operators[static_cast<std::size_t>(op)]; }
    Interval wholeOperator(int op) const {
        const PlannedOperator& planned = table_.operators[static_cast<std::size_t>(op)];
        return {planned.firstTick, planned.endTick};
    }
    bool byStatement(const Kernel& kernel) const { return lifetimes_ == Lifetimes::statement && kernel.read; }

    // The argument's tensor with memory, or -1 for a constant.
    int bufferTensor(const Operator& op, std::size_t argument) const {
        const bool input = argument < op.inputs.size();
        const int tensor = rootOf(model_, input ? op.inputs[argument] : op.outputs[argument - op.inputs.size()]);
        return model_.tensors[static_cast<std::size_t>(tensor)].role == TensorRole::constant ? -1 : tensor;
    }

    void layOutTicks();
    std::vector<int> tickOfStatements(const Operator& op, const Kernel& kernel) const;
    Interval ticksOf(int op, const BufferUse& use) const;

    void addTensors(TensorRole role, int producer);
    void addWorkspaces(int op);
    void addBuffer(PlannedBuffer buffer, Interval life);

    void addUses(int op);
    void addUse(int buffer, int op, const BufferUse* use);
    void addAccesses(PlannedBuffer& buffer, const Kernel& kernel, const BufferUse* use, bool writes);
    void widenReach(int buffer, const Kernel& kernel, const BufferUse* use);
    void finish();

    const Model& model_;
    const Lifetimes lifetimes_;
    const bool keepInputs_;
    LifetimeTable table_;
    std::vector<std::vector<int>> ticks_;  // per operator read by statement: statement → its tick in the operator
    std::vector<int> bufferOfTensor_;      // per tensor; -1: none
    std::vector<int> firstWorkspace_;      // per operator: its first workspace's buffer
};

void Builder::layOutTicks() {
    int tick = 0;
    ticks_.resize(model_.operators.size());
    for (std::size_t i = 0; i < model_.operators.size(); ++i) {
        const Operator& op = model_.operators[i];
        const Kernel& kernel = kernelOf(static_cast<int>(i));
        int count = 1;
        if (byStatement(kernel)) {
            ticks_[i] = tickOfStatements(op, kernel);
            if (!ticks_[i].empty()) count = std::max(1, ticks_[i].back());
        }
        table_.operators.push_back(
            {static_cast<int>(i), model_.name, op.name, kernel.name, tick, tick + count, kernel.stackBytes});
        tick += count;
    }
    table_.ticks = std::max(1, tick);
}

// Per statement the number of ticks before it; the last element counts them all.
std::vector<int> Builder::tickOfStatements(const Operator& op, const Kernel& kernel) const {
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
        if (bufferTensor(op, a) >= 0) mark(kernel.arguments[a]);
    }
    for (const KernelWorkspace& workspace : kernel.workspaces) mark(workspace.use);

    std::vector<int> tickOf;
    int alive = 0;
    int ticks = 0;
    for (std::size_t s = 0; s <= kernel.statements.size(); ++s) {
        tickOf.push_back(ticks);
        alive += change[s];
        if (alive > 0) ++ticks;
    }
    return tickOf;
}

// Where an operator uses a buffer; empty if it does not.
Interval Builder::ticksOf(int op, const BufferUse& use) const {
    const Interval all = wholeOperator(op);
    if (!byStatement(kernelOf(op))) return all;
    if (use.firstStatement < 0) return {all.first, all.first};
    const std::vector<int>& tickOf = ticks_[static_cast<std::size_t>(op)];
    return {all.first + tickOf[static_cast<std::size_t>(use.firstStatement)],
            all.first + tickOf[static_cast<std::size_t>(use.lastStatement)] + 1};
}

void Builder::addTensors(TensorRole role, int producer) {
    bufferOfTensor_.resize(model_.tensors.size(), -1);
    const auto add = [&](int index, Interval life) {
        const Tensor& tensor = model_.tensors[static_cast<std::size_t>(index)];
        PlannedBuffer buffer;
        buffer.name = tensor.name;
        buffer.kind = role == TensorRole::input ? BufferKind::input : BufferKind::activation;
        buffer.op = producer;
        buffer.tensor = index;
        buffer.bytes = tensor.bytes;
        bufferOfTensor_[static_cast<std::size_t>(index)] = static_cast<int>(table_.buffers.size());
        addBuffer(std::move(buffer), life);
    };
    if (role == TensorRole::input) {
        for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
            const Tensor& tensor = model_.tensors[t];
            if (tensor.role == role && tensor.aliasOf < 0) add(static_cast<int>(t), {0, 1});
        }
        return;
    }
    const Operator& op = operatorAt(producer);
    const Kernel& kernel = kernelOf(producer);
    const Interval all = wholeOperator(producer);
    for (std::size_t o = 0; o < op.outputs.size(); ++o) {
        Interval life = all;
        const std::size_t argument = op.inputs.size() + o;
        if (byStatement(kernel)) {
            life.first = ticksOf(producer, kernel.arguments[argument]).first;
        }
        add(op.outputs[o], life);
    }
}

void Builder::addWorkspaces(int op) {
    firstWorkspace_.push_back(static_cast<int>(table_.buffers.size()));
    const Kernel& kernel = kernelOf(op);
    const std::string prefix = fmt::format("op{}/", op);
    if (fromObjectFile(kernel) && model_.objectWorkspaceBytes > 0) {
        PlannedBuffer block;
        block.name = prefix + "workspace";
        block.kind = BufferKind::workspace;
        block.op = op;
        block.bytes = model_.objectWorkspaceBytes;
        addBuffer(std::move(block), wholeOperator(op));
    }
    std::set<std::string> names;
    for (std::size_t w = 0; w < kernel.workspaces.size(); ++w) {
        const KernelWorkspace& workspace = kernel.workspaces[w];
        PlannedBuffer buffer;
        buffer.name = prefix + workspace.name;
        for (int n = 2; !names.insert(buffer.name).second; ++n) {
            buffer.name = fmt::format("{}{}_{}", prefix, workspace.name, n);
        }
        buffer.kind = BufferKind::workspace;
        buffer.op = op;
        buffer.workspace = static_cast<int>(w);
        buffer.bytes = workspace.bytes;
        Interval life = ticksOf(op, workspace.use);
        life.end = std::max(life.end, life.first + 1);
        addBuffer(std::move(buffer), life);
    }
}

void Builder::addBuffer(PlannedBuffer buffer, Interval life) {
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
    for (std::size_t a = 0; a < node.inputs.size() + node.outputs.size(); ++a) {
        const int tensor = bufferTensor(node, a);
        if (tensor < 0) continue;
        const int buffer = bufferOfTensor_[static_cast<std::size_t>(tensor)];
        const BufferUse* use = kernel.read ? &kernel.arguments[a] : nullptr;
        addUse(buffer, op, use);
        addAccesses(table_.buffers[static_cast<std::size_t>(buffer)], kernel, use, a >= node.inputs.size());
    }
    const std::size_t first = static_cast<std::size_t>(firstWorkspace_[static_cast<std::size_t>(op)]);
    for (std::size_t b = first; b < table_.buffers.size(); ++b) {
        PlannedBuffer& buffer = table_.buffers[b];
        if (buffer.kind != BufferKind::workspace || buffer.op != op) break;
        const BufferUse* use = kernel.read && buffer.workspace >= 0
                                   ? &kernel.workspaces[static_cast<std::size_t>(buffer.workspace)].use
                                   : nullptr;
        addAccesses(buffer, kernel, use, true);
        widenReach(static_cast<int>(b), kernel, use);
    }
}

// Lets a tensor's buffer live through its use by an operator. `use` is null where the kernel was not read.
void Builder::addUse(int buffer, int op, const BufferUse* use) {
    PlannedBuffer& planned = table_.buffers[static_cast<std::size_t>(buffer)];
    const Interval life = use ? ticksOf(op, *use) : wholeOperator(op);
    if (life.end > life.first) planned.endTick = std::max(planned.endTick, life.end);
    widenReach(buffer, kernelOf(op), use);
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
    BufferReach& reach = table_.reaches[static_cast<std::size_t>(buffer)];
    const std::int64_t bytes = table_.buffers[static_cast<std::size_t>(buffer)].bytes;
    if (use) {
        reach.lowest = std::min(reach.lowest, use->lowestByte);
        reach.end = std::max(reach.end, use->endByte);
    } else if (kernel.name != copyKernelName) {
        const std::int64_t beyond = std::min(bytes, unreadReach);
        reach.lowest = std::min(reach.lowest, -beyond);
        reach.end = std::max(reach.end, bytes + beyond);
    }
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

LifetimeTable computeLifetimes(const Model& model, Lifetimes lifetimes, bool keepInputs) {
    return Builder(model, lifetimes, keepInputs).build();
}

}  // namespace pinfold
