// The samples of a validation: what went in, what was expected, what the device gave, and how far that is off. No
// widgets.
#pragma once

#include "ui/session/session.h"
#include "validate/samples.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace pinfold::ui {

struct SampleFacts {
    bool differs = false;                // an element does not match
    std::vector<bool> outputDiffers;     // the same for each output; empty without a reference
    double badness = 0;                  // largest error ÷ largest reference of that output in all samples; may be inf
    std::optional<double> largestError;  // of all outputs, in the tensor's unit; none if undefined or not compared
    std::int64_t mismatches = 0;         // elements, of all outputs
    // With labels: that of the sample, and the largest element of the first output, of the device and the reference.
    std::optional<std::int64_t> label;
    std::optional<std::int64_t> deviceClass;
    std::optional<std::int64_t> referenceClass;

    [[nodiscard]] bool wrongClass() const { return label && deviceClass != label; }
};

// Of one model.
struct SampleSet {
    ModelPorts ports;
    Samples samples;                       // without operators' outputs
    std::vector<SampleFacts> facts;        // a sample each
    std::vector<std::int64_t> worstFirst;  // samples: those that differ come first, then by badness, then by number

    [[nodiscard]] bool compared() const { return !samples.reference.empty(); }
};

struct SampleRequest {
    std::filesystem::path inputs;
    std::filesystem::path reference;  // empty: the out_* of `inputs`
    std::shared_ptr<const Models> models;
    std::shared_ptr<const Session::Reports> reports;
};

// Reads the tensor files again and puts them beside the reports: a set for each report. badInput if they are no longer
// those that the reports were made from, as far as that can be seen.
Outcome<std::vector<SampleSet>> readSamples(const SampleRequest& request, const CancelToken& cancel,
                                            const ProgressSink& progress);

// The part of an array of `count` samples that belongs to one; empty for an empty array.
std::string_view partOf(std::string_view bytes, std::int64_t count, std::int64_t sample);

// The element that is off the most (one beside a NaN or an infinity before all others), the first among equals; none if
// nothing is off.
std::optional<std::size_t> worstElement(DType dtype, std::string_view reference, std::string_view device);

}  // namespace pinfold::ui
