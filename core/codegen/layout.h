// Where everything of one model lies: what the plan and the weights file say, looked up once for the code writers.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "model/model.h"
#include "plan/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace pinfold {

// A model's constants, packed into one block of flash.
struct WeightsLayout {
    std::vector<std::int64_t> offsets;  // per Model::parameters; -1: nothing reads it, so it is left out
    std::string block;                  // with guards before and after it for speculative reads; aligned to 16
};

// The block of storeConstants(), filled in; its errors.
Result<WeightsLayout> layOutWeights(const Model& model, const CancelToken& cancel);

struct PoolPlace {
    int pool = 0;             // Pool::id
    std::int64_t offset = 0;  // bytes, from Pool::address
};

// A constant that is copied from flash to RAM before its model runs.
struct CopiedConstant {
    std::int64_t from = 0;  // in WeightsLayout::block
    PoolPlace to;
    std::int64_t bytes = 0;
};

// One model of a project.
struct ModelLayout {
    const Model* model = nullptr;
    int index = 0;                                   // among the project's models
    std::vector<int> order;                          // operators as they are executed
    std::vector<std::optional<PoolPlace>> tensors;   // per tensor: its root's place; none for constants in flash
    std::vector<std::vector<PoolPlace>> workspaces;  // per operator: one per Kernel::workspaces
    std::vector<std::optional<PlannedBuffer>> objectBlocks;  // per operator: the block of an object file's kernel
    std::vector<int> pools;                                  // that this model uses, ascending
    WeightsLayout weights;
    std::vector<CopiedConstant> copies;
};

// An error if the plan lacks a place for something that the model needs. Cancelled: brokenOff().
Result<ModelLayout> layOutModel(const Model& model, int index, const Plan& plan, const CancelToken& cancel);

}  // namespace pinfold
