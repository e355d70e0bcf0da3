#include "cli/options.h"

#include "base/file.h"
#include "cli/advice.h"
#include "validate/report.h"

#include <charconv>
#include <cmath>
#include <map>
#include <optional>

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

// An option for a whole number. Larger ones than 64 bits hold are refused (CLI11 alone cuts them down).
template <typename Target>
CLI::Option* addInteger(CLI::App& command, const std::string& name, Target& value, const std::string& help) {
    const auto parsed = [](const std::string& text) -> std::optional<std::int64_t> {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return number;
    };
    return command
        .add_option_function<std::string>(
            name, [&value, parsed](const std::string& text) { value = parsed(text).value_or(0); }, help)
        ->check([parsed](const std::string& text) {
            return parsed(text) ? std::string() : fmt::format("\"{}\" is no whole number of at most 64 bits", text);
        })
        ->type_name("BYTES");
}

// An option that may be given again and again. The next word is its value, whatever it looks like.
CLI::Option* addTexts(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& type, const std::string& help) {
    return command
        .add_option_function<std::vector<std::string>>(
            name, [&values](const std::vector<std::string>& texts) { values = texts; }, help)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name(type);
}

std::string checkTimeLimit(const std::string& text) {
    double number = -1;
    const bool isNumber = CLI::detail::lexical_cast(text, number);
    return isNumber && std::isfinite(number) && number > 0 ? std::string() : "must be a number of seconds above 0";
}

// Options that decide about a plan: they make no sense beside a finished one.
const std::vector<std::string> planningOptions = {"--lifetimes", "--order",       "--objective",  "--pin",
                                                  "--keep",      "--reserve",     "--concurrent", "--align",
                                                  "--stack",     "--keep-inputs", "--time-limit"};

std::string checkTolerance(const std::string& text) {
    double number = -1;
    const bool isNumber = CLI::detail::lexical_cast(text, number);
    return isNumber && std::isfinite(number) && number >= 0 ? std::string() : "must be a finite number from 0 up";
}

int exitCodeOf(std::span<const ValidationReport> reports) {
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
    addChoice<Lifetimes>(
        command, "--lifetimes", request.options.lifetimes,
        {{"statement", Lifetimes::statement}, {"operator", Lifetimes::wholeOperator}, {"none", Lifetimes::none}},
        "When buffers live: by statement, by operator, or none: no sharing");
    addChoice<OrderChoice>(command, "--order", request.options.order,
                           {{"archive", OrderChoice::archive}, {"best", OrderChoice::best}},
                           "In which order operators run: the archive's, or the one that needs least (default)");
    addChoice<Objective>(command, "--objective", request.options.objective,
                         {{"cost", Objective::cost}, {"size", Objective::size}},
                         "What is made smallest: cost of access (default), or size of the pools");
    addTexts(command, "--pin", request.options.pins, "WHAT=REGION",
             "A decision of yours: WHAT=REGION, WHAT=0xADDRESS or WHAT!=REGION; may be repeated");
    addTexts(command, "--keep", request.options.keep, "WHAT",
             "Buffers that stay intact all the time, while other models run too; may be repeated");
    addTexts(command, "--reserve", request.options.reserve, "REGION=BYTES",
             "Memory that is not for pools: REGION=BYTES at its end, or REGION=0xADDRESS+BYTES; may be repeated");
    command.add_flag("--concurrent", request.options.concurrent, "The models run at the same time: they share no byte");
    addInteger(command, "--align", request.options.alignment, "Alignment of every buffer, bytes; a power of two");
    command.add_flag("--keep-inputs", request.options.keepInputs, "Inputs stay intact until the inference ends");
    addInteger(command, "--stack", request.options.stackBytes, "Bytes reserved for the stack");
    command
        .add_option("--time-limit", request.options.timeLimitSeconds,
                    "Seconds to search; without it a fixed amount of work, so that the plan is always the same")
        ->check(checkTimeLimit)
        ->type_name("SECONDS");
}

void addGenerateOptions(CLI::App& command, PlanRequest& plan, GenerateRequest& request) {
    command.add_option("--output", request.folder, "Folder of the C project")->required();
    CLI::Option* planFile = command.add_option("--plan", plan.plan, "A plan.json made before");
    for (const std::string& name : planningOptions) planFile->excludes(command.get_option(name));
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
                         exitCodeOf(reports)};
    if (html.empty()) return output;
    if (const auto written = writeFileAtomically(html, reportHtml(reports, firmware)); !written.ok()) {
        output.text += "\n" + written.error().message + "\n";
        output.json["error"] = {{"message", written.error().message}, {"exit_code", exitTool}};
        output.exitCode = exitTool;
    }
    return output;
}

}  // namespace pinfold::cli
