#include "validate/validate.h"

#include "validate/figures.h"
#include "validate/localise.h"
#include "validate/report_words.h"

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

Result<void> checkModel(const Device& device, const ValidatedModel& validated) {
    const Samples& samples = validated.samples;
    const int index = validated.index;
    const auto& models = device.identity().models;
    if (index < 0 || static_cast<std::size_t>(index) >= models.size()) {
        return badInput("The device has {} models; number {} is not among them.", models.size(), index);
    }
    const DeviceModel& model = models[static_cast<std::size_t>(index)];
    if (samples.count < 1) return badInput("There are no samples to run.");
    PINFOLD_CHECK(checkSizes("input", samples.inputs, model.inputs, samples.count));
    if (!samples.reference.empty())
        PINFOLD_CHECK(checkSizes("output", samples.reference, model.outputs, samples.count));
    return {};
}

const DeviceModel& modelOf(const Device& device, const ValidatedModel& validated) {
    return device.identity().models[static_cast<std::size_t>(validated.index)];
}

ValidationReport emptyReport(const DeviceIdentity& identity, const DeviceModel& model, const ValidatedModel& validated,
                             double tolerance) {
    ValidationReport report;
    report.board = identity.board;
    report.model = model.name;
    report.samples = validated.samples.count;
    report.tolerance = tolerance;
    report.timerHz = identity.timerHz;
    const auto& outputNames = validated.outputNames;
    for (std::size_t i = 0; i < model.outputs.size(); ++i) {
        OutputReport output;
        output.name = i < outputNames.size() ? outputNames[i] : fmt::format("output_{}", i);
        output.dtype = model.outputs[i].dtype;
        output.shape = model.outputs[i].shape;
        report.outputs.push_back(std::move(output));
    }
    for (int i = 0; i < model.operators; ++i) {
        const auto step = static_cast<std::size_t>(i);
        OperatorReport figures;
        const bool named = step < validated.operators.size();
        figures.index = named ? validated.operators[step].index : i;
        figures.name = named ? validated.operators[step].name : fmt::format("operator {}", i);
        report.operators.push_back(std::move(figures));
    }
    report.deviceOutputs.resize(model.outputs.size());
    return report;
}

// One model's part of a run.
struct Course {
    const ValidatedModel* validated = nullptr;
    const DeviceModel* model = nullptr;
    ValidationReport report;
};

bool isKept(const std::vector<bool>& kept, std::size_t port) { return port < kept.size() && kept[port]; }

// The inputs that are kept, or those that are not.
Outcome<std::monostate> writeInputs(Device& device, const Course& course, std::int64_t sample, bool kept) {
    for (std::size_t i = 0; i < course.model->inputs.size(); ++i) {
        if (isKept(course.validated->keptInputs, i) != kept) continue;
        const auto size = static_cast<std::size_t>(course.model->inputs[i].bytes);
        const auto bytes =
            std::string_view(course.validated->samples.inputs[i]).substr(static_cast<std::size_t>(sample) * size, size);
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                            device.writeInput(course.validated->index, static_cast<int>(i), bytes));
    }
    return std::monostate{};
}

// Appends the outputs that are kept, or those that are not, to the report's.
Outcome<std::monostate> readOutputs(Device& device, Course& course, bool kept) {
    for (std::size_t i = 0; i < course.model->outputs.size(); ++i) {
        if (isKept(course.validated->keptOutputs, i) != kept) continue;
        PINFOLD_TRY_OUTCOME(const std::string bytes, device.readOutput(course.validated->index, static_cast<int>(i)));
        if (bytes.size() != static_cast<std::size_t>(course.model->outputs[i].bytes)) {
            return toolFailed("The device sent {} bytes for output {} of model \"{}\", which has {}.", bytes.size(), i,
                              course.model->name, course.model->outputs[i].bytes);
        }
        course.report.deviceOutputs[i] += bytes;
    }
    return std::monostate{};
}

// Adds up the ticks.
Outcome<std::monostate> runModel(Device& device, Course& course, std::int64_t sample, const ValidateOptions& options) {
    ValidationReport& report = course.report;
    const bool profile = options.profile && sample < options.profiledSamples;
    PINFOLD_TRY_OUTCOME(const auto ticks, device.run(course.validated->index, profile));
    if (profile && ticks.size() != report.operators.size()) {
        return toolFailed("The device measured {} operators of model \"{}\", which has {}.", ticks.size(),
                          course.model->name, report.operators.size());
    }
    if (profile) ++report.profiledSamples;
    for (std::size_t op = 0; op < ticks.size() && profile; ++op) {
        report.operators[op].meanTicks += static_cast<double>(ticks[op]);
    }
    return std::monostate{};
}

Outcome<std::monostate> runSample(Device& device, std::vector<Course>& courses, std::int64_t sample,
                                  const ValidateOptions& options) {
    for (const Course& course : courses) {
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written, writeInputs(device, course, sample, true));
    }
    for (Course& course : courses) {
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written, writeInputs(device, course, sample, false));
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto ran, runModel(device, course, sample, options));
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto taken, readOutputs(device, course, false));
    }
    for (Course& course : courses) {
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto taken, readOutputs(device, course, true));
    }
    return std::monostate{};
}

// The device's messages name operators by these.
void nameOperators(Device& device, const Course& course) {
    std::vector<std::string> names;
    for (const OperatorReport& op : course.report.operators) {
        names.push_back(fmt::format("{} ({})", op.index, shownName(op.name)));
    }
    device.nameOperators(course.validated->index, std::move(names));
}

Result<std::vector<Course>> prepare(Device& device, std::span<const ValidatedModel> models,
                                    const ValidateOptions& options) {
    std::vector<Course> courses;
    for (const ValidatedModel& validated : models) {
        PINFOLD_CHECK(checkModel(device, validated));
        if (validated.samples.count != models.front().samples.count) {
            return badInput("Model \"{}\" has {} samples to run, and model \"{}\" {}; all need as many.",
                            modelOf(device, validated).name, validated.samples.count,
                            modelOf(device, models.front()).name, models.front().samples.count);
        }
        const DeviceModel& model = modelOf(device, validated);
        courses.push_back({&validated, &model, emptyReport(device.identity(), model, validated, options.tolerance)});
        nameOperators(device, courses.back());
    }
    return courses;
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
    report.referenceMadeOn = samples.referenceMadeOn;
    for (std::size_t i = 0; i < report.outputs.size(); ++i) {
        measureOutput(samples.reference[i], report.deviceOutputs[i], tolerance, report.outputs[i]);
        if (!report.outputs[i].metrics->passed) report.passed = false;
    }
    report.worstSample = worstSample(samples.reference, report, tolerance);
}

}  // namespace

bool isOwnReference(const ValidationReport& report) {
    return !report.referenceMadeOn.empty() && report.referenceMadeOn == report.board;
}

bool outputsDiffer(const ValidationReport& report) {
    return std::any_of(report.outputs.begin(), report.outputs.end(),
                       [](const OutputReport& output) { return output.metrics && !output.metrics->passed; });
}

Outcome<std::vector<ValidationReport>> validate(Device& device, std::span<const ValidatedModel> models,
                                                const ValidateOptions& options, const CancelToken& cancel,
                                                const ProgressSink& progress) {
    const auto start = std::chrono::steady_clock::now();
    PINFOLD_TRY(std::vector<Course> courses, prepare(device, models, options));
    const std::int64_t count = models.empty() ? 0 : models.front().samples.count;
    for (std::int64_t sample = 0; sample < count; ++sample) {
        if (cancel.cancelled()) return Cancelled{};
        pinfold::report(progress, {"validate", fmt::format("Running sample {} of {}", sample + 1, count),
                                   static_cast<double>(sample) / static_cast<double>(count)});
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, runSample(device, courses, sample, options));
    }
    std::vector<ValidationReport> reports;
    for (Course& course : courses) {
        averageTicks(course.report);
        compareOutputs(course.validated->samples, options.tolerance, course.report);
        measureAccuracy(course.validated->samples, course.report);
        if (course.report.passed == false) {
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                                localise(device, *course.validated, options, cancel, progress, course.report));
        }
        reports.push_back(std::move(course.report));
    }
    PINFOLD_TRY_OUTCOME(const StackUse stack, device.stackUse());
    for (ValidationReport& report : reports) {
        report.stack = stack;
        if (!stack.intact) report.passed = false;  // whatever the outputs were, memory has been overwritten
        report.hostSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return reports;
}

}  // namespace pinfold
