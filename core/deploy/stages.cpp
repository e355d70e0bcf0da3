#include "deploy/stages.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace pinfold {
namespace {

std::string bytesText(std::int64_t bytes) { return grouped(bytes) + "\u00a0B"; }

Result<void> openOnce(DeployState& state) {
    if (state.project) return {};
    PINFOLD_TRY(state.project, openProject(state.request.project.folder));
    return {};
}

Outcome<std::monostate> runPlan(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY_OUTCOME(PlannedModels planned, planModels(state.request.plan, cancel, progress));
    state.models = std::make_shared<const std::vector<Model>>(std::move(planned.models));
    state.board = std::make_shared<const Board>(std::move(planned.board));
    state.plan = std::make_shared<const Plan>(std::move(planned.plan));
    return std::monostate{};
}

std::string planSummary(const DeployState& state) {
    std::string pools;
    for (const Pool& pool : state.plan->pools) {
        pools += fmt::format("{}{} in {}", pools.empty() ? "" : " + ", bytesText(pool.bytes), pool.region);
    }
    return (pools.empty() ? "no RAM for buffers" : pools) + (state.plan->optimal ? " · proven optimal" : "");
}

Outcome<std::monostate> runGenerate(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    state.project.reset();
    PINFOLD_TRY_OUTCOME(
        state.written, generateInto(*state.models, *state.board, *state.plan, state.request.project, cancel, progress));
    return std::monostate{};
}

std::string generateSummary(const DeployState& state) {
    return fmt::format("{} files written, {} unchanged", grouped(state.written->written),
                       grouped(state.written->unchanged));
}

Outcome<std::monostate> runBuild(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_CHECK(openOnce(state));
    PINFOLD_TRY_OUTCOME(state.firmware, buildProject(*state.project, cancel, progress));
    return std::monostate{};
}

std::string buildSummary(const DeployState& state) {
    return fmt::format("{} flash, {} RAM", bytesText(state.firmware->flashBytes), bytesText(state.firmware->ramBytes));
}

Outcome<std::monostate> runFlash(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_CHECK(openOnce(state));
    return flashProject(*state.project, cancel, progress);
}

std::string flashSummary(const DeployState& state) {
    return fmt::format("{} is programmed", state.project->board.title);
}

std::string nothingToFlash(const Board& board) {
    return board.emulator ? fmt::format("{} is emulated: there is nothing to flash.", board.title) : "";
}

Outcome<std::monostate> runValidate(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_CHECK(openOnce(state));
    PINFOLD_TRY_OUTCOME(state.validation, validateProject(*state.project, state.request.validation, cancel, progress));
    return std::monostate{};
}

std::string validateSummary(const DeployState& state) {
    const auto& reports = state.validation->reports;
    const std::int64_t count = reports.empty() ? 0 : reports.front().samples;
    const std::string samples = count == 1 ? "1 sample" : grouped(count) + " samples";
    for (const ValidationReport& report : reports) {
        if (!report.passed) return samples + " ran; there is no reference to compare with";
    }
    const bool own = std::any_of(reports.begin(), reports.end(), isOwnReference);
    return fmt::format("All outputs of {} agree with the reference{}", samples,
                       own ? ", which was made on this same board" : "");
}

Outcome<std::monostate> foreseeValidate(const DeployState& state, const CancelToken& cancel,
                                        const ProgressSink& progress) {
    report(progress, {"validate", "reading " + state.request.validation.inputs.string(), -1});
    return checkValidation(*state.models, *state.board, state.request.validation, cancel);
}

std::string missingForValidate(const Deployment& deployment, const Board* board) {
    if (deployment.validation.inputs.empty())
        return "Validation needs a file with inputs: choose one in the field Inputs.";
    if (deployment.validation.port || !board || board->emulator) return {};
    return "Validation needs the port that the board is connected to: choose it in the field Port.";
}

constexpr auto table = std::to_array<StageDescription>({
    {.id = DeployStage::plan,
     .name = "plan",
     .title = "Plan",
     .run = runPlan,
     .summary = planSummary,
     .dependsOn = [](const Deployment& before,
                     const Deployment& now) { return before.board != now.board || !(before.plan == now.plan); }},
    {.id = DeployStage::generate,
     .name = "generate",
     .title = "Generate",
     .run = runGenerate,
     .summary = generateSummary,
     .dependsOn =
         [](const Deployment& before, const Deployment& now) {
             return before.weights != now.weights || before.quantization != now.quantization;
         },
     .action = {"&Generate", "document-export", "F6", "Write the C project of the plan"}},
    {.id = DeployStage::build,
     .name = "build",
     .title = "Build",
     .run = runBuild,
     .summary = buildSummary,
     .action = {"&Build", "run-build", "F7", "Compile the project, after generating it where that is needed"}},
    {.id = DeployStage::flash,
     .name = "flash",
     .title = "Flash",
     .run = runFlash,
     .summary = flashSummary,
     .idle = nothingToFlash,
     .action = {"&Flash", "run-build-file", "F8", "Program the board, after building where that is needed"}},
    {.id = DeployStage::validate,
     .name = "validate",
     .title = "Validate",
     .run = runValidate,
     .summary = validateSummary,
     .foresee = foreseeValidate,
     .dependsOn = [](const Deployment& before, const Deployment& now) { return before.validation != now.validation; },
     .missing = missingForValidate,
     .action = {"&Validate", "dialog-ok-apply", "F9",
                "Run the inputs on the board and compare, after the stages that are needed for it"}},
});

}  // namespace

std::span<const StageDescription> deployStages() { return table; }

const StageDescription& descriptionOf(DeployStage stage) { return table[static_cast<std::size_t>(stage)]; }

Outcome<std::monostate> runStage(DeployStage stage, DeployState& state, const CancelToken& cancel,
                                 const ProgressSink& progress) {
    return descriptionOf(stage).run(state, cancel, progress);
}

Outcome<std::monostate> runStages(DeployState& state, const CancelToken& cancel, const ProgressSink& progress) {
    for (const StageDescription& stage : table) {
        if (state.board && !stage.idle(*state.board).empty()) continue;
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, stage.run(state, cancel, progress));
        if (stage.id != DeployStage::plan) continue;
        for (const StageDescription& later : table) {
            if (!later.foresee) continue;
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto foreseen, later.foresee(state, cancel, progress));
        }
    }
    return std::monostate{};
}

}  // namespace pinfold
