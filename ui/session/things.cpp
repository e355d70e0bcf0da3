#include "ui/session/things.h"

#include "plan/lifetimes.h"
#include "ui/session/operator_kind.h"
#include "ui/text/say.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

// Elements of `list`, which has one per index.
template <typename T>
const T& at(const std::vector<T>& list, int index) {
    return list[static_cast<std::size_t>(index)];
}

template <typename T>
const T* find(const std::unordered_map<Subject, std::size_t, SubjectHash>& index, const std::vector<T>& list,
              const Subject& subject) {
    const auto found = index.find(subject);
    return found == index.end() ? nullptr : &list[found->second];
}

}  // namespace

Things::Things(std::shared_ptr<const Models> models, std::shared_ptr<const PlanFacts> facts)
    : models_(std::move(models)), facts_(std::move(facts)) {
    for (std::size_t m = 0; m < models_->size(); ++m) modelOfName_[(*models_)[m].name] = static_cast<int>(m);
    if (facts_) indexPlan();
}

void Things::indexPlan() {
    const Plan& plan = facts_->plan;
    buffers_.reserve(plan.buffers.size());
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) buffers_[facts_->subjects[b]] = b;
    for (std::size_t c = 0; c < plan.constants.size(); ++c) {
        constants_[Subject::tensor(modelOfName_.at(plan.constants[c].model), plan.constants[c].tensor)] = c;
    }
    for (std::size_t op = 0; op < plan.operators.size(); ++op) {
        operators_[Subject::op(modelOfName_.at(plan.operators[op].model), plan.operators[op].index)] = op;
    }
}

void Things::addTensor(std::vector<Subject>& all, int model, int tensor,
                       const std::vector<std::vector<int>>& aliases) const {
    all.push_back(Subject::tensor(model, tensor));
    for (const int alias : at(aliases, tensor)) all.push_back(Subject::tensor(model, alias));
}

std::vector<Subject> Things::tensors() const {
    std::vector<Subject> all;
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
            const Kernel& kernel = at(model.kernels, model.operators[op].kernel);
            for (std::size_t w = 0; w < kernel.workspaces.size(); ++w) {
                all.push_back(Subject::workspaceOf(m, static_cast<int>(op), static_cast<int>(w)));
            }
            const Subject block = Subject::workspaceOf(m, static_cast<int>(op), -1);  // of an object file
            if (buffers_.contains(block)) all.push_back(block);
            for (const int output : model.operators[op].outputs) addTensor(all, m, output, aliases);
        }
        addRoots(TensorRole::constant);
    }
    return all;
}

std::vector<Subject> Things::operators() const {
    std::vector<Subject> all;
    if (facts_) {
        for (const PlannedOperator& planned : facts_->plan.operators) {
            all.push_back(Subject::op(modelOfName_.at(planned.model), planned.index));
        }
        return all;
    }
    for (std::size_t m = 0; m < models_->size(); ++m) {
        for (std::size_t op = 0; op < (*models_)[m].operators.size(); ++op) {
            all.push_back(Subject::op(static_cast<int>(m), static_cast<int>(op)));
        }
    }
    return all;
}

const Model& Things::model(const Subject& subject) const { return at(*models_, subject.model); }

const Operator& Things::op(const Subject& subject) const { return at(model(subject).operators, subject.index); }

const Kernel& Things::kernel(const Subject& subject) const { return at(model(subject).kernels, op(subject).kernel); }

const Tensor& Things::tensor(const Subject& subject) const { return at(model(subject).tensors, subject.index); }

bool Things::isAlias(const Subject& subject) const {
    return subject.kind == Subject::Kind::tensor && tensor(subject).aliasOf >= 0;
}

Subject Things::root(const Subject& subject) const {
    return isAlias(subject) ? Subject::tensor(subject.model, tensor(subject).aliasOf) : subject;
}

const PlannedBuffer* Things::buffer(const Subject& subject) const {
    return facts_ ? find(buffers_, facts_->plan.buffers, root(subject)) : nullptr;
}

const PlannedConstant* Things::constant(const Subject& subject) const {
    return facts_ ? find(constants_, facts_->plan.constants, root(subject)) : nullptr;
}

const PlannedOperator* Things::planned(const Subject& subject) const {
    return facts_ ? find(operators_, facts_->plan.operators, subject) : nullptr;
}

std::string Things::name(const Subject& subject) const {
    switch (subject.kind) {
        case Subject::Kind::op: return op(subject).name;
        case Subject::Kind::tensor: return tensor(subject).name;
        case Subject::Kind::workspace: return workspaceName(model(subject), subject.index, subject.workspace);
        case Subject::Kind::none: break;
    }
    return {};
}

QString Things::shortName(const Subject& subject) const {
    return subject.kind == Subject::Kind::op ? ui::shortName(model(subject), op(subject).name)
                                             : QString::fromStdString(name(subject));
}

QString Things::kind(const Subject& subject) const {
    if (subject.kind == Subject::Kind::op) return labelOf(kindOf(kernel(subject)));
    if (subject.kind == Subject::Kind::workspace) return say("workspace");
    if (isAlias(subject)) return say("alias");
    const Tensor& shown = tensor(subject);
    if (shown.role == TensorRole::constant) return say("constant");
    if (shown.role == TensorRole::input) return say("input");
    const auto& outputs = model(subject).outputs;
    const bool isOutput = std::any_of(outputs.begin(), outputs.end(), [&](const Port& port) {
        return rootOf(model(subject), port.tensor) == subject.index;
    });
    return isOutput ? say("output") : say("activation");
}

std::int64_t Things::bytes(const Subject& subject) const {
    if (subject.kind == Subject::Kind::tensor) return tensor(subject).bytes;
    if (const PlannedBuffer* planned = buffer(subject)) return planned->bytes;
    if (subject.workspace < 0) return model(subject).objectWorkspaceBytes;
    return at(kernel(subject).workspaces, subject.workspace).bytes;
}

std::string Things::region(const Subject& subject) const {
    if (const PlannedBuffer* planned = buffer(subject)) return at(facts_->plan.pools, planned->pool).region;
    const PlannedConstant* planned = constant(subject);
    return planned ? planned->region : std::string();
}

std::optional<std::uint64_t> Things::address(const Subject& subject) const {
    const auto inPool = [&](int pool, std::int64_t offset) {
        return at(facts_->plan.pools, pool).address + static_cast<std::uint64_t>(offset);
    };
    if (const PlannedBuffer* planned = buffer(subject)) return inPool(planned->pool, planned->offset);
    const PlannedConstant* planned = constant(subject);
    if (planned && planned->pool >= 0) return inPool(planned->pool, planned->offset);
    return std::nullopt;  // the linker decides
}

std::optional<LifeSpan> Things::life(const Subject& subject) const {
    if (const PlannedBuffer* planned = buffer(subject)) return LifeSpan{planned->firstTick, planned->endTick};
    if (const PlannedOperator* running = planned(subject)) return LifeSpan{running->firstTick, running->endTick};
    if (constant(subject)) return LifeSpan{0, facts_->plan.ticks};
    return std::nullopt;
}

std::vector<Subject> Things::writers(const Subject& subject) const {
    if (subject.kind == Subject::Kind::workspace) return {Subject::op(subject.model, subject.index)};
    if (subject.kind != Subject::Kind::tensor || tensor(subject).producer < 0) return {};
    return {Subject::op(subject.model, tensor(subject).producer)};
}

std::vector<Subject> Things::readers(const Subject& subject) const {
    if (subject.kind == Subject::Kind::workspace) return {Subject::op(subject.model, subject.index)};
    std::vector<Subject> readers;
    if (subject.kind != Subject::Kind::tensor) return readers;
    for (const int consumer : tensor(root(subject)).consumers) readers.push_back(Subject::op(subject.model, consumer));
    return readers;
}

Subject Things::operatorAt(int tick) const {
    if (!facts_ || tick < 0 || static_cast<std::size_t>(tick) >= facts_->operatorOfTick.size()) return {};
    if (facts_->plan.operators.empty()) return {};
    const PlannedOperator& running = at(facts_->plan.operators, at(facts_->operatorOfTick, tick));
    return Subject::op(modelOfName_.at(running.model), running.index);
}

std::optional<std::int64_t> Things::bytesTouched(const Subject& subject) const {
    const Kernel& called = kernel(subject);
    if (!called.read) return std::nullopt;
    std::int64_t bytes = 0;
    for (const BufferUse& use : called.arguments) bytes += use.readBytes + use.writtenBytes;
    for (const KernelWorkspace& workspace : called.workspaces) {
        bytes += workspace.use.readBytes + workspace.use.writtenBytes;
    }
    return bytes;
}

std::optional<std::int64_t> Things::bytesAlive(const Subject& subject) const {
    const PlannedOperator* running = planned(subject);
    if (!running) return std::nullopt;
    std::int64_t most = 0;
    for (int tick = running->firstTick; tick < running->endTick; ++tick) {
        std::int64_t alive = 0;
        for (const auto& load : facts_->load) alive += at(load, tick);
        most = std::max(most, alive);
    }
    return most;
}

}  // namespace pinfold::ui
