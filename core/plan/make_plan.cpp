// From models and a board to a plan: an execution order, lifetimes, regions, places. With OrderChoice::best the
// archive's order is planned too, and the better of the two is taken.
#include "base/text.h"
#include "order/order.h"
#include "plan/constants.h"
#include "plan/infeasible/out_of_memory.h"
#include "plan/plan.h"
#include "plan/problem.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace pinfold {
namespace {

using Orders = std::vector<std::vector<int>>;  // per model

struct Attempt {
    PlanProblem problem;
    AssignDecision decision;
};

// What the searches of one plan share of the time limit, if there is one.
class PlanTime {
public:
    explicit PlanTime(std::optional<double> seconds) {
        if (!seconds) return;
        constexpr double longest = 1e8;  // seconds; clocks end some hundred years from now
        end_ = Clock::now() + in(std::chrono::duration<double>(std::min(*seconds, longest)));
    }

    // `part`: of what is left now.
    [[nodiscard]] Deadline until(double part) const {
        if (!end_) return {};
        const auto now = Clock::now();
        return {now + in(std::max(*end_ - now, Clock::duration::zero()) * part)};
    }

private:
    using Clock = Deadline::Clock;
    template <typename Duration>
    static Clock::duration in(Duration duration) {
        return std::chrono::duration_cast<Clock::duration>(duration);
    }

    std::optional<Clock::time_point> end_;
};

constexpr double orderShareOfTime = 1.0 / 3;

// With a time limit the clock ends the search, and no amount of work.
AssignDecision solve(const PlanProblem& problem, const PlanOptions& options, const Deadline& deadline,
                     const CancelToken& cancel) {
    constexpr std::int64_t endless = std::int64_t{1} << 40;
    AssignBudget budget;
    if (deadline.when) budget.nodes = budget.pack.placements = endless;
    budget.pack.deadline = deadline;
    return assign(problem.items, problem.ranges, options.objective, budget, cancel);
}

// What the objective compares, the most important first.
std::vector<double> meritOf(const Attempt& attempt, Objective objective) {
    const Assignment& assignment = attempt.decision.assignment;
    const auto& ranges = attempt.problem.ranges;
    std::map<int, double, std::greater<>> byRank;
    for (const MemoryRange& range : ranges) byRank[range.rank] = 0;
    double bytes = 0;
    for (const AssignedPool& pool : assignment.used) {
        byRank[ranges[static_cast<std::size_t>(pool.range)].rank] += static_cast<double>(pool.bytes);
        bytes += static_cast<double>(pool.bytes);
    }
    const double cost = static_cast<double>(assignment.cost) * attempt.problem.costUnit;
    std::vector<double> merit = {cost, bytes};
    if (objective == Objective::size) std::swap(merit[0], merit[1]);
    for (const auto& [rank, inRank] : byRank) merit.push_back(inRank);
    return merit;
}

bool isBetter(const Attempt& a, const Attempt& b, Objective objective) {
    if (b.decision.answer != AssignAnswer::found) return a.decision.answer == AssignAnswer::found;
    return a.decision.answer == AssignAnswer::found && meritOf(a, objective) < meritOf(b, objective);
}

struct FoundOrders {
    Orders orders;
    bool proven = true;
    bool differ = false;  // from the archive's
};
Outcome<FoundOrders> findOrders(std::span<const Model> models, const PlanOptions& options, const PlanTime& time,
                                const CancelToken& cancel, const ProgressSink& progress) {
    FoundOrders found;
    for (const Model& model : models) {
        OrderRequest request = orderRequestOf(options);
        request.deadline = time.until(orderShareOfTime / static_cast<double>(models.size()));
        const auto order = bestOrder(model, request, cancel, progress);
        if (isCancelled(order)) return Cancelled{};
        const ExecutionOrder& best = std::get<ExecutionOrder>(order);
        found.proven = found.proven && best.proven;
        found.differ = found.differ || !std::is_sorted(best.operators.begin(), best.operators.end());
        found.orders.push_back(best.operators);
    }
    return found;
}

// The better of the archive's order and the best order. What is wrong with the options is told before any search.
struct Chosen {
    Attempt attempt;
    bool orderProven = false;
};
Outcome<Chosen> choose(std::span<const Model> models, const Board& board, const PlanOptions& options,
                       const AvailableMemory& memory, const CancelToken& cancel, const ProgressSink& progress) {
    Chosen chosen;
    const PlanTime time(options.timeLimitSeconds);
    const Orders archive(models.size());
    PINFOLD_TRY_OUTCOME(chosen.attempt.problem, makeProblem(models, board, options, memory, archive, cancel));
    FoundOrders found{archive, false, false};
    if (options.order == OrderChoice::best) {
        PINFOLD_TRY_OUTCOME(found, findOrders(models, options, time, cancel, progress));
    }
    report(progress, {"plan", fmt::format("placing {} buffers", chosen.attempt.problem.times.all.buffers.size())});
    chosen.attempt.decision = solve(chosen.attempt.problem, options, time.until(found.differ ? 0.5 : 1), cancel);
    chosen.orderProven = found.proven && !found.differ;
    if (cancel.cancelled()) return Cancelled{};
    if (found.differ) {
        auto problem = makeProblem(models, board, options, memory, found.orders, cancel);
        if (problem.ok() && isCancelled(*problem)) return Cancelled{};
        if (problem.ok()) {  // pins to addresses may collide in one order and not in another
            Attempt other{std::get<PlanProblem>(*std::move(problem)), {}};
            other.decision = solve(other.problem, options, time.until(1), cancel);
            if (isBetter(other, chosen.attempt, options.objective)) chosen = {std::move(other), found.proven};
        }
    }
    if (cancel.cancelled()) return Cancelled{};
    return chosen;
}

std::vector<Pool> poolsOf(const Assignment& assignment, const Board& board, std::span<const FreeRange> ranges) {
    std::vector<Pool> pools;
    for (const AssignedPool& used : assignment.used) {
        const FreeRange& range = ranges[static_cast<std::size_t>(used.range)];
        Pool pool;
        pool.id = static_cast<int>(pools.size());
        pool.region = board.regions[static_cast<std::size_t>(range.region)].name;
        pool.address = range.address + static_cast<std::uint64_t>(used.base);
        pool.capacity = range.capacity;
        pool.bytes = used.bytes;
        pool.lowerBound = used.lowerBound;
        pool.guardBefore = used.guardBefore;
        pool.guardAfter = used.guardAfter;
        pools.push_back(std::move(pool));
    }
    return pools;
}

std::vector<PlannedArchive> archivesOf(std::span<const Model> models) {
    std::vector<PlannedArchive> archives;
    for (const Model& model : models) {
        const auto same = [&](const PlannedArchive& archive) { return archive.sha256 == model.archiveSha256; };
        if (std::any_of(archives.begin(), archives.end(), same)) continue;
        archives.push_back({model.archiveName, model.archiveSha256});
    }
    return archives;
}

// Of the reads of constants that are not copied: the same wherever the buffers are.
double cyclesFromFlash(const PlanProblem& problem, const Board& board) {
    const Region* code = findRegion(board, board.codeRegion);
    double cycles = 0;
    for (std::size_t c = 0; c < problem.constants.size(); ++c) {
        const PlannedConstant& constant = problem.constants[c];
        if (std::binary_search(problem.copied.begin(), problem.copied.end(), static_cast<int>(c))) continue;
        cycles += cyclesOf(constant.readBytes.value_or(constant.bytes), 0, *code);
    }
    return cycles;
}

// All that the plan takes from what was asked for.
Plan planOfRequest(std::span<const Model> models, const Board& board, const PlanOptions& options,
                   const AvailableMemory& memory) {
    Plan plan;
    plan.board = board.id;
    plan.boardSha256 = board.sha256;
    plan.archives = archivesOf(models);
    plan.options = options;
    plan.reserved = memory.reserved;
    plan.stackBytes = memory.stackBytes;
    return plan;
}

void fillIn(Plan& plan, Attempt&& attempt, const Board& board, const AvailableMemory& memory) {
    const Assignment& assignment = attempt.decision.assignment;
    plan.pools = poolsOf(assignment, board, memory.ranges);
    plan.optimal = assignment.optimal;
    const double fromFlash = cyclesFromFlash(attempt.problem, board);
    plan.cost = static_cast<double>(assignment.cost) * attempt.problem.costUnit + fromFlash;
    plan.costBound = static_cast<double>(assignment.costBound) * attempt.problem.costUnit + fromFlash;
    LifetimeTable& all = attempt.problem.times.all;
    plan.ticks = all.ticks;
    plan.operators = std::move(all.operators);
    plan.buffers = std::move(all.buffers);
    plan.aliases = std::move(all.aliases);
    plan.constants = std::move(attempt.problem.constants);
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        plan.buffers[b].pool = assignment.pools[b];
        plan.buffers[b].offset = assignment.offsets[b];
    }
    for (std::size_t i = 0; i < attempt.problem.copied.size(); ++i) {
        PlannedConstant& constant = plan.constants[static_cast<std::size_t>(attempt.problem.copied[i])];
        constant.pool = assignment.pools[plan.buffers.size() + i];
        constant.offset = assignment.offsets[plan.buffers.size() + i];
        constant.region = plan.pools[static_cast<std::size_t>(constant.pool)].region;
    }
    const auto models = modelsOfPools(plan);
    for (std::size_t p = 0; p < models.size(); ++p) plan.pools[p].models = models[p];
}

}  // namespace

Outcome<Plan> makePlan(std::span<const Model> models, const Board& board, const PlanOptions& options,
                       const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY_OUTCOME(const AvailableMemory memory,
                        unlessCancelled(findAvailableMemory(models, board, options, cancel), cancel));
    PINFOLD_TRY_OUTCOME(Chosen chosen, choose(models, board, options, memory, cancel, progress));
    if (chosen.attempt.decision.answer != AssignAnswer::found) {
        return outOfMemory(chosen.attempt.problem, models, board, memory,
                           chosen.attempt.decision.answer == AssignAnswer::impossible);
    }
    Plan plan = planOfRequest(models, board, options, memory);
    plan.orderProven = chosen.orderProven;
    const std::vector<BufferReach> reaches = chosen.attempt.problem.constantReaches;
    fillIn(plan, std::move(chosen.attempt), board, memory);
    if (options.objective == Objective::cost) plan.proposals = proposeCopies(plan, reaches, board, memory.ranges);
    std::int64_t bytes = 0;
    for (const Pool& pool : plan.pools) bytes += pool.bytes;
    report(progress, {"plan", fmt::format("{} bytes in {} pools", grouped(bytes), plan.pools.size()), 1.0});
    return plan;
}

}  // namespace pinfold
