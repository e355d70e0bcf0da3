// How quantizations find their tensors.
#pragma once

#include "codegen/codegen.h"

#include <span>
#include <string>

namespace pinfold {

// The keys of a model's ports in a QuantizationTable: "input:x", "output:0:Identity".
std::string inputKey(const Model& model, std::size_t index);
std::string outputKey(const Model& model, std::size_t index);

// The entry of a model's port: that with "<model>:" before its key, else the one without.
QuantizationTable::const_iterator findQuantization(const QuantizationTable& table, const Model& model,
                                                   const std::string& key);

// An error if an entry belongs to no port of the models or to those of several, or does not fit its shape.
Result<void> checkQuantization(std::span<const Model> models, const QuantizationTable& table);

}  // namespace pinfold
