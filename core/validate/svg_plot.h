// Plots of the HTML report as inline SVG. Colours come from the page's style sheet. Internal to this folder.
#pragma once

#include "validate/validate.h"

#include <string>

namespace pinfold {

// Text for HTML and for attributes in double quotes; names as shownName() gives them.
std::string htmlText(std::string_view text);

// Reference across, device up, with the line where both are equal.
std::string scatterPlot(const OutputReport& output);
// Bars over device − reference; their heights are logarithms of the counts.
std::string errorHistogram(const OutputReport& output);
// A bar that fills `share` (0 to 1) of its cell.
std::string shareBar(double share);
// Labels down, predictions across, darker for more; for more classes than a table of numbers can show.
std::string confusionMap(const std::vector<std::vector<std::int64_t>>& confusion);

}  // namespace pinfold
