// What the memory timeline says: sums, places and times in words.
#pragma once

#include "ui/memory/timeline_model.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <set>
#include <string>

namespace pinfold::ui {

QString kindName(TimelineKind kind);
// A box's name without what the compiler put before it, and of a workspace without its operator.
QString shortNameOf(const TimelineModel& model, const BoxPlace& place);

// "peak 56,192 B in operator 2: PaddedInput 24,192 + DepthwiseConv2d 32,000"; sizes as they count, rounded up to the
// alignment. The largest few, in the order of execution, then "n more". Where the pool is larger than what is alive
// at any time, the rest is told.
QString peakText(const TimelineModel& model, int band);
// One line for every pool, each with its region's name before it.
QStringList peakTexts(const TimelineModel& model);

// "DTCM", and what is used, free and proven of it.
QString bandText(const TimelineModel& model, int band);

// "operator 2 (fused_nn_conv2d), statement 3, lines 40 to 52"; without the statement where lifetimes are by operator.
QString tickText(const TimelineModel& model, int tick);
// The source lines of a tick's statement; none where it was not read.
std::optional<KernelStatement> statementAt(const TimelineModel& model, int tick);

// All there is to know of a box, as rich text.
QString boxText(const TimelineModel& model, const BoxPlace& place);
// Of an operator, as rich text.
QString operatorText(const TimelineModel& model, const Item& op);

// The buffers that a failed plan could not place ("model:name", constants "model:const:name"); empty for other errors.
std::set<std::string> infeasible(const Error& error);

}  // namespace pinfold::ui
