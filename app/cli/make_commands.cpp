// plan, generate, build, flash: from archive to board.
#include "base/file.h"
#include "base/text.h"
#include "cli/options.h"
#include "plan/plan_text.h"

#include <memory>

namespace pinfold::cli {
namespace {

struct PlanCommand {
    PlanRequest request;
    std::filesystem::path output;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_TRY_OUTCOME(const auto planned, planModels(request, context.cancel, context.progress));
        const std::string json = writePlan(planned.plan);
        if (!output.empty()) PINFOLD_CHECK(writeFileAtomically(output, json));
        return CommandOutput{OrderedJson::parse(json), planText(planned.plan, planned.models), 0};
    }
};

struct GenerateCommand {
    PlanRequest plan;
    GenerateRequest request;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_TRY_OUTCOME(const auto planned, planModels(plan, context.cancel, context.progress));
        PINFOLD_TRY_OUTCOME(const WrittenProject written, generateInto(planned.models, planned.board, planned.plan,
                                                                       request, context.cancel, context.progress));
        return CommandOutput{{{"folder", request.folder.string()},
                              {"written", written.written},
                              {"unchanged", written.unchanged},
                              {"removed", written.removed}},
                             fmt::format("{}: {} files written, {} unchanged, {} removed\n", request.folder.string(),
                                         written.written, written.unchanged, written.removed),
                             0};
    }
};

Outcome<CommandOutput> build(const std::filesystem::path& folder, const Context& context) {
    PINFOLD_TRY(const Project project, openProject(folder));
    PINFOLD_TRY_OUTCOME(const Firmware firmware, buildProject(project, context.cancel, context.progress));
    const FirmwareFigures figures = figuresOf(firmware);
    OrderedJson json = {{"elf", firmware.elf.string()}, {"firmware", firmwareJson(figures)}};
    std::string text = fmt::format("{}\n{}flash {} bytes, RAM {} bytes\n", firmware.elf.string(), firmwareText(figures),
                                   grouped(figures.flashBytes), grouped(figures.ramBytes));
    return CommandOutput{std::move(json), std::move(text), 0};
}

Outcome<CommandOutput> flash(const std::filesystem::path& folder, const Context& context) {
    PINFOLD_TRY(const Project project, openProject(folder));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, flashProject(project, context.cancel, context.progress));
    const bool emulated = project.board.emulator.has_value();
    return CommandOutput{{{"board", project.board.id}, {"flashed", !emulated}},
                         emulated ? fmt::format("{} is emulated: nothing to flash.\n", project.board.id)
                                  : fmt::format("{} is programmed.\n", project.board.id),
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
    addModelOptions(command, arguments->plan);
    addPlanOptions(command, arguments->plan);
    addGenerateOptions(command, arguments->plan, arguments->request);
}

void addBuild(CLI::App& program, Selection& selection) {
    addFolderCommand(program, selection, "build", "Compiles a generated project", build);
}

void addFlash(CLI::App& program, Selection& selection) {
    addFolderCommand(program, selection, "flash", "Programs the board", flash);
}

}  // namespace pinfold::cli
