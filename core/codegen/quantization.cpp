// The file of --quantization, and whether it fits the models.
#include "codegen/quantization.h"
#include "base/json.h"
#include "codegen/codegen.h"

#include <cmath>
#include <limits>

namespace pinfold {
namespace {

Result<Quantization> readOne(const JsonView& view) {
    Quantization quantization;
    PINFOLD_TRY(const auto scales, view.elements("scale"));
    for (const auto& element : scales) {
        PINFOLD_TRY(const double value, element.number());
        const auto scale = static_cast<float>(value);
        if (!std::isfinite(scale) || !(scale > 0)) {
            return badInput("{}: must be a positive 32-bit float, and is {}.", element.where(), value);
        }
        quantization.scale.push_back(scale);
    }
    PINFOLD_TRY(const auto zeroPoints, view.elements("zero_point"));
    for (const auto& element : zeroPoints) {
        using Limits = std::numeric_limits<std::int32_t>;
        PINFOLD_TRY(const std::int64_t value, element.integer(Limits::min(), Limits::max()));
        quantization.zeroPoint.push_back(static_cast<std::int32_t>(value));
    }
    if (quantization.scale.empty() || quantization.scale.size() != quantization.zeroPoint.size()) {
        return badInput("{}: needs as many zero points as scales, at least one; it has {} and {}.", view.where(),
                        quantization.zeroPoint.size(), quantization.scale.size());
    }
    if (view.has("dimension")) {
        PINFOLD_TRY(const std::int64_t dimension, view.integer("dimension", 0, 64));
        quantization.dimension = static_cast<int>(dimension);
    }
    return quantization;
}

Result<void> checkFit(const std::string& key, const Quantization& quantization, const Shape& shape) {
    const std::size_t scales = quantization.scale.size();
    if (scales != quantization.zeroPoint.size() || scales == 0) {
        return badInput("Quantization of {}: needs as many zero points as scales, at least one.", key);
    }
    if (scales == 1) return {};
    const auto dimension = static_cast<std::size_t>(quantization.dimension);
    if (quantization.dimension < 0 || dimension >= shape.size() ||
        shape[dimension] != static_cast<std::int64_t>(scales)) {
        return badInput("Quantization of {}: {} scales do not fit dimension {} of its shape {}.", key, scales,
                        quantization.dimension, toString(shape));
    }
    return {};
}

}  // namespace

std::string inputKey(const Model& model, std::size_t index) { return "input:" + model.inputs[index].name; }

std::string outputKey(const Model& model, std::size_t index) {
    return fmt::format("output:{}:{}", index, model.outputs[index].name);
}

Result<QuantizationTable> readQuantization(std::string_view json, std::string_view file) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file));
    const JsonView root(document, std::string(file));
    PINFOLD_TRY(const JsonView list, root.at("quant"));
    PINFOLD_TRY(const auto members, list.members());
    QuantizationTable table;
    for (const auto& [key, view] : members) {
        PINFOLD_TRY(table[key], readOne(view));
    }
    return table;
}

QuantizationTable::const_iterator findQuantization(const QuantizationTable& table, const Model& model,
                                                   const std::string& key) {
    const auto own = table.find(model.name + ":" + key);
    return own != table.end() ? own : table.find(key);
}

Result<void> checkQuantization(std::span<const Model> models, const QuantizationTable& table) {
    std::map<std::string, std::string> users;  // key in the table → model
    const auto check = [&](const Model& model, const std::string& key, const Port& port) -> Result<void> {
        const auto entry = findQuantization(table, model, key);
        if (entry == table.end()) return {};
        const auto [user, isNew] = users.try_emplace(entry->first, model.name);
        if (!isNew && user->second != model.name) {
            return badInput("Quantization of {0}: both {1} and {2} have that; name the model: {1}:{0}.", key,
                            user->second, model.name);
        }
        return checkFit(key, entry->second, model.tensors[static_cast<std::size_t>(port.tensor)].shape);
    };
    std::string known;
    for (const Model& model : models) {
        for (std::size_t i = 0; i < model.inputs.size(); ++i) {
            PINFOLD_CHECK(check(model, inputKey(model, i), model.inputs[i]));
            known += (known.empty() ? "" : ", ") + inputKey(model, i);
        }
        for (std::size_t i = 0; i < model.outputs.size(); ++i) {
            PINFOLD_CHECK(check(model, outputKey(model, i), model.outputs[i]));
            known += (known.empty() ? "" : ", ") + outputKey(model, i);
        }
    }
    for (const auto& [key, quantization] : table) {
        if (!users.contains(key)) return badInput("Quantization of {}: no model has that. There are {}.", key, known);
    }
    return {};
}

}  // namespace pinfold
