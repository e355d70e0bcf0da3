#include "deploy/deploy.h"

#include "base/file.h"
#include "deploy/check.h"
#include "deploy/explain.h"
#include "deploy/inputs.h"
#include "deploy/stages.h"

namespace pinfold {
namespace {

constexpr std::uint64_t largestQuantizationFile = std::uint64_t{16} << 20;

}  // namespace

Outcome<Plan> planLoaded(std::span<const Model> models, const Board& board, const PlanOptions& options,
                         std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress) {
    auto plan = makePlan(models, board, options, cancel, progress);
    if (plan.ok()) {
#ifndef NDEBUG
        if (!isCancelled(*plan)) {
            const auto confirmed = confirmPlan(std::get<Plan>(*plan), models, board, cancel);
            if (cancel.cancelled()) return Cancelled{};
            PINFOLD_CHECK(confirmed);
        }
#endif
        return plan;
    }
    const auto error = explained(plan.error(), models, board, options, others, cancel, progress);
    if (isCancelled(error)) return Cancelled{};
    return std::get<Error>(error);
}

Outcome<PlannedModels> planModels(const PlanRequest& request, const CancelToken& cancel, const ProgressSink& progress) {
    PlannedModels planned;
    PINFOLD_TRY(planned.board, findBoard(request.board));
    PINFOLD_TRY_OUTCOME(planned.models, loadModels(request.archives, request.module, cancel, progress));
    if (request.plan.empty()) {
        PINFOLD_TRY_OUTCOME(planned.plan, planLoaded(planned.models, planned.board, request.options,
                                                     listBoards().boards, cancel, progress));
    } else {
        PINFOLD_TRY_OUTCOME(planned.plan, loadPlan(request.plan, planned.models, planned.board, cancel));
    }
    return planned;
}

Outcome<WrittenProject> generateInto(std::span<const Model> models, const Board& board, const Plan& plan,
                                     const GenerateRequest& request, const CancelToken& cancel,
                                     const ProgressSink& progress) {
    report(progress, {"generate", "writing " + request.folder.string(), -1});
    GenerateOptions options = request.options;
    if (!request.quantization.empty()) {
        PINFOLD_TRY(const std::string text, readFile(request.quantization, largestQuantizationFile));
        PINFOLD_TRY(options.quantization, readQuantization(text, request.quantization.string()));
    }
    PINFOLD_TRY_OUTCOME(auto files, generateProject(models, board, plan, options, cancel));
    return writeProject(request.folder, std::move(files), request.force, cancel);
}

Outcome<std::monostate> checkValidation(std::span<const Model> models, const Board& board,
                                        const ValidateRequest& request, const CancelToken& cancel) {
    PINFOLD_CHECK(checkReachable(board, request));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto samples,
                        loadSamples(request.inputs, request.reference, portsOf(models), cancel));
    return std::monostate{};
}

Outcome<Deployed> deploy(const DeployRequest& request, const CancelToken& cancel, const ProgressSink& progress) {
    if (request.project.options.mode == ProjectMode::library) {
        return badInput("deploy makes and runs a whole firmware; use `generate --mode library` for a library.");
    }
    DeployState state;
    state.request = request;
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, runStages(state, cancel, progress));
    return Deployed{*state.plan, *std::move(state.firmware), std::move(state.validation->reports)};
}

}  // namespace pinfold
