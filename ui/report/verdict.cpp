#include "ui/report/verdict.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace pinfold::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Validation)
};

QString samplesText(std::int64_t samples) {
    return samples == 1 ? Words::tr("1 sample") : Words::tr("%1 samples").arg(countText(samples));
}

VerdictFigure samplesFigure(const ValidationReport& report) {
    return {QStringLiteral("samples"), Words::tr("Samples"), countText(report.samples),
            Words::tr("Sets of inputs that the device ran, one inference each. The whole run took %1 on this computer.")
                .arg(durationText(report.hostSeconds))};
}

QString rightOf(double share, std::int64_t samples) {
    return Words::tr("%1 of %2 right")
        .arg(countText(std::llround(share * static_cast<double>(samples))), countText(samples));
}

VerdictFigure accuracyFigure(const ValidationReport& report) {
    return {QStringLiteral("accuracy"), Words::tr("Accuracy of the device"), percentText(*report.accuracy, 2),
            Words::tr("%1: samples whose largest element of the first output is at the label's index, the first among "
                      "equals.")
                .arg(rightOf(*report.accuracy, report.samples))};
}

VerdictFigure referenceFigure(const ValidationReport& report) {
    return {QStringLiteral("referenceAccuracy"), Words::tr("of the reference"),
            percentText(*report.referenceAccuracy, 2),
            Words::tr("%1, counted in the same way from the reference's outputs.")
                .arg(rightOf(*report.referenceAccuracy, report.samples))};
}

VerdictFigure timeFigure(const ValidationReport& report) {
    const QString ticks = countText(std::llround(report.ticksPerInference));
    const QString mean = Words::tr("Mean of %1, from the device's own timer.").arg(samplesText(report.profiledSamples));
    if (report.timerHz <= 0) {
        return {QStringLiteral("time"), Words::tr("Cycles per inference"), ticks,
                mean + u' ' + Words::tr("The device did not tell how fast it runs.")};
    }
    const double seconds = report.ticksPerInference / static_cast<double>(report.timerHz);
    return {
        QStringLiteral("time"), Words::tr("Time per inference"), durationText(seconds),
        Words::tr("%1 cycles of a timer of %2 MHz.").arg(ticks, numberText(static_cast<double>(report.timerHz) / 1e6)) +
            u' ' + mean};
}

VerdictFigure stackFigure(const ValidationReport& report) {
    const StackUse& stack = report.stack;
    if (!stack.intact) {
        return {QStringLiteral("stack"), Words::tr("Stack"), Words::tr("overflowed"),
                Words::tr("More than the reserved %1 were used, and memory below was overwritten. Reserve more.")
                    .arg(bytesText(stack.reserved))};
    }
    return {
        QStringLiteral("stack"), Words::tr("Stack"),
        Words::tr("%1 of %2").arg(countText(stack.used), bytesText(stack.reserved)),
        Words::tr("Deepest use since the device started, of what the plan reserves. The guard at its end is intact.")};
}

// What the reference is worth, where it was made on the board that it is compared with; it stands after a sentence.
QString referenceNote(const ValidationReport& report) {
    if (!isOwnReference(report)) return {};
    return u' ' + Words::tr(
                      "The reference was made on this same board: it tells whether plan and firmware keep the "
                      "outputs, but is no independent witness that the board computes them right.");
}

QStringList differingOutputs(const ValidationReport& report) {
    QStringList names;
    for (const OutputReport& output : report.outputs) {
        if (output.metrics && !output.metrics->passed) names.append(QString::fromStdString(output.name));
    }
    return names;
}

}  // namespace

VerdictKind verdictKind(const ValidationReport& report) {
    if (outputsDiffer(report)) return VerdictKind::failed;
    if (!report.stack.intact) return VerdictKind::overflowed;
    return report.passed ? VerdictKind::passed : VerdictKind::notCompared;
}

QString verdictTitle(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::passed: return Words::tr("Passed");
        case VerdictKind::notCompared: return Words::tr("Not compared");
        case VerdictKind::overflowed: return Words::tr("Stack overflowed");
        case VerdictKind::failed: return Words::tr("Failed");
    }
    return {};
}

QString verdictIcon(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::passed: return QStringLiteral("data-success");
        case VerdictKind::notCompared: return QStringLiteral("data-information");
        case VerdictKind::overflowed: return QStringLiteral("data-warning");
        case VerdictKind::failed: return QStringLiteral("data-error");
    }
    return {};
}

QString verdictSentence(const ValidationReport& report) {
    const QString what = Words::tr("%1 on %2, %3: ")
                             .arg(QString::fromStdString(report.model), QString::fromStdString(report.board),
                                  samplesText(report.samples));
    switch (verdictKind(report)) {
        case VerdictKind::passed:
            return what + Words::tr("all outputs agree with the reference.") + referenceNote(report);
        case VerdictKind::notCompared: return what + Words::tr("there was no reference to compare the outputs with.");
        case VerdictKind::overflowed:
            return what + Words::tr(
                              "the stack overflowed and memory was overwritten; the outputs are right by luck, "
                              "if they are.");
        case VerdictKind::failed: break;
    }
    const QStringList names = differingOutputs(report);
    const QString overflow =
        report.stack.intact ? QString() : Words::tr(" The stack overflowed and memory was overwritten.");
    const QString differ = names.size() == 1 ? Words::tr("the output “%1” differs from the reference.")
                                             : Words::tr("these outputs differ from the reference: %1.");
    return what + differ.arg(names.join(QStringLiteral(", "))) + overflow + referenceNote(report);
}

std::vector<VerdictFigure> verdictFigures(const ValidationReport& report) {
    std::vector<VerdictFigure> figures = {samplesFigure(report)};
    if (report.accuracy) figures.push_back(accuracyFigure(report));
    if (report.referenceAccuracy) figures.push_back(referenceFigure(report));
    if (report.profiledSamples > 0) figures.push_back(timeFigure(report));
    if (report.stack.reserved > 0) figures.push_back(stackFigure(report));
    return figures;
}

std::optional<FirstDifference> firstDifference(const ShownReport& shown) {
    if (!shown || shown.report().localisation.empty()) return {};
    const ValidationReport& report = shown.report();
    FirstDifference difference{{}, QString::fromStdString(report.localisation)};
    if (!report.firstDifferingOperator) return difference;
    const int row = *report.firstDifferingOperator;
    difference.item = shown.operatorItem(row);
    const QString kernel = shown.kernel(row);
    const std::string& name = report.operators[static_cast<std::size_t>(row)].name;
    if (!kernel.isEmpty() && kernel != QString::fromStdString(name)) {
        difference.sentence += u' ' + Words::tr("Its kernel is %1.").arg(kernel);
    }
    return difference;
}

}  // namespace pinfold::ui
