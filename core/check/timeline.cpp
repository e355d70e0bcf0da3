#include "check/timeline.h"

#include "base/index.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace pinfold {
namespace {

// Adds the positions of one operator that are ticks: where the uses of its buffers, each from first to last, leave no
// statement without a buffer. An operator is at least one tick.
void addTicks(const OperatorUses& op, std::int64_t start, std::vector<std::int64_t>& ticks) {
    std::vector<std::pair<int, int>> spans;
    for (const AllocationUse& use : op.uses) spans.emplace_back(use.first, use.last);
    std::sort(spans.begin(), spans.end());
    int next = 0;
    for (const auto& [first, last] : spans) {
        for (int s = std::max(first, next); s <= last; ++s) ticks.push_back(start + s);
        next = std::max(next, last + 1);
    }
    if (spans.empty()) ticks.push_back(start);
}

class Walk {
public:
    Walk(const StatedPlan& stated, std::span<const Model> models, AllocationTable& table, Findings& findings)
        : stated_(stated), models_(models), table_(table), findings_(findings) {
        for (std::size_t m = 0; m < models.size(); ++m) {
            modelByName_.emplace(models[m].name, static_cast<int>(m));
            done_.emplace_back(models[m].operators.size(), false);
        }
        timeline_.runs.resize(models.size());
        lastTick_.resize(models.size());
    }

    Timeline go() {
        // A model without operators has nobody who could come first or last: it stands still for one tick.
        for (std::size_t m = 0; m < models_.size(); ++m) {
            if (models_[m].operators.empty()) idle_.push_back(static_cast<int>(m));
        }
        standStill(0);
        for (std::size_t i = 0; i < stated_.operators.size() && !findings_.cancel().cancelled(); ++i) visit(i);
        standStill(models_.size());
        findMissing();
        if (stated_.ticks != std::ssize(timeline_.ticks)) {
            findings_.add("ticks", "The plan has {} ticks, and its operators take {}.", stated_.ticks,
                          timeline_.ticks.size());
        }
        finishLives();
        return std::move(timeline_);
    }

private:
    void standStill(std::size_t before);
    void visit(std::size_t i);
    void compare(const StatedOperator& entry, const Model& model, const Operator& op, std::int64_t firstTick);
    void checkOrder(int model, int op);
    void run(int model, int op);
    void findMissing();
    void finishLives();

    const StatedPlan& stated_;
    const std::span<const Model> models_;
    AllocationTable& table_;
    Findings& findings_;
    Timeline timeline_;
    std::unordered_map<std::string_view, int> modelByName_;
    std::vector<std::vector<bool>> done_;              // per model, per operator
    std::vector<std::vector<std::int64_t>> lastTick_;  // per model, per operator that ran: position of its last tick
    std::vector<int> idle_;                            // models without operators that are still to come
    int current_ = -1;                                 // model whose operators run
    int latest_ = -1;                                  // its operator that ran before this one
};

// Lets the models without operators that stand before model `before` in the order given have their tick.
void Walk::standStill(std::size_t before) {
    while (!idle_.empty() && at(idle_.front()) < before) {
        timeline_.runs[at(idle_.front())] = {timeline_.positions, timeline_.positions};
        timeline_.ticks.push_back(timeline_.positions++);
        idle_.erase(idle_.begin());
    }
}

void Walk::visit(std::size_t i) {
    const StatedOperator& entry = stated_.operators[i];
    const auto found = modelByName_.find(entry.model);
    if (found == modelByName_.end()) {
        findings_.add("operator", "operators[{}] is of {}, which is none of the models.", i, inQuotes(entry.model));
        return;
    }
    const int m = found->second;
    const Model& model = models_[at(m)];
    if (entry.index >= std::ssize(model.operators)) {
        findings_.add("operator", "operators[{}] is number {} of {}, which has {}.", i, entry.index,
                      inQuotes(model.name), model.operators.size());
        return;
    }
    const int op = static_cast<int>(entry.index);
    if (done_[at(m)][at(op)]) {
        findings_.add("operator", "Operator {} of {} runs twice.", op, inQuotes(model.name));
        return;
    }
    if (m != current_) standStill(at(m));
    checkOrder(m, op);
    const auto firstTick = std::ssize(timeline_.ticks);
    run(m, op);
    compare(entry, model, model.operators[at(op)], firstTick);
}

void Walk::compare(const StatedOperator& entry, const Model& model, const Operator& op, std::int64_t firstTick) {
    const Kernel& kernel = model.kernels[at(op.kernel)];
    if (entry.name != op.name || entry.kernel != kernel.name) {
        findings_.add("operator", "Operator {} of {} is {} and calls {}; the plan has {} and {}.", entry.index,
                      inQuotes(model.name), inQuotes(op.name), inQuotes(kernel.name), inQuotes(entry.name),
                      inQuotes(entry.kernel));
    }
    if (entry.stackBytes != kernel.stackBytes) {
        findings_.add("operator", "Operator {} has {} bytes of local arrays; the plan says {}.", inQuotes(op.name),
                      kernel.stackBytes, entry.stackBytes);
    }
    const auto endTick = std::ssize(timeline_.ticks);
    if (entry.firstTick != firstTick || entry.endTick != endTick) {
        findings_.add("ticks", "Operator {} runs in ticks [{}, {}); the plan says [{}, {}).", inQuotes(op.name),
                      firstTick, endTick, entry.firstTick, entry.endTick);
    }
}

void Walk::checkOrder(int m, int op) {
    const Model& model = models_[at(m)];
    if (m != current_) {
        if (!timeline_.runs[at(m)].empty()) {
            findings_.add("order", "The operators of {} do not follow one another: other models run in between.",
                          inQuotes(model.name));
        }
        current_ = m;
        latest_ = -1;
    }
    if (stated_.order == "archive" && op < latest_) {
        findings_.add("order", "Operator {} of {} runs after operator {}: that is not the archive's order.", op,
                      inQuotes(model.name), latest_);
    }
    latest_ = op;
    for (const int input : model.operators[at(op)].inputs) {
        const int producer = model.tensors[at(rootOf(model, input))].producer;
        if (producer < 0 || done_[at(m)][at(producer)]) continue;
        findings_.add("order", "Operator {} of {} runs before {}, whose result it takes.",
                      inQuotes(model.operators[at(op)].name), inQuotes(model.name),
                      inQuotes(model.operators[at(producer)].name));
    }
}

// The operator's statements happen now.
void Walk::run(int m, int op) {
    const OperatorUses& uses = table_.operators[at(m)][at(op)];
    const std::int64_t start = timeline_.positions;
    for (const AllocationUse& use : uses.uses) {
        table_.allocations[at(use.allocation)].needed.widen({start + use.first, start + use.last});
    }
    const std::size_t firstTick = timeline_.ticks.size();
    addTicks(uses, start, timeline_.ticks);
    timeline_.positions += uses.statements;
    timeline_.runs[at(m)].widen({timeline_.ticks[firstTick], timeline_.ticks.back()});
    auto& lastTicks = lastTick_[at(m)];
    lastTicks.resize(models_[at(m)].operators.size(), -1);
    lastTicks[at(op)] = timeline_.ticks.back();
    done_[at(m)][at(op)] = true;
}

void Walk::findMissing() {
    for (std::size_t m = 0; m < models_.size(); ++m) {
        for (std::size_t op = 0; op < done_[m].size(); ++op) {
            if (done_[m][op]) continue;
            findings_.add("operator", "Operator {} of {} does not run.", inQuotes(models_[m].operators[op].name),
                          inQuotes(models_[m].name));
        }
    }
}

// What must stay longer than kernels touch it: inputs are there from their model's start, outputs until its end, and
// what an operator has made can be looked at until that operator ends.
void Walk::finishLives() {
    for (Allocation& allocation : table_.allocations) {
        const Life run = timeline_.runs[at(allocation.model)];
        if (allocation.kind == AllocationKind::constant || run.empty()) continue;
        if (allocation.kind == AllocationKind::input) allocation.needed.widen({run.first, run.first});
        const auto& lastTicks = lastTick_[at(allocation.model)];
        if (allocation.kind != AllocationKind::workspace && allocation.op >= 0 && !lastTicks.empty()) {
            const std::int64_t last = lastTicks[at(allocation.op)];
            if (last >= 0) allocation.needed.widen({last, last});
        }
        const bool keptInput = allocation.kind == AllocationKind::input && stated_.keepInputs;
        if (allocation.leaves || keptInput) allocation.needed.widen({run.last, run.last});
        if (stated_.lifetimes == "none") allocation.needed.widen(timeline_.all());
    }
}

}  // namespace

Life Timeline::lifeOf(std::int64_t firstTick, std::int64_t endTick) const {
    if (firstTick < 0 || firstTick >= endTick || endTick > std::ssize(ticks)) return {};
    return {ticks[static_cast<std::size_t>(firstTick)], ticks[static_cast<std::size_t>(endTick - 1)]};
}

std::int64_t Timeline::tickAt(std::int64_t position) const {
    const auto after = std::upper_bound(ticks.begin(), ticks.end(), position);
    return std::max<std::int64_t>(0, after - ticks.begin() - 1);
}

Timeline runOperators(const StatedPlan& stated, std::span<const Model> models, AllocationTable& table,
                      Findings& findings) {
    return Walk(stated, models, table, findings).go();
}

}  // namespace pinfold
