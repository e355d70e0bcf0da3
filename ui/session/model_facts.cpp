#include "ui/session/model_facts.h"

#include "plan/lifetimes.h"
#include "ui/session/operator_kind.h"
#include "ui/text/say.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

// Elements of `list`, which has one per index.
template <typename T>
const T& elementOf(const std::vector<T>& list, int index) {
    return list[static_cast<std::size_t>(index)];
}

template <typename T>
const T* find(const std::unordered_map<Item, std::size_t, ItemHash>& index, const std::vector<T>& list,
              const Item& item) {
    const auto found = index.find(item);
    return found == index.end() ? nullptr : &list[found->second];
}

}  // namespace

ModelFacts::ModelFacts(std::shared_ptr<const Models> models, std::shared_ptr<const PlanFacts> facts)
    : models_(std::move(models)), facts_(std::move(facts)) {
    for (std::size_t m = 0; m < models_->size(); ++m) modelOfName_[(*models_)[m].name] = static_cast<int>(m);
    if (facts_) indexPlan();
}

void ModelFacts::indexPlan() {
    const Plan& plan = facts_->plan;
    buffers_.reserve(plan.buffers.size());
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) buffers_[facts_->items[b]] = b;
    for (std::size_t c = 0; c < plan.constants.size(); ++c) {
        constants_[Item::tensor(modelOfName_.at(plan.constants[c].model), plan.constants[c].tensor)] = c;
    }
    for (std::size_t op = 0; op < plan.operators.size(); ++op) {
        operators_[Item::op(modelOfName_.at(plan.operators[op].model), plan.operators[op].index)] = op;
    }
}

void ModelFacts::addTensor(std::vector<Item>& all, int model, int tensor,
                           const std::vector<std::vector<int>>& aliases) const {
    all.push_back(Item::tensor(model, tensor));
    for (const int alias : elementOf(aliases, tensor)) all.push_back(Item::tensor(model, alias));
}

std::vector<Item> ModelFacts::tensors() const {
    std::vector<Item> all;
    for (std::size_t index = 0; index < models_->size(); ++index) {
        const Model& model = (*models_)[index];
        const int m = static_cast<int>(index);
        std::vector<std::vector<int>> aliases(model.tensors.size());
        for (std::size_t t = 0; t < model.tensors.size(); ++t) {
            const int aliasOf = model.tensors[t].aliasOf;
            if (aliasOf >= 0) aliases[static_cast<std::size_t>(aliasOf)].push_back(static_cast<int>(t));
        }
        const auto addRoots = [&](TensorRole role) {
            for (std::size_t t = 0; t < model.tensors.size(); ++t) {
                const Tensor& tensor = model.tensors[t];
                if (tensor.role == role && tensor.aliasOf < 0) addTensor(all, m, static_cast<int>(t), aliases);
            }
        };
        addRoots(TensorRole::input);
        for (std::size_t op = 0; op < model.operators.size(); ++op) {
            const Kernel& kernel = elementOf(model.kernels, model.operators[op].kernel);
            for (std::size_t w = 0; w < kernel.workspaces.size(); ++w) {
                all.push_back(Item::workspaceOf(m, static_cast<int>(op), static_cast<int>(w)));
            }
            const Item block = Item::workspaceOf(m, static_cast<int>(op), -1);  // of an object file
            if (buffers_.contains(block)) all.push_back(block);
            for (const int output : model.operators[op].outputs) addTensor(all, m, output, aliases);
        }
        addRoots(TensorRole::constant);
    }
    return all;
}

std::vector<Item> ModelFacts::operators() const {
    std::vector<Item> all;
    if (facts_) {
        for (const PlannedOperator& planned : facts_->plan.operators) {
            all.push_back(Item::op(modelOfName_.at(planned.model), planned.index));
        }
        return all;
    }
    for (std::size_t m = 0; m < models_->size(); ++m) {
        for (std::size_t op = 0; op < (*models_)[m].operators.size(); ++op) {
            all.push_back(Item::op(static_cast<int>(m), static_cast<int>(op)));
        }
    }
    return all;
}

const Model& ModelFacts::model(const Item& item) const { return elementOf(*models_, item.model); }

const Operator& ModelFacts::op(const Item& item) const { return elementOf(model(item).operators, item.index); }

const Kernel& ModelFacts::kernel(const Item& item) const { return elementOf(model(item).kernels, op(item).kernel); }

const Tensor& ModelFacts::tensor(const Item& item) const { return elementOf(model(item).tensors, item.index); }

bool ModelFacts::isAlias(const Item& item) const {
    return item.kind == Item::Kind::tensor && tensor(item).aliasOf >= 0;
}

Item ModelFacts::root(const Item& item) const {
    return isAlias(item) ? Item::tensor(item.model, tensor(item).aliasOf) : item;
}

const PlannedBuffer* ModelFacts::buffer(const Item& item) const {
    return facts_ ? find(buffers_, facts_->plan.buffers, root(item)) : nullptr;
}

const PlannedConstant* ModelFacts::constant(const Item& item) const {
    return facts_ ? find(constants_, facts_->plan.constants, root(item)) : nullptr;
}

const PlannedOperator* ModelFacts::planned(const Item& item) const {
    return facts_ ? find(operators_, facts_->plan.operators, item) : nullptr;
}

std::string ModelFacts::name(const Item& item) const {
    switch (item.kind) {
        case Item::Kind::op: return op(item).name;
        case Item::Kind::tensor: return tensor(item).name;
        case Item::Kind::workspace: return workspaceName(model(item), item.index, item.workspace);
        case Item::Kind::none: break;
    }
    return {};
}

QString ModelFacts::shortName(const Item& item) const {
    return item.kind == Item::Kind::op ? ui::shortName(model(item), op(item).name) : QString::fromStdString(name(item));
}

QString ModelFacts::kind(const Item& item) const {
    if (item.kind == Item::Kind::op) return labelOf(kindOf(kernel(item)));
    if (item.kind == Item::Kind::workspace) return say("workspace");
    if (isAlias(item)) return say("alias");
    const Tensor& shown = tensor(item);
    if (shown.role == TensorRole::constant) return say("constant");
    if (shown.role == TensorRole::input) return say("input");
    const auto& outputs = model(item).outputs;
    const bool isOutput = std::any_of(outputs.begin(), outputs.end(),
                                      [&](const Port& port) { return rootOf(model(item), port.tensor) == item.index; });
    return isOutput ? say("output") : say("activation");
}

std::int64_t ModelFacts::bytes(const Item& item) const {
    if (item.kind == Item::Kind::tensor) return tensor(item).bytes;
    if (const PlannedBuffer* planned = buffer(item)) return planned->bytes;
    if (item.workspace < 0) return model(item).objectWorkspaceBytes;
    return elementOf(kernel(item).workspaces, item.workspace).bytes;
}

std::string ModelFacts::region(const Item& item) const {
    if (const PlannedBuffer* planned = buffer(item)) return elementOf(facts_->plan.pools, planned->pool).region;
    const PlannedConstant* planned = constant(item);
    return planned ? planned->region : std::string();
}

std::optional<std::uint64_t> ModelFacts::address(const Item& item) const {
    const auto inPool = [&](int pool, std::int64_t offset) {
        return elementOf(facts_->plan.pools, pool).address + static_cast<std::uint64_t>(offset);
    };
    if (const PlannedBuffer* planned = buffer(item)) return inPool(planned->pool, planned->offset);
    const PlannedConstant* planned = constant(item);
    if (planned && planned->pool >= 0) return inPool(planned->pool, planned->offset);
    return std::nullopt;  // the linker decides
}

std::optional<LifeSpan> ModelFacts::life(const Item& item) const {
    if (const PlannedBuffer* planned = buffer(item)) return LifeSpan{planned->firstTick, planned->endTick};
    if (const PlannedOperator* running = planned(item)) return LifeSpan{running->firstTick, running->endTick};
    if (constant(item)) return LifeSpan{0, facts_->plan.ticks};
    return std::nullopt;
}

std::vector<Item> ModelFacts::writers(const Item& item) const {
    if (item.kind == Item::Kind::workspace) return {Item::op(item.model, item.index)};
    if (item.kind != Item::Kind::tensor || tensor(item).producer < 0) return {};
    return {Item::op(item.model, tensor(item).producer)};
}

std::vector<Item> ModelFacts::readers(const Item& item) const {
    if (item.kind == Item::Kind::workspace) return {Item::op(item.model, item.index)};
    std::vector<Item> readers;
    if (item.kind != Item::Kind::tensor) return readers;
    for (const int consumer : tensor(root(item)).consumers) readers.push_back(Item::op(item.model, consumer));
    return readers;
}

Item ModelFacts::operatorAt(int tick) const {
    if (!facts_ || tick < 0 || static_cast<std::size_t>(tick) >= facts_->operatorOfTick.size()) return {};
    if (facts_->plan.operators.empty()) return {};
    const PlannedOperator& running = elementOf(facts_->plan.operators, elementOf(facts_->operatorOfTick, tick));
    return Item::op(modelOfName_.at(running.model), running.index);
}

std::optional<std::int64_t> ModelFacts::bytesTouched(const Item& item) const {
    const Kernel& called = kernel(item);
    if (!called.read) return std::nullopt;
    std::int64_t bytes = 0;
    for (const BufferUse& use : called.arguments) bytes += use.readBytes + use.writtenBytes;
    for (const KernelWorkspace& workspace : called.workspaces) {
        bytes += workspace.use.readBytes + workspace.use.writtenBytes;
    }
    return bytes;
}

std::optional<std::int64_t> ModelFacts::bytesAlive(const Item& item) const {
    const PlannedOperator* running = planned(item);
    if (!running) return std::nullopt;
    std::int64_t most = 0;
    for (int tick = running->firstTick; tick < running->endTick; ++tick) {
        std::int64_t alive = 0;
        for (const auto& load : facts_->load) alive += elementOf(load, tick);
        most = std::max(most, alive);
    }
    return most;
}

}  // namespace pinfold::ui
