#include "cli/options.h"

#include "base/file.h"
#include "cli/advice.h"
#include "validate/report.h"

#include <cmath>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace pinfold::cli {
namespace {

constexpr int exitDiffers = 1;
constexpr int exitTool = 4;

// An option whose words stand for the values of an enumeration.
template <typename Enum>
CLI::Option* addChoice(CLI::App& command, const std::string& name, Enum& value,
                       const std::map<std::string, Enum>& choices, const std::string& help) {
    std::vector<std::string> words;
    words.reserve(choices.size());
    for (const auto& [word, meaning] : choices) words.push_back(word);
    return command
        .add_option_function<std::string>(
            name, [&value, choices](const std::string& word) { value = choices.at(word); }, help)
        ->check(CLI::IsMember(words));
}

// The option of that row, whose values go to `options`. The next word is the value, whatever it looks like.
CLI::Option* addPlanOption(CLI::App& command, const PlanOption& option, PlanOptions& options) {
    const std::string name = fmt::format("--{}", option.name);
    const std::string help(option.help);
    if (const auto* flag = std::get_if<OptionFlag>(&option.value)) {
        return command.add_flag(name, options.*flag->value, help);
    }
    const auto take = [&options, &option](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) (void)setOption(options, option, text);
    };
    CLI::Option* added =
        command.add_option_function<std::vector<std::string>>(name, take, help)->expected(1)->allow_extra_args(false);
    if (const auto* choice = std::get_if<OptionChoice>(&option.value)) {
        std::vector<std::string> words;
        for (const OptionWord& word : choice->words) words.emplace_back(word.word);
        return added->type_name("TEXT")->check(CLI::IsMember(words));
    }
    const bool many = std::holds_alternative<OptionTexts>(option.value);
    if (many) added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return added->type_name(std::string(option.type))->check([&option](const std::string& text) {
        PlanOptions tried;
        const auto set = setOption(tried, option, text);
        return set.ok() ? std::string() : set.error().message;
    });
}

std::string checkTolerance(const std::string& text) {
    double number = -1;
    const bool isNumber = CLI::detail::lexical_cast(text, number);
    return isNumber && std::isfinite(number) && number >= 0 ? std::string() : "must be a finite number from 0 up";
}

int exitCodeFor(std::span<const ValidationReport> reports) {
    int code = 0;
    for (const ValidationReport& report : reports) {
        if (outputsDiffer(report)) return exitDiffers;
        if (report.passed == false) code = exitTool;  // the stack overflowed
    }
    return code;
}

}  // namespace

void addModelOptions(CLI::App& command, PlanRequest& request) {
    command.add_option("archives", request.archives, "Model Library Format archives")->required();
    command.add_option("--module", request.module, "Which of an archive's modules");
}

void addPlanOptions(CLI::App& command, PlanRequest& request) {
    command.add_option("--board", request.board, "Board id (see `boards`), or a .json file")->required();
    for (const PlanOption& option : planOptions()) addPlanOption(command, option, request.options);
}

void addGenerateOptions(CLI::App& command, PlanRequest& plan, GenerateRequest& request) {
    command.add_option("--output", request.folder, "Folder of the C project")->required();
    CLI::Option* planFile = command.add_option("--plan", plan.plan, "A plan.json made before");
    // What decides about a plan makes no sense beside a finished one.
    for (const PlanOption& option : planOptions()) {
        planFile->excludes(command.get_option(fmt::format("--{}", option.name)));
    }
    addChoice<ProjectMode>(command, "--mode", request.options.mode,
                           {{"firmware", ProjectMode::firmware}, {"library", ProjectMode::library}},
                           "A whole firmware, or a library for an application");
    addChoice<Activations>(command, "--activations", request.options.activations,
                           {{"static", Activations::fixed}, {"app", Activations::supplied}},
                           "Who owns the pool: the project or the application");
    addChoice<WeightsFormat>(command, "--weights", request.options.weights,
                             {{"incbin", WeightsFormat::incbin}, {"c", WeightsFormat::cArray}},
                             "As a binary file, or as C arrays");
    command.add_option("--quantization", request.quantization,
                       "JSON with scales and zero points of inputs and outputs");
    command.add_flag("--force", request.force, "Overwrite generated files that were changed by hand");
}

void addValidateOptions(CLI::App& command, ValidateRequest& request, std::filesystem::path& html) {
    command.add_option("--inputs", request.inputs, "Tensor file with the inputs (.npz, .npy, .csv)")->required();
    command.add_option("--reference", request.reference, "Tensor file with the expected outputs");
    command.add_option("--port", request.port, "serial:///dev/ttyACM0?baud=921600, socket://host:port");
    command.add_option("--tolerance", request.tolerance, "For floats, as a share of the largest |reference|")
        ->check(checkTolerance);
    command.add_option("--html", html, "Also write the report as one HTML file");
}

CommandOutput validationOutput(std::span<const ValidationReport> reports, const FirmwareFigures& firmware,
                               const std::filesystem::path& html) {
    CommandOutput output{reportJson(reports, firmware), reportText(reports, firmware) + referenceAdvice(reports),
                         exitCodeFor(reports)};
    if (html.empty()) return output;
    if (const auto written = writeFileAtomically(html, reportHtml(reports, firmware)); !written.ok()) {
        output.exitCode = exitCodeOf(written.error().kind);
        output.text += "\n" + written.error().message + "\n";
        output.json["error"] = {{"message", written.error().message}, {"exit_code", output.exitCode}};
    }
    return output;
}

}  // namespace pinfold::cli
