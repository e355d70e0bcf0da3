#include "ui/report/sample_data.h"

#include "deploy/inputs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pinfold::ui {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

Result<void> checkFit(const SampleSet& set, const ValidationReport& report) {
    const auto changed = [&] {
        return badInput(
            "The samples of {} in the tensor files are not those that were validated. Were the files changed since? "
            "Deploy again to see them.",
            report.model);
    };
    if (set.samples.count != report.samples || set.ports.outputs.size() != report.outputs.size()) return changed();
    if (report.deviceOutputs.size() != report.outputs.size()) return changed();
    for (std::size_t i = 0; i < report.outputs.size(); ++i) {
        const OutputReport& output = report.outputs[i];
        const auto bytes = byteCount(output.shape, output.dtype);
        if (!bytes || static_cast<std::int64_t>(report.deviceOutputs[i].size()) != *bytes * report.samples) {
            return changed();
        }
        if (set.compared() && set.samples.reference[i].size() != report.deviceOutputs[i].size()) return changed();
    }
    return {};
}

// Adds to a sample's facts what one of its outputs says.
void addOutput(const Metrics& metrics, double scale, SampleFacts& facts) {
    facts.differs = facts.differs || !metrics.passed;
    facts.outputDiffers.push_back(!metrics.passed);
    facts.mismatches += metrics.mismatches;
    if (!metrics.maxAbsError) {
        if (!metrics.passed) facts.badness = endless;
        return;
    }
    const double error = *metrics.maxAbsError;
    facts.largestError = std::max(facts.largestError.value_or(0), error);
    if (error > 0) facts.badness = std::max(facts.badness, scale > 0 ? error / scale : endless);
}

std::optional<std::int64_t> classOf(DType dtype, std::string_view bytes) {
    const auto largest = argmax(dtype, bytes);
    return largest ? std::optional(static_cast<std::int64_t>(*largest)) : std::nullopt;
}

void addClasses(const ValidationReport& report, SampleSet& set, std::int64_t sample, SampleFacts& facts) {
    const DType dtype = report.outputs.front().dtype;
    facts.label = set.samples.labels[static_cast<std::size_t>(sample)];
    facts.deviceClass = classOf(dtype, partOf(report.deviceOutputs.front(), report.samples, sample));
    if (set.compared()) {
        facts.referenceClass = classOf(dtype, partOf(set.samples.reference.front(), report.samples, sample));
    }
}

Outcome<std::monostate> measure(const ValidationReport& report, const CancelToken& cancel, SampleSet& set) {
    set.facts.resize(static_cast<std::size_t>(report.samples));
    for (std::size_t i = 0; i < set.samples.reference.size(); ++i) {
        const std::string& reference = set.samples.reference[i];
        const DType dtype = report.outputs[i].dtype;
        const double scale = largestMagnitude(dtype, reference);
        for (std::int64_t sample = 0; sample < report.samples; ++sample) {
            if (cancel.cancelled()) return Cancelled{};
            const Metrics metrics =
                compare(dtype, partOf(reference, report.samples, sample),
                        partOf(report.deviceOutputs[i], report.samples, sample), report.tolerance, scale);
            addOutput(metrics, scale, set.facts[static_cast<std::size_t>(sample)]);
        }
    }
    if (!set.samples.labels.empty() && !report.outputs.empty()) {
        for (std::int64_t sample = 0; sample < report.samples; ++sample) {
            addClasses(report, set, sample, set.facts[static_cast<std::size_t>(sample)]);
        }
    }
    set.worstFirst.resize(set.facts.size());
    std::iota(set.worstFirst.begin(), set.worstFirst.end(), 0);
    std::stable_sort(set.worstFirst.begin(), set.worstFirst.end(), [&](std::int64_t a, std::int64_t b) {
        const SampleFacts& left = set.facts[static_cast<std::size_t>(a)];
        const SampleFacts& right = set.facts[static_cast<std::size_t>(b)];
        return std::pair(left.differs, left.badness) > std::pair(right.differs, right.badness);
    });
    return std::monostate{};
}

}  // namespace

Outcome<std::vector<SampleSet>> readSamples(const SampleRequest& request, const CancelToken& cancel,
                                            const ProgressSink& progress) {
    if (!request.models) return badInput("The models of this validation are not open any more.");
    if (request.inputs.empty()) {
        return badInput("The deployment names no file with inputs, so there are no samples to show.");
    }
    report(progress, {"samples", "Reading " + request.inputs.filename().string()});
    const std::vector<ModelPorts> ports = portsOf(*request.models);
    PINFOLD_TRY_OUTCOME(std::vector<Samples> samples, loadSamples(request.inputs, request.reference, ports, cancel));

    std::vector<SampleSet> sets;
    for (const ValidationReport& validated : *request.reports) {
        const auto of = std::find_if(ports.begin(), ports.end(),
                                     [&](const ModelPorts& each) { return each.model == validated.model; });
        if (of == ports.end()) return badInput("{} is none of the models that are open.", validated.model);
        SampleSet set{*of, std::move(samples[static_cast<std::size_t>(of - ports.begin())]), {}, {}};
        set.samples.operatorOutputs.clear();
        PINFOLD_CHECK(checkFit(set, validated));
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, measure(validated, cancel, set));
        sets.push_back(std::move(set));
    }
    return sets;
}

std::string_view partOf(std::string_view bytes, std::int64_t count, std::int64_t sample) {
    const std::size_t size = bytes.size() / static_cast<std::size_t>(count);
    return bytes.substr(static_cast<std::size_t>(sample) * size, size);
}

std::optional<std::size_t> worstElement(DType dtype, std::string_view reference, std::string_view device) {
    const std::size_t count = std::min(reference.size(), device.size()) / static_cast<std::size_t>(bytesOf(dtype));
    std::optional<std::size_t> worst;
    double most = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double wanted = numberAt(dtype, reference, i), got = numberAt(dtype, device, i);
        if (wanted == got || (std::isnan(wanted) && std::isnan(got))) continue;
        const double error = std::abs(got - wanted);
        const double rank = std::isfinite(error) ? error : endless;
        if (worst && rank <= most) continue;
        worst = i;
        most = rank;
    }
    return worst;
}

}  // namespace pinfold::ui
