#include "codegen/layout.h"

#include "base/index.h"
#include "model/stored_constants.h"

#include <set>
#include <utility>

namespace pinfold {
namespace {

// Constants that the plan has in RAM: their places go to `roots`.
Result<void> placeConstants(const Model& model, const Plan& plan, std::vector<std::optional<PoolPlace>>& roots,
                            ModelLayout& layout) {
    for (const auto& constant : plan.constants) {
        if (constant.model != model.name || constant.pool < 0) continue;
        if (constant.tensor < 0 || at(constant.tensor) >= roots.size() ||
            model.tensors[at(constant.tensor)].parameter < 0) {
            return badInput("The plan copies a constant {} to RAM that model {} does not have: make a new one.",
                            constant.name, model.name);
        }
        const Tensor& tensor = model.tensors[at(constant.tensor)];
        const std::int64_t from = layout.weights.offsets[at(tensor.parameter)];
        if (from < 0) continue;
        const PoolPlace place{constant.pool, constant.offset};
        roots[at(constant.tensor)] = place;
        layout.copies.push_back({from, place, tensor.bytes});
    }
    return {};
}

Result<void> placeBuffers(const Model& model, const Plan& plan, ModelLayout& layout) {
    std::vector<std::optional<PoolPlace>> roots(model.tensors.size());
    PINFOLD_CHECK(placeConstants(model, plan, roots, layout));
    std::vector<std::vector<std::optional<PoolPlace>>> workspaces(model.operators.size());
    for (std::size_t op = 0; op < model.operators.size(); ++op) {
        workspaces[op].resize(model.kernels[at(model.operators[op].kernel)].workspaces.size());
    }
    layout.objectBlocks.resize(model.operators.size());
    std::set<int> pools;
    for (const CopiedConstant& copy : layout.copies) pools.insert(copy.to.pool);
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
        layout.tensors[i] = roots[at(rootOf(model, static_cast<int>(i)))];
        if (!layout.tensors[i] && tensor.role != TensorRole::constant) {
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

Result<WeightsLayout> layOutWeights(const Model& model, const CancelToken& cancel) {
    PINFOLD_TRY(StoredConstants stored, storeConstants(model, cancel));
    WeightsLayout layout;
    layout.block.assign(static_cast<std::size_t>(stored.bytes), '\0');
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        if (stored.offsets[i] < 0) continue;
        if (cancel.cancelled()) return brokenOff();
        const std::string& bytes = model.parameters[i].bytes;
        layout.block.replace(static_cast<std::size_t>(stored.offsets[i]), bytes.size(), bytes);
    }
    layout.offsets = std::move(stored.offsets);
    return layout;
}

Result<ModelLayout> layOutModel(const Model& model, int index, const Plan& plan, const CancelToken& cancel) {
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
    PINFOLD_TRY(layout.weights, layOutWeights(model, cancel));
    PINFOLD_CHECK(placeBuffers(model, plan, layout));
    return layout;
}

}  // namespace pinfold
