// Buffers that the planner found no place for, from the details of its error.
#pragma once

#include "base/result.h"

#include <QString>

#include <map>
#include <string>
#include <utility>

namespace pinfold::ui {

// By model and by the name that pins have for it without the model's ("const:weights"): why it has no place.
using InfeasibleBuffers = std::map<std::pair<std::string, std::string>, QString>;

// Empty for errors of another kind.
InfeasibleBuffers infeasibleBuffersOf(const Error& error);

}  // namespace pinfold::ui
