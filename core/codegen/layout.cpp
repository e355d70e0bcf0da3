#include "codegen/layout.h"

#include <algorithm>
#include <bit>
#include <set>
#include <string_view>
#include <unordered_map>

namespace pinfold {
namespace {

// A load hoisted out of a guard misses its tensor by a few rows; this is far more.
constexpr std::int64_t farthestRead = 1 << 20;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

std::int64_t alignTo(std::int64_t value, std::int64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

// Bytes beside a constant that kernels may read and never use.
struct Guard {
    bool used = false;
    std::int64_t before = 0;
    std::int64_t after = 0;
};

Result<std::vector<Guard>> constantGuards(const Model& model) {
    std::vector<Guard> guards(model.parameters.size());
    for (const auto& port : model.outputs) {
        const int parameter = model.tensors[at(port.tensor)].parameter;
        if (parameter >= 0) guards[at(parameter)].used = true;
    }
    for (const auto& op : model.operators) {
        const Kernel& kernel = model.kernels[at(op.kernel)];
        for (std::size_t i = 0; i < op.inputs.size(); ++i) {
            const Tensor& tensor = model.tensors[at(op.inputs[i])];
            if (tensor.parameter < 0) continue;
            Guard& guard = guards[at(tensor.parameter)];
            guard.used = true;
            if (!kernel.read || i >= kernel.arguments.size()) continue;
            guard.before = std::max(guard.before, -kernel.arguments[i].lowestByte);
            guard.after = std::max(guard.after, kernel.arguments[i].endByte - tensor.bytes);
            if (std::max(guard.before, guard.after) > farthestRead) {
                return badInput("{}: operator {} reads more than {} bytes outside of the constant {}.", model.name,
                                op.name, farthestRead, tensor.name);
            }
        }
    }
    return guards;
}

Result<void> placeBuffers(const Model& model, const Plan& plan, ModelLayout& layout) {
    std::vector<std::optional<PoolPlace>> roots(model.tensors.size());
    std::vector<std::vector<std::optional<PoolPlace>>> workspaces(model.operators.size());
    for (std::size_t op = 0; op < model.operators.size(); ++op) {
        workspaces[op].resize(model.kernels[at(model.operators[op].kernel)].workspaces.size());
    }
    layout.objectBlocks.resize(model.operators.size());
    std::set<int> pools;
    for (const auto& buffer : plan.buffers) {
        if (buffer.model != model.name) continue;
        const PoolPlace place{buffer.pool, buffer.offset};
        pools.insert(buffer.pool);
        const bool opFits = buffer.op >= 0 && at(buffer.op) < model.operators.size();
        if (buffer.tensor >= 0 && at(buffer.tensor) < roots.size()) {
            roots[at(buffer.tensor)] = place;
        } else if (opFits && buffer.workspace < 0) {
            layout.objectBlocks[at(buffer.op)] = buffer;
        } else if (opFits && at(buffer.workspace) < workspaces[at(buffer.op)].size()) {
            workspaces[at(buffer.op)][at(buffer.workspace)] = place;
        }
    }
    layout.pools.assign(pools.begin(), pools.end());
    layout.tensors.resize(model.tensors.size());
    for (std::size_t i = 0; i < model.tensors.size(); ++i) {
        const Tensor& tensor = model.tensors[i];
        if (tensor.role == TensorRole::constant) continue;
        layout.tensors[i] = roots[at(rootOf(model, static_cast<int>(i)))];
        if (!layout.tensors[i]) {
            return badInput("The plan has no place for tensor {} of model {}: make a new one.", tensor.name,
                            model.name);
        }
    }
    layout.workspaces.resize(model.operators.size());
    for (std::size_t op = 0; op < workspaces.size(); ++op) {
        for (const auto& place : workspaces[op]) {
            if (!place) {
                return badInput("The plan has no place for a workspace of operator {} of model {}: make a new one.",
                                model.operators[op].name, model.name);
            }
            layout.workspaces[op].push_back(*place);
        }
    }
    return {};
}

}  // namespace

Result<WeightsLayout> layOutWeights(const Model& model) {
    PINFOLD_TRY(const std::vector<Guard> guards, constantGuards(model));
    WeightsLayout layout;
    layout.offsets.assign(model.parameters.size(), -1);
    std::unordered_map<std::string_view, std::int64_t> known;
    std::int64_t end = 0;
    std::int64_t first = 0;  // lowest and highest byte that may be read, relative to the first constant
    std::int64_t last = 0;
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        if (!guards[i].used) continue;
        const std::string& bytes = model.parameters[i].bytes;
        const auto size = static_cast<std::int64_t>(bytes.size());
        const auto alignment =
            static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(std::clamp<std::int64_t>(size, 1, 16))));
        const auto [entry, isNew] = known.try_emplace(bytes, alignTo(end, alignment));
        layout.offsets[i] = entry->second;
        end = std::max(end, entry->second + size);
        first = std::min(first, entry->second - guards[i].before);
        last = std::max(last, entry->second + size + guards[i].after);
    }
    const std::int64_t front = alignTo(-first, 16);
    layout.block.assign(static_cast<std::size_t>(front + std::max(last, end)), '\0');
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        if (layout.offsets[i] < 0) continue;
        layout.offsets[i] += front;
        const std::string& bytes = model.parameters[i].bytes;
        layout.block.replace(static_cast<std::size_t>(layout.offsets[i]), bytes.size(), bytes);
    }
    return layout;
}

Result<ModelLayout> layOutModel(const Model& model, int index, const Plan& plan) {
    ModelLayout layout;
    layout.model = &model;
    layout.index = index;
    std::vector<bool> planned(model.operators.size(), false);
    for (const auto& op : plan.operators) {
        if (op.model != model.name || op.index < 0 || at(op.index) >= planned.size() || planned[at(op.index)]) continue;
        planned[at(op.index)] = true;
        layout.order.push_back(op.index);
    }
    if (layout.order.size() != model.operators.size()) {
        return badInput("The plan does not run every operator of model {} once: make a new one.", model.name);
    }
    PINFOLD_CHECK(placeBuffers(model, plan, layout));
    PINFOLD_TRY(layout.weights, layOutWeights(model));
    return layout;
}

}  // namespace pinfold
