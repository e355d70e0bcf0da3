// The truth about a plan, found by letting its operators write and read a memory in which every byte knows its owner.
#pragma once

#include "model/model.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pinfold::test {

// Runs a one-model plan: whoever is touched at a statement must find its own bytes from its first touch on, and outputs
// at the end. A sentence about the first that does not; empty if all is well. Nothing but names, order of operators,
// pools' addresses and offsets is taken from the plan; no buffer may be missing.
std::string corruptionOf(const nlohmann::json& plan, const Model& model);

}  // namespace pinfold::test
