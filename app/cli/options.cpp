#include "cli/options.h"

#include "base/file.h"
#include "deploy/inputs.h"

namespace pinfold::cli {
namespace {

constexpr std::uint64_t largestQuantizationFile = std::uint64_t{16} << 20;

}  // namespace

void addModelArguments(CLI::App& command, ModelArguments& arguments) {
    command.add_option("archives", arguments.archives, "Model Library Format archives")->required();
    command.add_option("--module", arguments.module, "Which of an archive's modules");
}

void addPlanArguments(CLI::App& command, PlanArguments& arguments) {
    command.add_option("--board", arguments.board, "Board id (see `boards`), or a .json file")->required();
    command
        .add_option("--lifetimes", arguments.lifetimes,
                    "When buffers live: by statement, by operator, or none: no sharing")
        ->check(CLI::IsMember({"statement", "operator", "none"}));
    command.add_option("--align", arguments.options.alignment, "Alignment of every buffer, bytes; a power of two");
    command.add_flag("--keep-inputs", arguments.options.keepInputs, "Inputs stay intact until the inference ends");
    command.add_option("--stack", arguments.options.stackBytes, "Bytes reserved for the stack");
}

void addGenerateArguments(CLI::App& command, GenerateArguments& arguments) {
    command.add_option("--output", arguments.output, "Folder of the C project")->required();
    command.add_option("--plan", arguments.plan, "A plan.json made before");
    command.add_option("--mode", arguments.mode, "A whole firmware, or a library for an application")
        ->check(CLI::IsMember({"firmware", "library"}));
    command.add_option("--activations", arguments.activations, "Who owns the pool: the project or the application")
        ->check(CLI::IsMember({"static", "app"}));
    command.add_option("--weights", arguments.weights, "As a binary file, or as C arrays")
        ->check(CLI::IsMember({"incbin", "c"}));
    command.add_option("--quantization", arguments.quantization,
                       "JSON with scales and zero points of inputs and outputs");
    command.add_flag("--force", arguments.force, "Overwrite generated files that were changed by hand");
}

void addValidateArguments(CLI::App& command, ValidateArguments& arguments) {
    command.add_option("--inputs", arguments.request.inputs, "Tensor file with the inputs (.npz, .npy, .csv)")
        ->required();
    command.add_option("--reference", arguments.request.reference, "Tensor file with the expected outputs");
    command.add_option("--port", arguments.request.port, "serial:///dev/ttyACM0?baud=921600, socket://host:port");
    command.add_option("--tolerance", arguments.request.tolerance, "For floats, as a share of the largest |reference|")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--html", arguments.html, "Also write the report as one HTML file");
}

Result<Loaded> load(const ModelArguments& models, const PlanArguments& plan) {
    Loaded loaded;
    PINFOLD_TRY(loaded.board, findBoard(plan.board));
    PINFOLD_TRY(loaded.models, loadModels(models.archives, models.module));
    return loaded;
}

Outcome<Plan> planFor(const Loaded& loaded, const PlanArguments& arguments, const std::filesystem::path& planFile,
                      const Context& context) {
    if (!planFile.empty()) {
        PINFOLD_TRY(Plan plan, loadPlan(planFile, loaded.models, loaded.board));
        return plan;
    }
    PlanOptions options = arguments.options;
    options.lifetimes = *lifetimesFromName(arguments.lifetimes);
    return makePlan(loaded.models, loaded.board, options, context.cancel, context.progress);
}

Result<WrittenProject> generate(const Loaded& loaded, const Plan& plan, const GenerateArguments& arguments) {
    GenerateOptions options;
    options.mode = arguments.mode == "library" ? ProjectMode::library : ProjectMode::firmware;
    options.activations = arguments.activations == "app" ? Activations::supplied : Activations::fixed;
    options.weights = arguments.weights == "c" ? WeightsFormat::cArray : WeightsFormat::incbin;
    if (!arguments.quantization.empty()) {
        PINFOLD_TRY(const std::string text, readFile(arguments.quantization, largestQuantizationFile));
        PINFOLD_TRY(options.quantization, readQuantization(text, arguments.quantization.string()));
    }
    PINFOLD_TRY(auto files, generateProject(loaded.models, loaded.board, plan, options));
    return writeProject(arguments.output, std::move(files), arguments.force);
}

Result<CommandOutput> validationOutput(const ValidationRun& run, const std::filesystem::path& html) {
    if (!html.empty()) PINFOLD_CHECK(writeFileAtomically(html, reportHtml(run.report, run.firmware)));
    const bool failed = run.report.passed == false;
    return CommandOutput{reportJson(run.report, run.firmware), reportText(run.report, run.firmware), failed ? 1 : 0};
}

}  // namespace pinfold::cli
