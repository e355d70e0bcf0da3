#include "validate/validate.h"

#include "validate/figures.h"
#include "validate/localise.h"

#include <algorithm>
#include <chrono>

namespace pinfold {
namespace {

Result<void> checkSizes(std::string_view what, const std::vector<std::string>& arrays,
                        const std::vector<DeviceTensor>& tensors, std::int64_t count) {
    if (arrays.size() != tensors.size()) {
        return badInput(
            "The model on the device has {} {}s, the samples have {}. Is another firmware on it? Flash it again.",
            tensors.size(), what, arrays.size());
    }
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        const auto expected = static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(tensors[i].bytes);
        if (arrays[i].size() != expected) {
            return badInput(
                "{} {} has {} bytes on the device, but {} in each sample. Is another firmware on it? Flash it "
                "again.",
                what, i, tensors[i].bytes, arrays[i].size() / static_cast<std::size_t>(count));
        }
    }
    return {};
}

Result<const DeviceModel*> findModel(const Device& device, const Samples& samples, int index) {
    const auto& models = device.identity().models;
    if (index < 0 || static_cast<std::size_t>(index) >= models.size()) {
        return badInput("The device has {} models; number {} is not among them.", models.size(), index);
    }
    const DeviceModel& model = models[static_cast<std::size_t>(index)];
    if (samples.count < 1) return badInput("There are no samples to run.");
    PINFOLD_CHECK(checkSizes("input", samples.inputs, model.inputs, samples.count));
    if (!samples.reference.empty())
        PINFOLD_CHECK(checkSizes("output", samples.reference, model.outputs, samples.count));
    return &model;
}

ValidationReport emptyReport(const DeviceIdentity& identity, const DeviceModel& model, std::int64_t samples,
                             double tolerance, const std::vector<std::string>& outputNames,
                             const std::vector<std::string>& operatorNames) {
    ValidationReport report;
    report.board = identity.board;
    report.model = model.name;
    report.samples = samples;
    report.tolerance = tolerance;
    report.timerHz = identity.timerHz;
    for (std::size_t i = 0; i < model.outputs.size(); ++i) {
        OutputReport output;
        output.name = i < outputNames.size() ? outputNames[i] : fmt::format("output_{}", i);
        output.dtype = model.outputs[i].dtype;
        output.shape = model.outputs[i].shape;
        report.outputs.push_back(std::move(output));
    }
    for (int i = 0; i < model.operators; ++i) {
        const auto index = static_cast<std::size_t>(i);
        OperatorReport figures;
        figures.name = index < operatorNames.size() ? operatorNames[index] : fmt::format("operator {}", i);
        report.operators.push_back(std::move(figures));
    }
    report.deviceOutputs.resize(model.outputs.size());
    return report;
}

// Writes the inputs of one sample, runs, and appends the outputs to report.deviceOutputs; adds up the ticks.
Outcome<std::monostate> runSample(Device& device, const DeviceModel& model, const Samples& samples, std::int64_t sample,
                                  const ValidateOptions& options, ValidationReport& report) {
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        const auto size = static_cast<std::size_t>(model.inputs[i].bytes);
        const auto bytes = std::string_view(samples.inputs[i]).substr(static_cast<std::size_t>(sample) * size, size);
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                            device.writeInput(options.model, static_cast<int>(i), bytes));
    }
    const bool profile = options.profile && sample < options.profiledSamples;
    PINFOLD_TRY_OUTCOME(const auto ticks, device.run(options.model, profile));
    if (profile && ticks.size() != report.operators.size()) {
        return toolFailed("The device measured {} operators of model \"{}\", which has {}.", ticks.size(), model.name,
                          report.operators.size());
    }
    if (profile) ++report.profiledSamples;
    for (std::size_t op = 0; op < ticks.size() && profile; ++op) {
        report.operators[op].meanTicks += static_cast<double>(ticks[op]);
    }
    for (std::size_t i = 0; i < model.outputs.size(); ++i) {
        PINFOLD_TRY_OUTCOME(const std::string bytes, device.readOutput(options.model, static_cast<int>(i)));
        if (bytes.size() != static_cast<std::size_t>(model.outputs[i].bytes)) {
            return toolFailed("The device sent {} bytes for output {} of model \"{}\", which has {}.", bytes.size(), i,
                              model.name, model.outputs[i].bytes);
        }
        report.deviceOutputs[i] += bytes;
    }
    return std::monostate{};
}

void averageTicks(ValidationReport& report) {
    for (OperatorReport& figures : report.operators) {
        if (report.profiledSamples > 0) figures.meanTicks /= report.profiledSamples;
        report.ticksPerInference += figures.meanTicks;
    }
}

void compareOutputs(const Samples& samples, double tolerance, ValidationReport& report) {
    if (samples.reference.empty()) return;
    report.passed = true;
    for (std::size_t i = 0; i < report.outputs.size(); ++i) {
        measureOutput(samples.reference[i], report.deviceOutputs[i], tolerance, report.outputs[i]);
        if (!report.outputs[i].metrics->passed) report.passed = false;
    }
    report.worstSample = worstSample(samples.reference, report, tolerance);
}

}  // namespace

bool outputsDiffer(const ValidationReport& report) {
    return std::any_of(report.outputs.begin(), report.outputs.end(),
                       [](const OutputReport& output) { return output.metrics && !output.metrics->passed; });
}

Outcome<ValidationReport> validate(Device& device, const Samples& samples, const std::vector<std::string>& outputNames,
                                   const std::vector<std::string>& operatorNames, const ValidateOptions& options,
                                   const CancelToken& cancel, const ProgressSink& progress) {
    const auto start = std::chrono::steady_clock::now();
    PINFOLD_TRY(const DeviceModel* const model, findModel(device, samples, options.model));
    ValidationReport report =
        emptyReport(device.identity(), *model, samples.count, options.tolerance, outputNames, operatorNames);
    for (std::int64_t sample = 0; sample < samples.count; ++sample) {
        if (cancel.cancelled()) return Cancelled{};
        pinfold::report(progress, {"validate", fmt::format("Running sample {} of {}", sample + 1, samples.count),
                                   static_cast<double>(sample) / static_cast<double>(samples.count)});
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                            runSample(device, *model, samples, sample, options, report));
    }
    averageTicks(report);
    compareOutputs(samples, options.tolerance, report);
    measureAccuracy(samples, report);
    if (report.passed == false) {
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                            localise(device, samples, options, cancel, progress, report));
    }
    PINFOLD_TRY_OUTCOME(report.stack, device.stackUse());
    if (!report.stack.intact) report.passed = false;  // whatever the outputs were, memory has been overwritten
    report.hostSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace pinfold
