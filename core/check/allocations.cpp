#include "check/allocations.h"

#include "base/index.h"

#include <algorithm>
#include <set>

namespace pinfold {
namespace {

constexpr std::int64_t maxAccesses = std::int64_t{1} << 62;

// Sizes and reaches of hostile models are cut down to what can be added up; plans cannot name so many bytes.
constexpr std::int64_t farthestByte = std::int64_t{1} << 60;

// How far a kernel that nobody could read may read beside what it is given; no further than that is long.
constexpr std::int64_t unreadReach = 1024;

bool isCopy(const Kernel& kernel) { return kernel.name == copyKernelName; }

void addTo(std::optional<std::int64_t>& sum, std::int64_t more) {
    if (sum) *sum = more > maxAccesses - *sum ? maxAccesses : *sum + more;
}

// Goes through one model, operator by operator in the archive's order; the order does not matter here.
class Census {
public:
    Census(const Model& model, int index, bool byStatement, AllocationTable& table)
        : model_(model), index_(index), byStatement_(byStatement), table_(table) {}

    void take() {
        addTensors();
        std::vector<OperatorUses> all;
        for (std::size_t op = 0; op < model_.operators.size(); ++op) all.push_back(usesOf(static_cast<int>(op)));
        table_.operators.push_back(std::move(all));
    }

private:
    Allocation& allocation(int id) { return table_.allocations[at(id)]; }

    int add(AllocationKind kind, int op, std::string name, std::int64_t bytes);
    void addTensors();
    OperatorUses usesOf(int op);
    void addWorkspaces(int op, OperatorUses& result);
    void addUse(int id, const Kernel& kernel, const BufferUse* use, OperatorUses& result);
    void count(int id, const Kernel& kernel, const BufferUse* use, const Tensor* tensor, bool writes);

    const Model& model_;
    const int index_;
    const bool byStatement_;
    AllocationTable& table_;
    std::vector<int> allocationOf_;  // per tensor: its own or its root's
};

int Census::add(AllocationKind kind, int op, std::string name, std::int64_t bytes) {
    Allocation added;
    added.model = index_;
    added.op = op;
    added.kind = kind;
    added.who = fmt::format("{} {} of {}", kind == AllocationKind::constant ? "constant" : "buffer", inQuotes(name),
                            inQuotes(model_.name));
    added.name = std::move(name);
    added.bytes = added.end = std::min(bytes, farthestByte);
    table_.allocations.push_back(std::move(added));
    return static_cast<int>(table_.allocations.size()) - 1;
}

void Census::addTensors() {
    allocationOf_.assign(model_.tensors.size(), -1);
    for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
        const Tensor& tensor = model_.tensors[t];
        if (tensor.aliasOf >= 0) continue;
        const AllocationKind kind = tensor.role == TensorRole::input      ? AllocationKind::input
                                    : tensor.role == TensorRole::constant ? AllocationKind::constant
                                                                          : AllocationKind::activation;
        const int op = kind == AllocationKind::activation ? tensor.producer : -1;
        allocationOf_[t] = add(kind, op, tensor.name, tensor.bytes);
    }
    for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
        if (model_.tensors[t].aliasOf >= 0) allocationOf_[t] = allocationOf_[at(model_.tensors[t].aliasOf)];
    }
    for (const Port& port : model_.outputs) {
        Allocation& made = allocation(allocationOf_[at(port.tensor)]);
        made.leaves = true;
        if (made.kind == AllocationKind::activation) made.kind = AllocationKind::output;
    }
}

OperatorUses Census::usesOf(int op) {
    const Operator& node = model_.operators[at(op)];
    const Kernel& kernel = model_.kernels[at(node.kernel)];
    OperatorUses result;
    if (byStatement_ && kernel.read) result.statements = std::max(1, static_cast<int>(kernel.statements.size()));
    const std::size_t inputs = node.inputs.size();
    for (std::size_t a = 0; a < inputs + node.outputs.size(); ++a) {
        const bool input = a < inputs;
        const int tensor = rootOf(model_, input ? node.inputs[a] : node.outputs[a - inputs]);
        const BufferUse* use = kernel.read && a < kernel.arguments.size() ? &kernel.arguments[a] : nullptr;
        addUse(allocationOf_[at(tensor)], kernel, use, result);
        count(allocationOf_[at(tensor)], kernel, use, &model_.tensors[at(tensor)], !input);
    }
    addWorkspaces(op, result);
    return result;
}

void Census::addWorkspaces(int op, OperatorUses& result) {
    const Kernel& kernel = model_.kernels[at(model_.operators[at(op)].kernel)];
    std::set<std::string> taken;
    const auto addOne = [&](const std::string& variable, std::int64_t bytes, const BufferUse* use) {
        std::string name = variable;
        for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}_{}", variable, n);
        const int id = add(AllocationKind::workspace, op, fmt::format("op{}/{}", op, name), bytes);
        addUse(id, kernel, use, result);
        count(id, kernel, use, nullptr, true);
    };
    const bool objectFile = kernel.source < 0 && !isCopy(kernel);
    if (objectFile && model_.objectWorkspaceBytes > 0) addOne("workspace", model_.objectWorkspaceBytes, nullptr);
    for (const KernelWorkspace& workspace : kernel.workspaces) {
        addOne(workspace.name, workspace.bytes, kernel.read ? &workspace.use : nullptr);
    }
}

void Census::addUse(int id, const Kernel& kernel, const BufferUse* use, OperatorUses& result) {
    Allocation& user = allocation(id);
    if (use) {
        user.lowest = std::min(user.lowest, std::max(use->lowestByte, -farthestByte));
        user.end = std::max(user.end, std::min(use->endByte, farthestByte));
    } else if (!isCopy(kernel)) {
        const std::int64_t beside = std::min(user.bytes, unreadReach);
        user.lowest = std::min(user.lowest, -beside);
        user.end = std::max(user.end, user.bytes + beside);
    }
    if (user.kind == AllocationKind::constant) return;  // lives all the time, wherever it is
    if (!use || !byStatement_) {
        result.uses.push_back({id, 0, result.statements - 1});
    } else if (use->firstStatement >= 0) {
        const int last = use->escapes ? result.statements - 1 : use->lastStatement;
        result.uses.push_back({id, use->firstStatement, last});
    }
}

void Census::count(int id, const Kernel& kernel, const BufferUse* use, const Tensor* tensor, bool writes) {
    Allocation& user = allocation(id);
    if (use) {
        addTo(user.reads, use->reads);
        addTo(user.writes, use->writes);
        addTo(user.readBytes, use->readBytes);
        addTo(user.writtenBytes, use->writtenBytes);
    } else if (isCopy(kernel) && tensor) {
        addTo(writes ? user.writes : user.reads, tensor->bytes / bytesOf(tensor->dtype));
        addTo(writes ? user.writtenBytes : user.readBytes, tensor->bytes);
    } else {
        user.reads = user.writes = user.readBytes = user.writtenBytes = std::nullopt;
    }
}

}  // namespace

void Life::widen(const Life& other) {
    if (other.empty()) return;
    if (empty()) {
        *this = other;
        return;
    }
    first = std::min(first, other.first);
    last = std::max(last, other.last);
}

Life Allocation::life() const {
    Life both = needed;
    both.widen(stated);
    return both;
}

std::string_view nameOf(AllocationKind kind) {
    switch (kind) {
        case AllocationKind::input: return "input";
        case AllocationKind::activation: return "activation";
        case AllocationKind::output: return "output";
        case AllocationKind::workspace: return "workspace";
        case AllocationKind::constant: return "constant";
    }
    return {};
}

AllocationTable findAllocations(std::span<const Model> models, bool byStatement) {
    AllocationTable table;
    for (std::size_t m = 0; m < models.size(); ++m) {
        Census(models[m], static_cast<int>(m), byStatement, table).take();
    }
    return table;
}

}  // namespace pinfold
