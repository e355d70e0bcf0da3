// Runs samples on a device and compares with a reference.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "device/device.h"
#include "validate/metrics.h"
#include "validate/samples.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

// An operator as reports name it.
struct OperatorName {
    int index = 0;  // in Model::operators, as in plans and in op_<index>_… of tensor files
    std::string name;
};

// One model of the device, and what to run on it.
struct ValidatedModel {
    int index = 0;  // in DeviceIdentity::models
    Samples samples;
    std::vector<std::string> outputNames;  // in the model's order
    std::vector<OperatorName> operators;   // in execution order
    // With several models: inputs that stay while the models before this one run, and outputs that stay while those
    // after it do. Fewer entries than ports: the others do not.
    std::vector<bool> keptInputs;
    std::vector<bool> keptOutputs;
};

struct ValidateOptions {
    double tolerance = 1e-5;  // floats, × max|reference|
    bool profile = true;      // ticks per operator
    // Of the first so many samples only: a model's time hardly depends on its input, and the figures of each operator
    // cost time on the line.
    int profiledSamples = 8;
};

struct OutputReport {
    std::string name;
    DType dtype = DType::float32;
    Shape shape;
    std::optional<Metrics> metrics;  // none without a reference
    // For plots, finite elements only: up to 2,000 pairs (reference, device), evenly taken; and the histogram of
    // device − reference, symmetrical around 0. Empty without a reference.
    std::vector<std::pair<double, double>> scatter;
    std::vector<std::int64_t> histogram;  // 41 equal bins over [histogramLow, histogramHigh], which may both be 0
    double histogramLow = 0, histogramHigh = 0;
};

struct OperatorReport {
    int index = 0;  // as in OperatorName
    std::string name;
    double meanTicks = 0;  // of the device's timer, over the profiled samples; 0 without any
    // Of the worst output in the sample that was run operator by operator; none unless that was done and there is a
    // reference for this operator.
    std::optional<Metrics> metrics;
};

// Of one model.
struct ValidationReport {
    std::string board;
    std::string model;
    std::int64_t samples = 0;
    double tolerance = 1e-5;      // that of the options
    std::string referenceMadeOn;  // see Samples; empty without a reference
    std::optional<bool> passed;   // none without a reference; false, too, if the stack overflowed
    // Share of the samples whose largest element of the first output is at the label's index (the first among equals);
    // none without labels. That of the reference needs a reference too.
    std::optional<double> accuracy;
    std::optional<double> referenceAccuracy;
    std::vector<OutputReport> outputs;
    std::vector<OperatorReport> operators;      // in execution order
    std::optional<int> firstDifferingOperator;  // index into `operators`
    // Which operator differs first, or why that cannot be said; empty if there was nothing to look for.
    std::string localisation;
    // Index of the sample with the largest error in relation to its output's largest reference; one that fails comes
    // before all that pass. None without a reference and without any error.
    std::optional<std::int64_t> worstSample;
    std::int64_t timerHz = 0;
    double ticksPerInference = 0;  // mean over the profiled samples
    int profiledSamples = 0;
    double hostSeconds = 0;  // wall clock of the whole run, of all models
    StackUse stack;          // of the device, which all models share
    // [label][predicted], with labels and up to 256 classes only. A sample whose output is all NaN is in no column.
    std::vector<std::vector<std::int64_t>> confusion;
    std::vector<std::string> deviceOutputs;  // per output: samples × bytes
};

// Runs every sample on all models, one after the other, and compares: a report for each. Inputs are written right
// before their model runs and outputs read right after it, but what is kept is written before the first model runs and
// read after the last. With Samples::operatorOutputs and a failed comparison, the worst sample of a model is run again
// operator by operator to find the first one that differs. Samples of another model than the device's are badInput; a
// device that fails is toolFailed.
Outcome<std::vector<ValidationReport>> validate(Device& device, std::span<const ValidatedModel> models,
                                                const ValidateOptions& options, const CancelToken& cancel,
                                                const ProgressSink& progress);

// Whether the reference was computed on the very board that it is compared with: no independent witness.
bool isOwnReference(const ValidationReport& report);

// Whether any output differs from the reference; false without one.
bool outputsDiffer(const ValidationReport& report);

}  // namespace pinfold
