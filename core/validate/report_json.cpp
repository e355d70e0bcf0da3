#include "validate/report.h"
#include "validate/report_words.h"

#include <cmath>

namespace pinfold {
namespace {

// The figures that an output and an operator share; all null without a comparison.
void addMetrics(const std::optional<Metrics>& metrics, OrderedJson& json) {
    const Metrics& known = metrics ? *metrics : Metrics{};
    json["max_abs_error"] = orNull(known.maxAbsError);
    json["rmse"] = orNull(known.rmse);
    json["mae"] = orNull(known.mae);
    json["l2r"] = orNull(known.l2r);
    json["cosine"] = orNull(known.cosine);
    json["mismatches"] = metrics ? OrderedJson(known.mismatches) : OrderedJson(nullptr);
    json["passed"] = metrics ? OrderedJson(known.passed) : OrderedJson(nullptr);
}

OrderedJson outputsJson(const ValidationReport& report) {
    OrderedJson outputs = OrderedJson::array();
    for (const OutputReport& output : report.outputs) {
        OrderedJson json;
        json["name"] = shownName(output.name);
        addMetrics(output.metrics, json);
        json["elements"] = output.metrics ? OrderedJson(output.metrics->elements) : OrderedJson(nullptr);
        json["dtype"] = nameOf(output.dtype);
        json["shape"] = output.shape;
        outputs.push_back(std::move(json));
    }
    return outputs;
}

OrderedJson timingJson(const ValidationReport& report) {
    const bool profiled = report.profiledSamples > 0;
    OrderedJson json;
    json["timer_hz"] = report.timerHz;
    json["profiled_samples"] = report.profiledSamples;
    json["ticks_per_inference"] = profiled ? OrderedJson(report.ticksPerInference) : OrderedJson(nullptr);
    json["seconds_per_inference"] = profiled && report.timerHz > 0
                                        ? OrderedJson(report.ticksPerInference / static_cast<double>(report.timerHz))
                                        : OrderedJson(nullptr);
    json["host_seconds"] = report.hostSeconds;
    return json;
}

OrderedJson operatorsJson(const ValidationReport& report) {
    OrderedJson operators = OrderedJson::array();
    for (const OperatorReport& figures : report.operators) {
        OrderedJson json;
        json["index"] = figures.index;
        json["name"] = shownName(figures.name);
        json["ticks"] = report.profiledSamples > 0 ? OrderedJson(figures.meanTicks) : OrderedJson(nullptr);
        if (figures.metrics) addMetrics(figures.metrics, json);
        operators.push_back(std::move(json));
    }
    return operators;
}

OrderedJson firstDifferingJson(const ValidationReport& report) {
    if (!report.firstDifferingOperator) return nullptr;
    const OperatorReport& first = report.operators[static_cast<std::size_t>(*report.firstDifferingOperator)];
    OrderedJson json = {{"index", first.index}, {"name", shownName(first.name)}};
    addMetrics(first.metrics, json);
    return json;
}

OrderedJson stackJson(const StackUse& stack) {
    return {{"reserved_bytes", stack.reserved}, {"used_bytes", stack.used}, {"intact", stack.intact}};
}

// Where it was made; null if nobody knows.
OrderedJson referenceJson(const ValidationReport& report) {
    if (report.referenceMadeOn.empty()) return nullptr;
    return {{"made_on", shownName(report.referenceMadeOn)}, {"independent", !isOwnReference(report)}};
}

// What a report says of its model alone.
void addModelKeys(const ValidationReport& report, OrderedJson& json) {
    json["timing"] = timingJson(report);
    json["board"] = shownName(report.board);
    json["model"] = shownName(report.model);
    json["tolerance"] = report.tolerance;
    json["reference"] = referenceJson(report);
    json["reference_accuracy"] = orNull(report.referenceAccuracy);
    json["worst_sample"] = orNull(report.worstSample);
    json["first_differing_operator"] = firstDifferingJson(report);
    json["localisation"] =
        report.localisation.empty() ? OrderedJson(nullptr) : OrderedJson(shownName(report.localisation));
}

OrderedJson oneModelJson(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    OrderedJson json;
    json["samples"] = report.samples;
    json["passed"] = orNull(report.passed);
    json["accuracy"] = orNull(report.accuracy);
    json["outputs"] = outputsJson(report);
    json["firmware"] = firmware ? firmwareJson(*firmware) : OrderedJson(nullptr);
    addModelKeys(report, json);
    json["stack"] = stackJson(report.stack);
    json["confusion"] = report.confusion.empty() ? OrderedJson(nullptr) : OrderedJson(report.confusion);
    json["operators"] = operatorsJson(report);
    return json;
}

// Each element with the model that it belongs to, first.
void append(const ValidationReport& report, const OrderedJson& elements, OrderedJson& all) {
    for (const OrderedJson& element : elements) {
        OrderedJson json = {{"model", shownName(report.model)}};
        json.update(element);
        all.push_back(std::move(json));
    }
}

// The sum over the models: each runs once.
OrderedJson totalTiming(std::span<const ValidationReport> reports) {
    ValidationReport total;
    total.timerHz = reports.front().timerHz;
    total.hostSeconds = reports.front().hostSeconds;
    total.profiledSamples = reports.front().profiledSamples;
    for (const ValidationReport& report : reports) total.ticksPerInference += report.ticksPerInference;
    return timingJson(total);
}

OrderedJson allModelsJson(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware) {
    OrderedJson outputs = OrderedJson::array();
    OrderedJson operators = OrderedJson::array();
    OrderedJson models = OrderedJson::array();
    for (const ValidationReport& report : reports) {
        append(report, outputsJson(report), outputs);
        append(report, operatorsJson(report), operators);
        OrderedJson model = oneModelJson(report, std::nullopt);
        for (const auto* shared : {"samples", "firmware", "stack", "board", "outputs", "operators"}) {
            model.erase(shared);
        }
        models.push_back(std::move(model));
    }
    OrderedJson json;
    json["samples"] = reports.front().samples;
    json["passed"] = orNull(allPassed(reports));
    json["accuracy"] = nullptr;
    json["outputs"] = std::move(outputs);
    json["firmware"] = firmware ? firmwareJson(*firmware) : OrderedJson(nullptr);
    json["timing"] = totalTiming(reports);
    json["board"] = shownName(reports.front().board);
    json["tolerance"] = reports.front().tolerance;
    json["stack"] = stackJson(reports.front().stack);
    json["models"] = std::move(models);
    json["operators"] = std::move(operators);
    return json;
}

}  // namespace

OrderedJson firmwareJson(const FirmwareFigures& firmware) {
    OrderedJson json = {{"flash_bytes", firmware.flashBytes}, {"ram_bytes", firmware.ramBytes}};
    json["regions"] = OrderedJson::array();
    for (const RegionUse& region : firmware.regions) {
        json["regions"].push_back({{"name", shownName(region.region)},
                                   {"capacity", region.capacity},
                                   {"bytes", region.total()},
                                   {"weights", region.weights},
                                   {"kernels", region.kernels},
                                   {"descriptors", region.descriptors},
                                   {"runtime", region.runtime},
                                   {"pools", region.pools},
                                   {"stack", region.stack}});
    }
    return json;
}

OrderedJson reportJson(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware) {
    return reports.size() == 1 ? oneModelJson(reports.front(), firmware) : allModelsJson(reports, firmware);
}

}  // namespace pinfold
