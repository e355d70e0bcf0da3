#include "ui/made_reports.h"

#include "support/model_maker.h"

#include <cmath>

namespace pinfold::test {
namespace {

constexpr std::size_t bins = 41;

Metrics agreeing(std::int64_t elements) {
    Metrics metrics;
    metrics.maxAbsError = metrics.rmse = metrics.mae = metrics.l2r = 0;
    metrics.cosine = 1;
    metrics.elements = elements;
    metrics.passed = true;
    return metrics;
}

Metrics differing(std::int64_t elements) {
    Metrics metrics = agreeing(elements);
    metrics.maxAbsError = 5;
    metrics.l2r = 0.25;
    metrics.cosine = std::nullopt;
    metrics.mismatches = 2;
    metrics.passed = false;
    return metrics;
}

OutputReport integerOutput(const std::string& name, std::int64_t elements, std::int64_t samples) {
    OutputReport output;
    output.name = name;
    output.dtype = DType::int8;
    output.shape = {1, elements};
    output.metrics = agreeing(elements * samples);
    for (int i = 0; i < 4; ++i) output.scatter.emplace_back(i, i);
    output.histogram.assign(bins, 0);
    output.histogram[bins / 2] = elements * samples;
    return output;
}

}  // namespace

Model exampleModel() {
    ModelMaker maker;
    const int x = maker.input("x", 100);
    const int first = maker.op("first", {x}, 3);
    maker.output(maker.op("second", {x}, 4));
    maker.output(first);
    return maker.model;
}

OutputReport comparedOutput(const std::string& name, const std::vector<float>& reference,
                            const std::vector<float>& device) {
    OutputReport output;
    output.name = name;
    output.shape = {static_cast<std::int64_t>(reference.size())};
    output.metrics = compare(DType::float32, bytesOfValues(reference), bytesOfValues(device));
    output.histogram.assign(bins, 0);
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double error = double{device[i]} - double{reference[i]};
        if (!std::isfinite(error)) continue;
        output.scatter.emplace_back(reference[i], device[i]);
        output.histogramHigh = std::max(output.histogramHigh, std::abs(error));
    }
    output.histogramLow = -output.histogramHigh;
    output.histogram[bins / 2] = static_cast<std::int64_t>(output.scatter.size());
    return output;
}

ValidationReport passedReport() {
    ValidationReport report;
    report.board = "board";
    report.model = "example";
    report.samples = 4;
    report.passed = true;
    report.outputs = {integerOutput("second", 4, 4), integerOutput("first", 3, 4)};
    report.operators = {{1, "second", 300, std::nullopt}, {0, "first", 100, std::nullopt}};
    report.timerHz = 1'000'000;
    report.ticksPerInference = 400;
    report.profiledSamples = 4;
    report.stack = {2048, 412, true};
    report.deviceOutputs = {std::string(16, '\1'), std::string(12, '\2')};
    return report;
}

ValidationReport failedReport() {
    ValidationReport report = passedReport();
    report.passed = false;
    report.outputs[1].metrics = differing(12);
    report.operators[0].metrics = agreeing(4);
    report.operators[1].metrics = differing(3);
    report.firstDifferingOperator = 1;
    report.localisation = "Operator 0 (first) is the first whose output differs.";
    report.worstSample = 2;
    report.accuracy = 0.5;
    report.referenceAccuracy = 0.75;
    report.confusion = {{1, 0, 1, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}};
    return report;
}

std::shared_ptr<const ui::Session::Reports> shared(std::vector<ValidationReport> reports) {
    return std::make_shared<const ui::Session::Reports>(std::move(reports));
}

}  // namespace pinfold::test
