// Runs samples on a device and compares with a reference.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "device/device.h"
#include "validate/metrics.h"
#include "validate/tensor_file.h"

#include <optional>
#include <string>
#include <vector>

namespace pinfold {

struct ValidateOptions {
    int model = 0;            // of DeviceIdentity
    double tolerance = 1e-5;  // floats, × max|reference|
    bool profile = true;      // cycles per operator
};

struct OutputReport {
    std::string name;
    DType dtype = DType::float32;
    Shape shape;
    std::optional<Metrics> metrics;  // none without a reference
    // For plots: up to 2,000 pairs (reference, device), evenly taken; and the histogram of device − reference.
    std::vector<std::pair<double, double>> scatter;
    std::vector<std::int64_t> histogram;  // 41 equal bins over [histogramLow, histogramHigh]
    double histogramLow = 0, histogramHigh = 0;
};

struct OperatorReport {
    std::string name;
    double meanTicks = 0;            // of the device's timer, over all profiled samples
    std::optional<Metrics> metrics;  // worst output, over all samples; only with a reference of --all
};

struct ValidationReport {
    std::string board;
    std::string model;
    std::int64_t samples = 0;
    std::optional<bool> passed;      // none without a reference
    std::optional<double> accuracy;  // none without labels
    std::optional<double> referenceAccuracy;
    std::vector<OutputReport> outputs;
    std::vector<OperatorReport> operators;
    std::optional<int> firstDifferingOperator;  // index
    std::string localisation;                 // one sentence: which operator differs first, or why that cannot be said
    std::optional<std::int64_t> worstSample;  // index of the sample with the largest error
    std::int64_t timerHz = 0;
    double ticksPerInference = 0;  // mean
    double hostSeconds = 0;        // wall clock of the whole run
    StackUse stack;
    std::vector<std::vector<std::int64_t>> confusion;  // [label][predicted], with labels only
    std::vector<std::string> deviceOutputs;            // per output: samples × bytes
};

// Runs every sample. `operatorNames` in execution order. With Samples::operatorOutputs and a failed comparison, the
// failing sample is run again operator by operator to find the first one that differs.
Outcome<ValidationReport> validate(Device& device, const Samples& samples, const std::vector<std::string>& outputNames,
                                   const std::vector<std::string>& operatorNames, const ValidateOptions& options,
                                   const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
