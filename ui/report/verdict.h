// What a validation came to, in words and a few figures. No widgets.
#pragma once

#include "ui/report/shown_report.h"

#include <QString>

#include <optional>
#include <vector>

namespace pinfold::ui {

// From good to bad.
enum class VerdictKind { passed, notCompared, overflowed, failed };

VerdictKind verdictKind(const ValidationReport& report);
QString verdictTitle(VerdictKind kind);  // "Passed"
QString verdictIcon(VerdictKind kind);   // for icon()

// One of the figures beside the verdict.
struct VerdictFigure {
    QString name;  // stable, for tests: "samples", "accuracy", "referenceAccuracy", "time", "stack"
    QString caption;
    QString value;
    QString help;  // what it means and how it is computed
};

// The sentence after the title: what ran where, and what came of it.
QString verdictSentence(const ValidationReport& report);
std::vector<VerdictFigure> verdictFigures(const ValidationReport& report);

// Where device and reference part, for a validation that failed.
struct FirstDifference {
    Item item;         // the operator; empty if it cannot be said or its model is not open
    QString sentence;  // which it is, its kernel and how it differs; or why that cannot be said
};
std::optional<FirstDifference> firstDifference(const ShownReport& shown);

}  // namespace pinfold::ui
