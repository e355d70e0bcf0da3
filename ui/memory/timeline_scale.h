// From ticks and bytes to pixels and back, and the marks of the timeline's head.
#pragma once

#include "ui/memory/timeline_model.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

// Horizontal: `first` is the tick at pixel `left`.
struct TickScale {
    double first = 0;
    double left = 0;
    double pixelsPerTick = 1;  // > 0

    [[nodiscard]] double x(double tick) const { return left + (tick - first) * pixelsPerTick; }
    [[nodiscard]] double tick(double x) const { return first + (x - left) / pixelsPerTick; }
};

// A stretch of the head with its label.
struct HeadCell {
    double left = 0;  // pixels
    double right = 0;
    QString label;         // not elided
    QString shortLabel{};  // where that does not fit
    bool operator==(const HeadCell&) const = default;
};

// The operators between two pixels; where they are too narrow to be labelled, only some of them.
std::vector<HeadCell> operatorCells(const TimelineModel& model, const TickScale& scale, double from, double to);
// The statements between two pixels, or where they are too narrow, ticks at round numbers.
std::vector<HeadCell> statementCells(const TimelineModel& model, const TickScale& scale, double from, double to);
// The models between two pixels; empty if there is one only.
std::vector<HeadCell> modelCells(const TimelineModel& model, const TickScale& scale, double from, double to);

// How many whole lines of text (two at most) a box of this height has room for; `line` > 0, all in pixels.
int linesThatFit(double height, double line);

// The smallest of 1, 2, 5, 10, 20, 50 … that is at least `least`; at most a billion, and 1 for what is no number.
int roundStep(double least);
// The smallest power of two that is at least `least`: a step for bytes and addresses. At most 2^62, and 1 for what is
// no number.
double byteStep(double least);

}  // namespace pinfold::ui
