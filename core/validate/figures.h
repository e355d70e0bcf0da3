// The figures of a report that need no device. Internal to this folder.
#pragma once

#include "validate/validate.h"

namespace pinfold {

// Fills in metrics, scatter and histogram of an output from all samples' reference and device bytes.
void measureOutput(std::string_view reference, std::string_view got, double tolerance, OutputReport& output);

// See ValidationReport::worstSample; `reference` and report.deviceOutputs for each output.
std::optional<std::int64_t> worstSample(const std::vector<std::string>& reference, const ValidationReport& report,
                                        double tolerance);

// Fills in accuracy, referenceAccuracy and confusion from the labels.
void measureAccuracy(const Samples& samples, ValidationReport& report);

}  // namespace pinfold
