// What is known of an item of the graph, in words: tooltips, and what a screen reader reads.
#pragma once

#include "ui/graph/graph_picture.h"
#include "ui/session/operator_facts.h"

#include <QString>

namespace pinfold::ui {

// As rich text, names escaped. Empty for what the picture does not show.
QString tooltipOf(const GraphPicture& picture, const FactTable& facts, const GraphHit& hit, bool differsFirst);

// "Operator 3, Depthwise convolution, nn_conv2d_add. Output 1×25×5×64 int16. Reads operator 2. Read by operator 4."
QString sentenceOf(const GraphPicture& picture, const Item& item);

}  // namespace pinfold::ui
