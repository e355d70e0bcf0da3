#include "validate/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pinfold {
namespace {

constexpr std::size_t maxPairs = 2000;
constexpr std::size_t bins = 41;
constexpr std::int64_t maxClasses = 256;

void takePairs(std::string_view reference, std::string_view got, OutputReport& output) {
    const std::size_t count = reference.size() / static_cast<std::size_t>(bytesOf(output.dtype));
    const std::size_t taken = std::min(count, maxPairs);
    for (std::size_t i = 0; i < taken; ++i) {
        const std::size_t index = i * count / taken;
        const double wanted = numberAt(output.dtype, reference, index), found = numberAt(output.dtype, got, index);
        if (std::isfinite(wanted) && std::isfinite(found)) output.scatter.emplace_back(wanted, found);
    }
}

void countErrors(std::string_view reference, std::string_view got, OutputReport& output) {
    const std::size_t count = reference.size() / static_cast<std::size_t>(bytesOf(output.dtype));
    std::vector<double> errors;
    errors.reserve(count);
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double error = numberAt(output.dtype, got, i) - numberAt(output.dtype, reference, i);
        if (!std::isfinite(error)) continue;
        errors.push_back(error);
        largest = std::max(largest, std::fabs(error));
    }
    output.histogramLow = -largest;
    output.histogramHigh = largest;
    output.histogram.assign(bins, 0);
    for (const double error : errors) {
        const double place = largest > 0 ? (error / largest + 1) / 2 : 0.5;
        ++output.histogram[std::min(bins - 1, static_cast<std::size_t>(place * bins))];
    }
}

// How bad a sample is: whether it fails, and its largest error in relation to the whole array's largest reference.
using Badness = std::pair<bool, double>;

Badness badnessOf(const Metrics& metrics, double scale) {
    constexpr double endless = std::numeric_limits<double>::infinity();
    if (!metrics.maxAbsError) return {!metrics.passed, metrics.passed ? 0 : endless};
    if (*metrics.maxAbsError == 0) return {false, 0};
    return {!metrics.passed, scale > 0 ? *metrics.maxAbsError / scale : endless};
}

}  // namespace

void measureOutput(std::string_view reference, std::string_view got, double tolerance, OutputReport& output) {
    output.metrics = compare(output.dtype, reference, got, tolerance);
    takePairs(reference, got, output);
    countErrors(reference, got, output);
}

std::optional<std::int64_t> worstSample(const std::vector<std::string>& reference, const ValidationReport& report,
                                        double tolerance) {
    std::optional<std::int64_t> worst;
    Badness badness{false, 0};
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const DType dtype = report.outputs[i].dtype;
        const double scale = largestMagnitude(dtype, reference[i]);
        const std::size_t size = reference[i].size() / static_cast<std::size_t>(report.samples);
        for (std::int64_t sample = 0; sample < report.samples; ++sample) {
            const std::size_t start = static_cast<std::size_t>(sample) * size;
            const auto wanted = std::string_view(reference[i]).substr(start, size);
            const auto got = std::string_view(report.deviceOutputs[i]).substr(start, size);
            const Badness here = badnessOf(compare(dtype, wanted, got, tolerance, scale), scale);
            if (here > badness || (here == badness && worst && sample < *worst)) {
                badness = here;
                worst = sample;
            }
        }
    }
    return worst;
}

void measureAccuracy(const Samples& samples, ValidationReport& report) {
    if (samples.labels.empty() || report.outputs.empty()) return;
    const OutputReport& output = report.outputs.front();
    const std::int64_t classes = elementCount(output.shape).value_or(0);
    if (classes <= maxClasses) {
        const auto extent = static_cast<std::size_t>(classes);
        report.confusion.assign(extent, std::vector<std::int64_t>(extent, 0));
    }
    const auto share = [&](std::string_view bytes, bool confusion) {
        const std::size_t size = bytes.size() / samples.labels.size();
        std::int64_t right = 0;
        for (std::size_t i = 0; i < samples.labels.size(); ++i) {
            const auto predicted = argmax(output.dtype, bytes.substr(i * size, size));
            if (!predicted) continue;
            const auto label = static_cast<std::size_t>(samples.labels[i]);
            right += *predicted == label ? 1 : 0;
            if (confusion && !report.confusion.empty()) ++report.confusion.at(label).at(*predicted);
        }
        return static_cast<double>(right) / static_cast<double>(samples.labels.size());
    };
    report.accuracy = share(report.deviceOutputs.front(), true);
    if (!samples.reference.empty()) report.referenceAccuracy = share(samples.reference.front(), false);
}

}  // namespace pinfold
