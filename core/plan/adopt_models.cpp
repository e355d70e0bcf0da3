// What a plan.json cannot say of a plan: which tensors and workspaces of the models its buffers are, and what kernels
// do with them.
#include "plan/constants.h"
#include "plan/plan.h"
#include "plan/timetable.h"

#include <algorithm>
#include <map>

namespace pinfold {
namespace {

// The order in which the plan runs each model's operators. The models must come in the plan's order themselves.
Result<std::vector<std::vector<int>>> ordersOf(const Plan& plan, std::span<const Model> models) {
    std::vector<std::vector<int>> orders(models.size());
    std::size_t last = 0;
    for (const PlannedOperator& op : plan.operators) {
        const auto model =
            std::find_if(models.begin(), models.end(), [&](const Model& m) { return m.name == op.model; });
        if (model == models.end()) return badInput("it runs {}, which is none of the models.", op.model);
        const auto index = static_cast<std::size_t>(model - models.begin());
        if (index < last) {
            return badInput("{} comes after {} here; give the archives in the plan's order.", models[last].name,
                            model->name);
        }
        last = index;
        orders[index].push_back(op.index);
    }
    for (std::size_t m = 0; m < models.size(); ++m) {
        if (!isExecutionOrder(models[m], orders[m])) return badInput("it does not run {} as it must.", models[m].name);
    }
    return orders;
}

// For each of `own` the one of `planned` that has its model and name, each once.
template <typename T>
Result<std::vector<const T*>> pairUp(const std::vector<T>& own, const std::vector<T>& planned) {
    std::multimap<std::pair<std::string_view, std::string_view>, const T*> open;
    for (const T& item : planned) {
        open.emplace(std::pair<std::string_view, std::string_view>(item.model, item.name), &item);
    }
    std::vector<const T*> pairs;
    for (const T& item : own) {
        const auto found = open.find(std::pair<std::string_view, std::string_view>(item.model, item.name));
        if (found == open.end()) return badInput("it has no place for \"{}\" of {}.", item.name, item.model);
        pairs.push_back(found->second);
        open.erase(found);
    }
    if (open.empty()) return pairs;
    return badInput("it has a place for \"{}\" of {}, which does not exist.", open.begin()->second->name,
                    open.begin()->second->model);
}

template <typename T>
void takePlace(T& own, const T& planned) {
    own.pool = planned.pool;
    own.offset = planned.offset;
    own.pinned = planned.pinned;
}

Result<void> adopt(Plan& plan, std::span<const Model> models, const CancelToken& cancel) {
    PINFOLD_TRY(const auto orders, ordersOf(plan, models));
    const auto times = makeTimetable(models, plan.options, orders, cancel);
    if (!times.ok()) return times.error();
    if (isCancelled(*times)) return brokenOff();
    LifetimeTable all = std::get<Timetable>(*times).all;
    PINFOLD_TRY(const auto buffers, pairUp(all.buffers, plan.buffers));
    for (std::size_t b = 0; b < buffers.size(); ++b) {
        takePlace(all.buffers[b], *buffers[b]);
        // As long as the plan keeps it, which may be longer than it is needed.
        all.buffers[b].firstTick = buffers[b]->firstTick;
        all.buffers[b].endTick = buffers[b]->endTick;
    }
    std::vector<PlannedConstant> table = tableOfConstants(models).constants;
    PINFOLD_TRY(const auto constants, pairUp(table, plan.constants));
    for (std::size_t c = 0; c < constants.size(); ++c) {
        takePlace(table[c], *constants[c]);
        table[c].region = constants[c]->region;
    }
    plan.buffers = std::move(all.buffers);
    plan.constants = std::move(table);
    plan.aliases = std::move(all.aliases);
    if (plan.stackBytes == 0) plan.stackBytes = defaultStackBytes(models);
    return {};
}

}  // namespace

Result<void> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models, const CancelToken& cancel) {
    const auto adopted = adopt(plan, models, cancel);
    if (adopted.ok()) return {};
    return badInput("{}: is no plan of these models: {}", file, adopted.error().message);
}

}  // namespace pinfold
