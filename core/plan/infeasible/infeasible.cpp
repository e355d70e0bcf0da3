// What cannot go together is found in two steps: first the pins without which everything would fit, as few as possible
// (none, where nothing would help but a smaller model), and then, with these pins only, the buffers.
#include "plan/infeasible/infeasible.h"

#include "plan/infeasible/conflict.h"
#include "plan/infeasible/remedies.h"
#include "plan/infeasible/trial.h"

#include <algorithm>

namespace pinfold {
namespace {

InfeasibleBuffer bufferOf(const PlanProblem& problem, std::size_t item) {
    InfeasibleBuffer result;
    const auto& buffers = problem.times.all.buffers;
    if (item < buffers.size()) {
        const PlannedBuffer& buffer = buffers[item];
        return {buffer.model, buffer.name, buffer.bytes, problem.pins.buffers[item].regions};
    }
    const auto index = static_cast<std::size_t>(problem.copied[item - buffers.size()]);
    const PlannedConstant& constant = problem.constants[index];
    return {constant.model, "const:" + constant.name, constant.bytes, problem.pins.constants[index].regions};
}

void nameMoment(Infeasibility& infeasibility, const PlanProblem& problem, int tick) {
    infeasibility.tick = tick;
    for (const PlannedOperator& op : problem.times.all.operators) {
        if (tick < op.firstTick || tick >= op.endTick) continue;
        infeasibility.model = op.model;
        infeasibility.op = op.name;
    }
}

void nameRegions(Infeasibility& infeasibility, const Conflict& conflict, const AvailableMemory& memory,
                 const Board& board) {
    for (const int r : conflict.ranges) {
        const FreeRange& range = memory.ranges[static_cast<std::size_t>(r)];
        const std::string& name = board.regions[static_cast<std::size_t>(range.region)].name;
        if (infeasibility.regions.empty() || infeasibility.regions.back() != name) {
            infeasibility.regions.push_back(name);
            infeasibility.freeBytes.push_back(0);
        }
        infeasibility.freeBytes.back() += range.capacity;
    }
}

}  // namespace

std::string_view nameOf(RemedyKind kind) {
    switch (kind) {
        case RemedyKind::dropPin: return "drop_pin";
        case RemedyKind::moveToRegion: return "move_to_region";
        case RemedyKind::changeOption: return "change_option";
        case RemedyKind::otherBoard: return "other_board";
    }
    return "";
}

Outcome<Infeasibility> explainInfeasibility(std::span<const Model> models, const Board& board,
                                            const PlanOptions& options, std::span<const Board> others,
                                            const CancelToken& cancel, const ProgressSink& progress) {
    report(progress, {"plan", "finding out what does not fit together"});
    PlanTrials trials(models, cancel);
    trials.allow(30);
    PINFOLD_TRY_OUTCOME(const AvailableMemory memory,
                        unlessCancelled(findAvailableMemory(models, board, options, cancel), cancel));
    const PlanTrials::Orders& orders = trials.ordersFor(options);
    if (cancel.cancelled()) return Cancelled{};
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const PlanProblem all,
                        makeProblem(models, board, options, memory, orders, cancel));
    PlanOptions needed = options;
    leaveOut(needed.pins, trials, [&](const std::vector<std::string>& pins) {
        PlanOptions fewer = options;
        fewer.pins = pins;
        return !trials.fits(board, fewer);
    });
    trials.allow(50);
    if (cancel.cancelled()) return Cancelled{};
    PINFOLD_TRY_OUTCOME(const PlanProblem problem,
                        makeProblem(models, board, needed, memory, trials.ordersFor(needed), cancel));
    const auto conflict = findConflict(problem, trials);
    if (cancel.cancelled()) return Cancelled{};

    Infeasibility infeasibility;
    if (!conflict) {
        infeasibility.remedies = {{RemedyKind::changeOption, "without --time-limit", "Search without a time limit."}};
        return infeasibility;
    }
    for (const int item : conflict->items) {
        infeasibility.buffers.push_back(bufferOf(problem, static_cast<std::size_t>(item)));
    }
    infeasibility.pins = needed.pins;
    infeasibility.proven = conflict->proven;
    nameMoment(infeasibility, problem, conflict->tick);
    nameRegions(infeasibility, *conflict, memory, board);
    trials.allow(60);
    infeasibility.missingBytes = missingBytes(problem, memory.ranges, *conflict, trials);
    if (cancel.cancelled()) return Cancelled{};
    report(progress, {"plan", "trying what would help"});
    infeasibility.remedies = findRemedies(infeasibility, board, options, others, trials);
    if (cancel.cancelled()) return Cancelled{};
    return infeasibility;
}

}  // namespace pinfold
