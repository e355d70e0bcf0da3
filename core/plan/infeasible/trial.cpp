#include "plan/infeasible/trial.h"

#include "order/order.h"

namespace pinfold {
namespace {

// Of one trial. What fits is mostly found at once; what does not is mostly proven not to.
constexpr AssignBudget trialBudget{40'000, {300'000, std::nullopt}, true};
// What making a question takes for each of its items, in nodes of assign().
constexpr std::int64_t workPerItem = 8;
constexpr std::int64_t statesOfOrder = 200'000;

}  // namespace

AssignAnswer PlanTrials::place(std::span<const AssignItem> items, std::span<const MemoryRange> ranges) {
    if (cancelled()) return AssignAnswer::undecided;
    const AssignDecision decision = assign(items, ranges, Objective::size, trialBudget, cancel_);
    spent_ += decision.work + std::ssize(items) * workPerItem;
    return decision.answer;
}

const PlanTrials::Orders& PlanTrials::ordersFor(const PlanOptions& options) {
    archive_.resize(models_.size());
    if (options.order == OrderChoice::archive) return archive_;
    OrderRequest request = orderRequestOf(options);
    request.states = statesOfOrder;
    const auto [entry, isNew] = bestOrders_.try_emplace({request.lifetimes, request.keepInputs, request.alignment});
    if (!isNew) return entry->second;
    for (const Model& model : models_) {
        const auto order = bestOrder(model, request, cancel_);
        entry->second.push_back(isCancelled(order) ? std::vector<int>() : std::get<ExecutionOrder>(order).operators);
    }
    return entry->second;
}

bool PlanTrials::fits(const Board& board, const PlanOptions& options) {
    if (exhausted()) return false;
    const auto memory = findAvailableMemory(models_, board, options, cancel_);
    if (!memory.ok()) return false;
    const Orders& orders = ordersFor(options);
    if (fitsIn(board, options, *memory, orders)) return true;
    return options.order == OrderChoice::best && fitsIn(board, options, *memory, Orders(models_.size()));
}

bool PlanTrials::fitsIn(const Board& board, const PlanOptions& options, const AvailableMemory& memory,
                        const Orders& orders) {
    const auto made = makeProblem(models_, board, options, memory, orders, cancel_);
    if (!made.ok() || isCancelled(*made)) return false;
    const PlanProblem& problem = std::get<PlanProblem>(*made);
    return place(problem.items, problem.ranges) == AssignAnswer::found;
}

}  // namespace pinfold
