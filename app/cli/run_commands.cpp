// reference, validate, deploy: run the model and compare.
#include "cli/options.h"
#include "deploy/inputs.h"
#include "deploy/reference.h"
#include "deploy/trust.h"

#include <unistd.h>

#include <iostream>
#include <memory>

namespace pinfold::cli {
namespace {

// Asks on a terminal; elsewhere says how to allow it.
Result<void> ensureTrust(const Model& model, bool trustFlag) {
    if (trustFlag) return trust(model.archiveSha256);
    if (isTrusted(model.archiveSha256)) return {};
    if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1) {
        std::cerr << "A reference runs the code in " << model.archiveName
                  << " on this computer, with your rights. Do you trust it? [y/N] " << std::flush;
        std::string answer;
        std::getline(std::cin, answer);
        if (answer == "y" || answer == "Y" || answer == "yes") return trust(model.archiveSha256);
    }
    return badInput(
        "{}: a reference runs the archive's code on this computer. If you trust it, say so with --trust; "
        "it is remembered for this archive.",
        model.archiveName);
}

struct ReferenceCommand {
    std::filesystem::path archive;
    std::optional<std::string> module;
    ReferenceRequest request;
    bool trusted = false;

    Outcome<CommandOutput> operator()(const Context& context) const {
        ModelArguments models{{archive}, module};
        PINFOLD_TRY(const auto loaded, loadOne(models));
        PINFOLD_CHECK(ensureTrust(loaded, trusted));
        PINFOLD_TRY_OUTCOME(const auto result, makeReference(loaded, request, context.cancel, context.progress));
        return CommandOutput{
            {{"output", request.output.string()}, {"samples", result.samples}, {"arrays", result.arrays}},
            fmt::format("{}: {} arrays of {} samples\n", request.output.string(), result.arrays, result.samples),
            0};
    }

private:
    static Result<Model> loadOne(const ModelArguments& arguments);
};

struct ValidateCommand {
    std::filesystem::path folder;
    ValidateArguments arguments;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_TRY(const Project project, openProject(folder));
        PINFOLD_TRY_OUTCOME(const auto run,
                            validateProject(project, arguments.request, context.cancel, context.progress));
        PINFOLD_TRY(auto output, validationOutput(run, arguments.html));
        return output;
    }
};

struct DeployCommand {
    ModelArguments models;
    PlanArguments plan;
    GenerateArguments generation;
    ValidateArguments validation;

    Outcome<CommandOutput> operator()(const Context& context) const {
        if (generation.mode == "library") {
            return badInput("deploy makes and runs a whole firmware; use `generate --mode library` for a library.");
        }
        PINFOLD_TRY(const Loaded loaded, load(models, plan));
        report(context.progress, {"plan", fmt::format("placing the buffers of {}", loaded.models.front().name), -1});
        PINFOLD_TRY_OUTCOME(const Plan made, planFor(loaded, plan, generation.plan, context));
        report(context.progress, {"generate", generation.output.string(), -1});
        PINFOLD_TRY([[maybe_unused]] const auto written, generate(loaded, made, generation));
        PINFOLD_TRY(const Project project, openProject(generation.output));
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const Firmware firmware,
                            buildProject(project, context.cancel, context.progress));
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto flashed,
                            flashProject(project, context.cancel, context.progress));
        PINFOLD_TRY_OUTCOME(const auto run,
                            validateProject(project, validation.request, context.cancel, context.progress));
        PINFOLD_TRY(auto output, validationOutput(run, validation.html));
        return output;
    }
};

}  // namespace

Result<Model> ReferenceCommand::loadOne(const ModelArguments& arguments) {
    PINFOLD_TRY(auto models, loadModels(arguments.archives, arguments.module));
    if (models.size() == 1) return std::move(models.front());
    std::vector<std::string> names;
    for (const auto& model : models) names.push_back(model.name);
    return badInput("{}: holds several models ({}); choose one with --module.", arguments.archives.front().string(),
                    fmt::join(names, ", "));
}

void addReference(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<ReferenceCommand>();
    auto& command = addCommand(program, selection, "reference", "Runs the archive on this computer",
                               [arguments](const Context& context) { return (*arguments)(context); });
    command.add_option("archive", arguments->archive, "Model Library Format archive")->required();
    command.add_option("--module", arguments->module, "Which of the archive's modules");
    command.add_option("--inputs", arguments->request.inputs, "Tensor file with the inputs")->required();
    command.add_option("--output", arguments->request.output, "The .npz to write")->required();
    command.add_flag("--all", arguments->request.everyOperator, "Also every operator's outputs, op_<index>_<output>");
    command.add_flag("--trust", arguments->trusted, "The archive's code may run here; remembered for this archive");
}

void addValidate(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<ValidateCommand>();
    auto& command = addCommand(program, selection, "validate", "Runs samples on the device and compares",
                               [arguments](const Context& context) { return (*arguments)(context); });
    command.add_option("folder", arguments->folder, "Folder of a generated project")->required();
    addValidateArguments(command, arguments->arguments);
}

void addDeploy(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<DeployCommand>();
    auto& command = addCommand(program, selection, "deploy", "The whole way: plan, generate, build, flash, validate",
                               [arguments](const Context& context) { return (*arguments)(context); });
    addModelArguments(command, arguments->models);
    addPlanArguments(command, arguments->plan);
    addGenerateArguments(command, arguments->generation);
    addValidateArguments(command, arguments->validation);
}

}  // namespace pinfold::cli
