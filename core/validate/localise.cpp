#include "validate/localise.h"

#include "base/text.h"

#include <algorithm>

namespace pinfold {
namespace {

// The part of an array of all samples that belongs to one.
std::string_view sampleOf(std::string_view bytes, std::int64_t count, std::int64_t sample) {
    const std::size_t size = bytes.size() / static_cast<std::size_t>(count);
    return bytes.substr(static_cast<std::size_t>(sample) * size, size);
}

// Whether `a` is further from its reference than `b`.
bool worse(const Metrics& a, const Metrics& b) {
    if (a.passed != b.passed) return b.passed;
    if (a.mismatches != b.mismatches) return a.mismatches > b.mismatches;
    return a.maxAbsError.value_or(0) > b.maxAbsError.value_or(0);
}

Result<void> checkReference(const Samples& samples, const ValidationReport& report) {
    for (const auto& output : samples.operatorOutputs) {
        if (static_cast<std::size_t>(output.op) >= report.operators.size()) {
            return badInput(
                "The reference has an array op_{}{}_{}, but the model on the device has {} operators. Was the "
                "reference made from another archive?",
                samples.prefix, output.op, output.output, report.operators.size());
        }
    }
    return {};
}

// Runs the sample; fills in the metrics of every operator that has a reference.
Outcome<std::monostate> runByOperator(Device& device, const ValidatedModel& validated, const ValidateOptions& options,
                                      const CancelToken& cancel, const ProgressSink& progress,
                                      ValidationReport& report) {
    const Samples& samples = validated.samples;
    const std::int64_t sample = *report.worstSample;
    for (std::size_t i = 0; i < samples.inputs.size(); ++i) {
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                            device.writeInput(validated.index, static_cast<int>(i),
                                              sampleOf(samples.inputs[i], samples.count, sample)));
    }
    const int steps = static_cast<int>(report.operators.size());
    for (int step = 0; step < steps; ++step) {
        if (cancel.cancelled()) return Cancelled{};
        OperatorReport& figures = report.operators[static_cast<std::size_t>(step)];
        pinfold::report(progress, {"validate",
                                   fmt::format("Running sample {} again: operator {} of {}, {}", sample, step + 1,
                                               steps, figures.name),
                                   static_cast<double>(step) / steps});
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, device.runOperator(validated.index, step));
        for (const auto& wantedOutput : samples.operatorOutputs) {
            if (wantedOutput.op != figures.index) continue;
            PINFOLD_TRY_OUTCOME(const std::string got,
                                device.readOperatorOutput(validated.index, step, wantedOutput.output));
            const auto wanted = sampleOf(wantedOutput.bytes, samples.count, sample);
            if (got.size() != wanted.size()) {
                return badInput(
                    "The reference's array op_{}{}_{} has {} bytes a sample, but output {} of operator {} ({}) "
                    "has {} on the device. Was the reference made from another archive?",
                    samples.prefix, figures.index, wantedOutput.output, wanted.size(), wantedOutput.output,
                    figures.index, figures.name, got.size());
            }
            const Metrics metrics = compare(wantedOutput.dtype, wanted, got, options.tolerance,
                                            largestMagnitude(wantedOutput.dtype, wantedOutput.bytes));
            if (!figures.metrics || worse(metrics, *figures.metrics)) figures.metrics = metrics;
        }
        if (figures.metrics && !figures.metrics->passed && !report.firstDifferingOperator) {
            report.firstDifferingOperator = step;
        }
    }
    return std::monostate{};
}

// Whether the outputs after running operator by operator are those of the whole inference; of the first that is not.
Outcome<bool> sameOutputsAsBefore(Device& device, int model, const ValidationReport& report) {
    for (std::size_t i = 0; i < report.outputs.size(); ++i) {
        PINFOLD_TRY_OUTCOME(const std::string got, device.readOutput(model, static_cast<int>(i)));
        if (got != sampleOf(report.deviceOutputs[i], report.samples, *report.worstSample)) return false;
    }
    return true;
}

std::string describeFirst(const ValidationReport& report) {
    const int first = *report.firstDifferingOperator;
    const OperatorReport& figures = report.operators[static_cast<std::size_t>(first)];
    const Metrics& metrics = *figures.metrics;
    std::string text = fmt::format(
        "Operator {} ({}) is the first whose output differs: in sample {}, {} of {} elements are outside "
        "the tolerance",
        figures.index, figures.name, *report.worstSample, grouped(metrics.mismatches), grouped(metrics.elements));
    if (metrics.maxAbsError) text += fmt::format(", the largest error is {:.6g}", *metrics.maxAbsError);
    text += '.';
    const auto unknown = std::count_if(report.operators.begin(), report.operators.begin() + first,
                                       [](const OperatorReport& op) { return !op.metrics; });
    if (unknown > 0) {
        text += fmt::format(
            " The reference has no outputs for {} of the operators before it; one of these may be the cause.", unknown);
    }
    return text;
}

// Why no operator differs and the model's output does. `same`: also when it runs operator by operator.
std::string describeNone(const ValidationReport& report, bool same) {
    const auto known = std::count_if(report.operators.begin(), report.operators.end(),
                                     [](const OperatorReport& op) { return op.metrics.has_value(); });
    const auto unknown = static_cast<std::ptrdiff_t>(report.operators.size()) - known;
    std::string text = fmt::format(
        "No operator's output differs in sample {} ({} of {} operators have a reference), and yet the model's output "
        "does. ",
        *report.worstSample, known, report.operators.size());
    if (!same) {
        return text +
               "Run operator by operator, the device gives another output than in one go: something overwrites memory "
               "that is still needed, or keeps state from one inference to the next.";
    }
    text += unknown > 0 ? fmt::format("Either {} without a reference is the cause, or something",
                                      unknown == 1 ? "the operator" : fmt::format("one of the {} operators", unknown))
                        : "Either something";
    return text +
           " overwrites it after its operator has run, or the references of the outputs and of the operators are not "
           "from the same run.";
}

}  // namespace

Outcome<std::monostate> localise(Device& device, const ValidatedModel& validated, const ValidateOptions& options,
                                 const CancelToken& cancel, const ProgressSink& progress, ValidationReport& report) {
    const Samples& samples = validated.samples;
    if (samples.operatorOutputs.empty()) {
        report.localisation =
            "Which operator differs first cannot be said, since the reference holds only the model's outputs. Make one "
            "that holds every operator's outputs too, and validate against it.";
        return std::monostate{};
    }
    PINFOLD_CHECK(checkReference(samples, report));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                        runByOperator(device, validated, options, cancel, progress, report));
    if (report.firstDifferingOperator) {
        report.localisation = describeFirst(report);
        return std::monostate{};
    }
    PINFOLD_TRY_OUTCOME(const bool same, sameOutputsAsBefore(device, validated.index, report));
    report.localisation = describeNone(report, same);
    return std::monostate{};
}

}  // namespace pinfold
