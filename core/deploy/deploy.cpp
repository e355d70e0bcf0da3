#include "deploy/deploy.h"

#include "base/file.h"
#include "deploy/check.h"
#include "deploy/explain.h"
#include "deploy/inputs.h"

namespace pinfold {
namespace {

constexpr std::uint64_t largestQuantizationFile = std::uint64_t{16} << 20;

}  // namespace

Outcome<Plan> planLoaded(std::span<const Model> models, const Board& board, const PlanOptions& options,
                         std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress) {
    auto plan = makePlan(models, board, options, cancel, progress);
    if (plan.ok()) {
#ifndef NDEBUG
        if (!isCancelled(*plan)) PINFOLD_CHECK(confirmPlan(std::get<Plan>(*plan), models, board));
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
    PINFOLD_TRY(planned.models, loadModels(request.archives, request.module));
    if (request.plan.empty()) {
        PINFOLD_TRY_OUTCOME(planned.plan, planLoaded(planned.models, planned.board, request.options,
                                                     listBoards().boards, cancel, progress));
    } else {
        PINFOLD_TRY(planned.plan, loadPlan(request.plan, planned.models, planned.board));
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

Result<void> checkValidation(std::span<const Model> models, const Board& board, const ValidateRequest& request) {
    PINFOLD_CHECK(checkReachable(board, request));
    PINFOLD_TRY([[maybe_unused]] const auto samples, loadSamples(request.inputs, request.reference, portsOf(models)));
    return {};
}

Outcome<Deployed> deploy(const DeployRequest& request, const CancelToken& cancel, const ProgressSink& progress) {
    if (request.project.options.mode == ProjectMode::library) {
        return badInput("deploy makes and runs a whole firmware; use `generate --mode library` for a library.");
    }
    Deployed deployed;
    PINFOLD_TRY_OUTCOME(PlannedModels planned, planModels(request.plan, cancel, progress));
    PINFOLD_CHECK(checkValidation(planned.models, planned.board, request.validation));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                        generateInto(planned.models, planned.board, planned.plan, request.project, cancel, progress));
    PINFOLD_TRY(const Project project, openProject(request.project.folder));
    PINFOLD_TRY_OUTCOME(deployed.firmware, buildProject(project, cancel, progress));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto flashed, flashProject(project, cancel, progress));
    PINFOLD_TRY_OUTCOME(auto run, validateProject(project, request.validation, cancel, progress));
    deployed.plan = std::move(planned.plan);
    deployed.reports = std::move(run.reports);
    return deployed;
}

}  // namespace pinfold
