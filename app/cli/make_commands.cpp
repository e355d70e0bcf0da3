// plan, generate, build, flash: from archive to board.
#include "base/file.h"
#include "base/text.h"
#include "cli/options.h"
#include "deploy/stages.h"
#include "plan/plan_text.h"

#include <memory>

namespace pinfold::cli {
namespace {

struct PlanCommand {
    PlanRequest request;
    std::filesystem::path output;

    Outcome<CommandOutput> operator()(const Context& context) const {
        if (!output.empty()) PINFOLD_CHECK(checkWritable(output));
        PINFOLD_TRY_OUTCOME(const auto planned, planModels(request, context.cancel, context.progress));
        const std::string json = writePlan(planned.plan);
        if (!output.empty()) PINFOLD_CHECK(writeFileAtomically(output, json));
        return CommandOutput{OrderedJson::parse(json), planText(planned.plan, planned.models), 0};
    }
};

struct GenerateCommand {
    DeployRequest request;

    Outcome<CommandOutput> operator()(const Context& context) const {
        DeployState state;
        state.request = request;
        for (const DeployStage stage : {DeployStage::plan, DeployStage::generate}) {
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                                runStage(stage, state, context.cancel, context.progress));
        }
        const std::string folder = request.project.folder.string();
        const WrittenProject& written = *state.written;
        return CommandOutput{{{"folder", folder},
                              {"written", written.written},
                              {"unchanged", written.unchanged},
                              {"removed", written.removed}},
                             fmt::format("{}: {} files written, {} unchanged, {} removed\n", folder, written.written,
                                         written.unchanged, written.removed),
                             0};
    }
};

// What a stage leaves that works on a generated project alone.
Outcome<DeployState> runInFolder(DeployStage stage, const std::filesystem::path& folder, const Context& context) {
    DeployState state;
    state.request.project.folder = folder;
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, runStage(stage, state, context.cancel, context.progress));
    return state;
}

Outcome<CommandOutput> build(const std::filesystem::path& folder, const Context& context) {
    PINFOLD_TRY_OUTCOME(const DeployState state, runInFolder(DeployStage::build, folder, context));
    const FirmwareFigures figures = figuresOf(*state.firmware);
    const std::string elf = state.firmware->elf.string();
    OrderedJson json = {{"elf", elf}, {"firmware", firmwareJson(figures)}};
    std::string text = fmt::format("{}\n{}flash {} bytes, RAM {} bytes\n", elf, firmwareText(figures),
                                   grouped(figures.flashBytes), grouped(figures.ramBytes));
    return CommandOutput{std::move(json), std::move(text), 0};
}

Outcome<CommandOutput> flash(const std::filesystem::path& folder, const Context& context) {
    PINFOLD_TRY_OUTCOME(const DeployState state, runInFolder(DeployStage::flash, folder, context));
    const Board& board = state.project->board;
    return CommandOutput{{{"board", board.id}, {"flashed", !board.emulator}},
                         board.emulator ? fmt::format("{} is emulated: nothing to flash.\n", board.id)
                                        : fmt::format("{} is programmed.\n", board.id),
                         0};
}

void addFolderCommand(CLI::App& program, Selection& selection, const std::string& name, const std::string& summary,
                      Outcome<CommandOutput> (*command)(const std::filesystem::path&, const Context&)) {
    auto folder = std::make_shared<std::filesystem::path>();
    addCommand(program, selection, name, summary,
               [folder, command](const Context& context) { return command(*folder, context); })
        .add_option("folder", *folder, "Folder of a generated project")
        ->required();
}

}  // namespace

void addPlan(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<PlanCommand>();
    auto& command = addCommand(program, selection, "plan", "Places every buffer in the board's memory",
                               [arguments](const Context& context) { return (*arguments)(context); });
    addModelOptions(command, arguments->request);
    addPlanOptions(command, arguments->request);
    command.add_option("--output", arguments->output, "Where to write plan.json");
}

void addGenerate(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<GenerateCommand>();
    auto& command = addCommand(program, selection, "generate", "Writes the C project",
                               [arguments](const Context& context) { return (*arguments)(context); });
    addModelOptions(command, arguments->request.plan);
    addPlanOptions(command, arguments->request.plan);
    addGenerateOptions(command, arguments->request.plan, arguments->request.project);
}

void addBuild(CLI::App& program, Selection& selection) {
    addFolderCommand(program, selection, "build", "Compiles a generated project", build);
}

void addFlash(CLI::App& program, Selection& selection) {
    addFolderCommand(program, selection, "flash", "Programs the board", flash);
}

}  // namespace pinfold::cli
