#include "codegen/descriptors.h"

#include "base/index.h"
#include "codegen/c_text.h"
#include "codegen/pool_sections.h"
#include "codegen/quantization.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pinfold {
namespace {

std::string_view typeCode(DType type) {
    if (isFloat(type)) return "kDLFloat";
    return isSigned(type) ? "kDLInt" : "kDLUInt";
}

int bitsOf(DType type) { return type == DType::boolean ? 1 : 8 * bytesOf(type); }

}  // namespace

DescriptorWriter::DescriptorWriter(const NetworkSpec& spec) : spec_(spec) {}

std::string DescriptorWriter::address(const PoolPlace& place) const {
    if (spec_.options->activations == Activations::supplied) {
        return fmt::format("(uint8_t *)(uintptr_t){}u", place.offset);
    }
    for (const auto& pool : spec_.plan->pools) {
        if (pool.id != place.pool || bytesWithGuards(pool) == 0) continue;
        return fmt::format("pinfold_pool_{} + {}", pool.id, pool.guardBefore + place.offset);
    }
    return "NULL";
}

bool DescriptorWriter::patched(int tensor) const {
    return spec_.options->activations == Activations::supplied && spec_.layout->tensors[at(tensor)].has_value();
}

std::string DescriptorWriter::storage(int tensor) const { return patched(tensor) ? "static" : "static const"; }

void DescriptorWriter::addPatch(int tensor, const std::string& dltensor) {
    if (!patched(tensor)) return;
    patches_.push_back(fmt::format("{{&{}.data, {}u}}", dltensor, spec_.layout->tensors[at(tensor)]->offset));
}

std::string DescriptorWriter::shape(const Shape& extents) {
    if (extents.empty()) return "NULL";
    const auto [entry, isNew] = shapes_.try_emplace(extents, fmt::format("shape_{}", shapes_.size()));
    if (isNew) text_ += fmt::format("static const int64_t {}[] = {{{}}};\n", entry->second, fmt::join(extents, ", "));
    return "(int64_t *)" + entry->second;
}

std::string DescriptorWriter::tensorInitialiser(int index) {
    const Tensor& tensor = spec_.layout->model->tensors[at(index)];
    const auto& place = spec_.layout->tensors[at(index)];
    std::string data = "NULL";
    if (!place) {
        data = fmt::format("(void *)({}_weights + {})", spec_.layout->model->symbol,
                           spec_.layout->weights.offsets[at(tensor.parameter)]);
    } else if (!patched(index)) {
        data = address(*place);
    }
    return fmt::format("{{{}, {{kDLCPU, {}}}, {}, {{{}, {}, 1}}, {}, NULL, 0}}", data, spec_.layout->index,
                       tensor.shape.size(), typeCode(tensor.dtype), bitsOf(tensor.dtype), shape(tensor.shape));
}

std::string DescriptorWriter::quantization(const std::string& key, const std::string& owner) {
    const auto found = findQuantization(spec_.options->quantization, *spec_.layout->model, key);
    if (found == spec_.options->quantization.end()) return "NULL";
    const Quantization& quantization = found->second;
    std::vector<std::string> scales;
    for (const float scale : quantization.scale) scales.push_back(cFloat(scale));
    text_ += fmt::format("static const float {}_scale[] = {{{}}};\n", owner, fmt::join(scales, ", "));
    text_ +=
        fmt::format("static const int32_t {}_zero_point[] = {{{}}};\n", owner, fmt::join(quantization.zeroPoint, ", "));
    const int dimension = quantization.scale.size() == 1 ? -1 : quantization.dimension;
    text_ += fmt::format(
        "static const ai_quantization_info {0}_quant = {{(float *){0}_scale, (int32_t *){0}_zero_point, {1}}};\n",
        owner, dimension);
    return fmt::format("(ai_quantization_info *)&{}_quant", owner);
}

std::string DescriptorWriter::port(const std::string& name, int tensor, const std::string& key) {
    const std::string quant = quantization(key, name);
    const std::string initialiser = tensorInitialiser(tensor);
    text_ += fmt::format("{} ai_tensor {} = {{{}, {}}};\n", storage(tensor), name, initialiser, quant);
    addPatch(tensor, name + ".dltensor");
    arguments_.try_emplace(tensor, fmt::format("&{}.dltensor", name));
    return name;
}

std::string DescriptorWriter::argument(int tensor) {
    const auto known = arguments_.find(tensor);
    if (known != arguments_.end()) return known->second;
    const std::string name = fmt::format("tensor_{}", tensor);
    const std::string initialiser = tensorInitialiser(tensor);
    text_ += fmt::format("{} DLTensor {} = {};\n", storage(tensor), name, initialiser);
    addPatch(tensor, name);
    return arguments_[tensor] = "&" + name;
}

}  // namespace pinfold
