// What can be counted about operators: what the graph is coloured by and searched for.
#pragma once

#include "ui/session/operator_kind.h"
#include "ui/session/session.h"

#include <array>
#include <vector>

namespace pinfold::ui {

// All are of one inference. What is not known is NaN.
struct OperatorFacts {
    OperatorKind kind = OperatorKind::other;
    double bytes = 0;       // of its outputs and workspaces: what it needs RAM for
    double workspace = 0;   // bytes of its workspaces
    double parameters = 0;  // bytes of the constants that it reads
    double macs = 0;        // multiply-accumulates
    double cycles = 0;      // measured on the device, in ticks of its timer
    double error = 0;       // of its worst output: ‖reference − device‖ / ‖reference‖
};

// By model and operator.
using FactTable = std::vector<std::vector<OperatorFacts>>;
FactTable operatorFacts(const Models& models, const Session::Reports* reports);

// The report of a model; null if there is none.
const ValidationReport* reportOf(const Session::Reports* reports, const Model& model);
// The operator that the report names as the first that differs from the reference, or -1.
int firstDiffering(const Session::Reports* reports, const Model& model);

enum class ColourMode { kind, cycles, macs, bytes, error };
inline constexpr std::array colourModes{ColourMode::kind, ColourMode::cycles, ColourMode::macs, ColourMode::bytes,
                                        ColourMode::error};
QString labelOf(ColourMode mode);
// What the colours mean and where the numbers come from, in a sentence or two.
QString helpOf(ColourMode mode);

// How a mode's numbers become colours.
struct ColourScale {
    ColourMode mode = ColourMode::kind;
    double highest = 0;   // of all operators; 0: nobody has a number
    double timerHz = 0;   // cycles: of the device's timer
    QString unavailable;  // why there is nothing to show; empty: there is

    [[nodiscard]] double valueOf(const OperatorFacts& facts) const;
    // In [0, 1]; NaN for what is not known. Linear from 0 to `highest`; errors by powers of ten, from 1e-6 to 1.
    [[nodiscard]] double shareOf(double value) const;
    // The number with its unit: "12,345 cycles".
    [[nodiscard]] QString textOf(double value) const;
};
ColourScale colourScale(ColourMode mode, const Models& models, const FactTable& facts, const Session::Reports* reports);

}  // namespace pinfold::ui
