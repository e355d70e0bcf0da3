#include "ui/session/operator_facts.h"

#include "base/index.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace pinfold::ui {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double decades = 6;  // of errors that have colours of their own, below 1

double workspaceBytes(const Kernel& kernel) {
    double bytes = 0;
    for (const KernelWorkspace& workspace : kernel.workspaces) bytes += static_cast<double>(workspace.bytes);
    return bytes;
}

OperatorFacts factsOfOperator(const Model& model, const Operator& op, OperatorKind kind) {
    const Kernel& kernel = model.kernels[at(op.kernel)];
    OperatorFacts facts;
    facts.kind = kind;
    facts.workspace = workspaceBytes(kernel);
    facts.bytes = facts.workspace;
    for (const int output : op.outputs) facts.bytes += static_cast<double>(model.tensors[at(output)].bytes);
    std::set<int> seen;
    for (const int input : op.inputs) {
        const Tensor& tensor = model.tensors[at(rootOf(model, input))];
        const bool isNew = tensor.role == TensorRole::constant && seen.insert(rootOf(model, input)).second;
        if (isNew) facts.parameters += static_cast<double>(tensor.bytes);
    }
    facts.macs = kernel.macs ? static_cast<double>(*kernel.macs) : unknown;
    facts.cycles = facts.error = unknown;
    return facts;
}

void addMeasured(std::vector<OperatorFacts>& facts, const ValidationReport& report) {
    for (const OperatorReport& measured : report.operators) {
        if (measured.index < 0 || at(measured.index) >= facts.size()) continue;
        OperatorFacts& fact = facts[at(measured.index)];
        if (report.profiledSamples > 0) fact.cycles = measured.meanTicks;
        if (!measured.metrics) continue;
        fact.error = measured.metrics->mismatches == 0 ? 0 : measured.metrics->l2r.value_or(unknown);
    }
}

double highestOf(ColourMode mode, const FactTable& facts) {
    const ColourScale scale{mode, 0, 0, {}};
    double highest = unknown;
    for (const auto& model : facts) {
        for (const OperatorFacts& fact : model) highest = std::fmax(highest, scale.valueOf(fact));
    }
    return highest;
}

QString whyUnavailable(ColourMode mode, const Session::Reports* reports) {
    switch (mode) {
        case ColourMode::kind:
        case ColourMode::bytes: return {};
        case ColourMode::macs: return say("The archive holds object files: their multiply-accumulates are not known.");
        case ColourMode::cycles:
            return reports ? say("The last validation did not measure operators.")
                           : say("Validate on a board first: cycles are measured there.");
        case ColourMode::error:
            return reports ? say("The last validation compared no operators: it passed, or its reference holds the "
                                 "model's outputs only (Make Reference keeps every operator's).")
                           : say("Validate with a reference that holds every operator's outputs first.");
    }
    return {};
}

}  // namespace

const ValidationReport* reportOf(const Session::Reports* reports, const Model& model) {
    if (!reports) return nullptr;
    const auto found = std::find_if(reports->begin(), reports->end(),
                                    [&](const ValidationReport& report) { return report.model == model.name; });
    return found == reports->end() ? nullptr : &*found;
}

int firstDiffering(const Session::Reports* reports, const Model& model) {
    const ValidationReport* report = reportOf(reports, model);
    if (!report || !report->firstDifferingOperator) return -1;
    const int index = report->operators[at(*report->firstDifferingOperator)].index;
    return index >= 0 && at(index) < model.operators.size() ? index : -1;
}

FactTable operatorFacts(const Models& models, const Session::Reports* reports) {
    FactTable table;
    for (const Model& model : models) {
        std::vector<OperatorKind> kinds;
        for (const Kernel& kernel : model.kernels) kinds.push_back(kindOf(kernel));
        std::vector<OperatorFacts>& facts = table.emplace_back();
        for (const Operator& op : model.operators) facts.push_back(factsOfOperator(model, op, kinds[at(op.kernel)]));
        if (const ValidationReport* report = reportOf(reports, model)) addMeasured(facts, *report);
    }
    return table;
}

QString labelOf(ColourMode mode) {
    switch (mode) {
        case ColourMode::kind: return say("Kind");
        case ColourMode::cycles: return say("Cycles measured");
        case ColourMode::macs: return say("Multiply-accumulates");
        case ColourMode::bytes: return say("Bytes");
        case ColourMode::error: return say("Error against reference");
    }
    return {};
}

QString helpOf(ColourMode mode) {
    switch (mode) {
        case ColourMode::kind: return say("What an operator does, by the name of its kernel.");
        case ColourMode::cycles:
            return say(
                "Time of an operator in the last validation, mean over the profiled samples, in ticks of the "
                "device's timer. On boards with a cycle counter a tick is a cycle.");
        case ColourMode::macs: return say("Multiply-accumulates of one inference, counted in the kernel's source.");
        case ColourMode::bytes:
            return say(
                "Bytes of an operator's outputs and workspaces: what it needs RAM for. Parameters do not count.");
        case ColourMode::error:
            return say(
                "Length of the difference between reference and device, divided by the length of the "
                "reference, of the operator's worst output. Each step of colour is a power of ten.");
    }
    return {};
}

double ColourScale::valueOf(const OperatorFacts& facts) const {
    switch (mode) {
        case ColourMode::kind: return static_cast<double>(facts.kind);
        case ColourMode::cycles: return facts.cycles;
        case ColourMode::macs: return facts.macs;
        case ColourMode::bytes: return facts.bytes;
        case ColourMode::error: return facts.error;
    }
    return unknown;
}

double ColourScale::shareOf(double value) const {
    if (std::isnan(value)) return unknown;
    if (value <= 0) return 0;
    if (mode == ColourMode::error) return std::clamp((std::log10(value) + decades) / decades, 0.0, 1.0);
    return highest > 0 ? std::clamp(value / highest, 0.0, 1.0) : 0;
}

QString ColourScale::textOf(double value) const {
    if (std::isnan(value)) return say("not known");
    switch (mode) {
        case ColourMode::kind: return labelOf(static_cast<OperatorKind>(static_cast<int>(value)));
        case ColourMode::cycles: return say("%1 cycles").arg(countText(std::llround(value)));
        case ColourMode::macs: return say("%1 MAC").arg(countText(std::llround(value)));
        case ColourMode::bytes: return bytesText(std::llround(value));
        case ColourMode::error: return QString::number(value, 'g', 3);
    }
    return {};
}

ColourScale colourScale(ColourMode mode, const Models& models, const FactTable& facts,
                        const Session::Reports* reports) {
    ColourScale scale{mode, 0, 0, {}};
    const double highest = highestOf(mode, facts);
    if (std::isnan(highest)) scale.unavailable = whyUnavailable(mode, reports);
    scale.highest = std::isnan(highest) ? 0 : highest;
    for (const Model& model : models) {
        const ValidationReport* report = reportOf(reports, model);
        if (report) scale.timerHz = std::max(scale.timerHz, static_cast<double>(report->timerHz));
    }
    return scale;
}

}  // namespace pinfold::ui
