// What the plots of an output show, as numbers and words. No widgets.
#pragma once

#include "validate/validate.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

// A bar of the histogram: how many elements are off by [low, high), or by nothing at all where both are 0.
struct ErrorBin {
    double low = 0;
    double high = 0;
    std::int64_t count = 0;
};

// Those of OutputReport::histogram that hold something.
std::vector<ErrorBin> errorBins(const OutputReport& output);

// A part of an axis; low < high.
struct PlotRange {
    double low = 0;
    double high = 1;
};
// Around these values with a margin, never empty.
PlotRange rangeAround(double low, double high);
// Of all references and device values together, so that the line where both are equal is a diagonal.
PlotRange valueRange(const OutputReport& output);
// Of the errors, symmetrical around 0.
PlotRange errorRange(const OutputReport& output);

// The unit of an axis: the element type.
QString unitOf(const OutputReport& output);
// "2,000 of 12,800 elements, evenly taken", and how many differ.
QString plotNote(const OutputReport& output);
// Where a bar is drawn: its bin, or a piece around 0.
PlotRange barOf(const ErrorBin& bin);
// "3 elements off by −2 to −1"
QString binText(const ErrorBin& bin);

}  // namespace pinfold::ui
