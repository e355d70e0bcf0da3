// What cannot go together is found in two steps: first the pins without which everything would fit, as few as possible
// (none, where nothing would help but a smaller model), and then, with these pins only, the buffers.
#include "plan/infeasible/infeasible.h"

#include "plan/infeasible/conflict.h"
#include "plan/infeasible/remedies.h"
#include "plan/infeasible/trial.h"

#include <algorithm>

namespace pinfold {
namespace {

MisfitBuffer bufferOf(const PlanProblem& problem, std::size_t item) {
    MisfitBuffer result;
    const auto& buffers = problem.times.all.buffers;
    if (item < buffers.size()) {
        const PlannedBuffer& buffer = buffers[item];
        return {buffer.model, buffer.name, buffer.bytes, problem.pins.buffers[item].regions};
    }
    const auto index = static_cast<std::size_t>(problem.copied[item - buffers.size()]);
    const PlannedConstant& constant = problem.constants[index];
    return {constant.model, "const:" + constant.name, constant.bytes, problem.pins.constants[index].regions};
}

void nameMoment(Misfit& misfit, const PlanProblem& problem, int tick) {
    misfit.tick = tick;
    for (const PlannedOperator& op : problem.times.all.operators) {
        if (tick < op.firstTick || tick >= op.endTick) continue;
        misfit.model = op.model;
        misfit.op = op.name;
    }
}

void nameRegions(Misfit& misfit, const Conflict& conflict, const PlanFrame& frame, const Board& board) {
    for (const int space : conflict.spaces) {
        const RoomForPools& room = frame.rooms[static_cast<std::size_t>(space)];
        const std::string& name = board.regions[static_cast<std::size_t>(room.region)].name;
        if (misfit.regions.empty() || misfit.regions.back() != name) {
            misfit.regions.push_back(name);
            misfit.freeBytes.push_back(0);
        }
        misfit.freeBytes.back() += room.capacity;
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

Outcome<Misfit> explainMisfit(std::span<const Model> models, const Board& board, const PlanOptions& options,
                              std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress) {
    report(progress, {"plan", "finding out what does not fit together"});
    PlanTrials trials(models, cancel);
    trials.allow(30);
    PINFOLD_TRY(const PlanFrame frame, makeFrame(models, board, options));
    const PlanTrials::Orders& orders = trials.ordersFor(options);
    if (cancel.cancelled()) return Cancelled{};
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const PlanProblem all,
                        makeProblem(models, board, options, frame, orders, cancel));
    PlanOptions needed = options;
    leaveOut(needed.pins, trials, [&](const std::vector<std::string>& pins) {
        PlanOptions fewer = options;
        fewer.pins = pins;
        return !trials.fits(board, fewer);
    });
    trials.allow(50);
    if (cancel.cancelled()) return Cancelled{};
    PINFOLD_TRY_OUTCOME(const PlanProblem problem,
                        makeProblem(models, board, needed, frame, trials.ordersFor(needed), cancel));
    const auto conflict = findConflict(problem, trials);
    if (cancel.cancelled()) return Cancelled{};

    Misfit misfit;
    if (!conflict) {
        misfit.remedies = {{RemedyKind::changeOption, "without --time-limit", "Search without a time limit."}};
        return misfit;
    }
    for (const int item : conflict->items) {
        misfit.buffers.push_back(bufferOf(problem, static_cast<std::size_t>(item)));
    }
    misfit.pins = needed.pins;
    misfit.proven = conflict->proven;
    nameMoment(misfit, problem, conflict->tick);
    nameRegions(misfit, *conflict, frame, board);
    trials.allow(60);
    misfit.missingBytes = missingBytes(problem, frame.rooms, *conflict, trials);
    if (cancel.cancelled()) return Cancelled{};
    report(progress, {"plan", "trying what would help"});
    misfit.remedies = findRemedies(misfit, board, options, others, trials);
    if (cancel.cancelled()) return Cancelled{};
    return misfit;
}

}  // namespace pinfold
