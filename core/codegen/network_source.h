// The C sources of one model: its descriptors and headers.
#pragma once

#include "codegen/codegen.h"
#include "codegen/layout.h"

#include <string>

namespace pinfold {

// What the writers of a model's sources need.
struct NetworkSpec {
    const ModelLayout* layout = nullptr;
    const Plan* plan = nullptr;
    const GenerateOptions* options = nullptr;
};

// Bytes of all pools that the model uses, with their guards: what ai_get_activations_size() gives.
std::int64_t activationBytes(const NetworkSpec& spec);
// That memory which the application supplies must have; 8 where the plan's alignment is the usual 16, so that malloc'ed
// memory will do: no kernel needs more than its widest element.
std::int64_t activationAlignment(const Plan& plan);

// model/<symbol>_network.c: all descriptors, the step table, the ai_model_info.
std::string networkSource(const NetworkSpec& spec);
// model/<symbol>.h: what applications include.
std::string modelHeader(const NetworkSpec& spec);
// model/<symbol>_data.h: access to the weights.
std::string dataHeader(const Model& model);

}  // namespace pinfold
