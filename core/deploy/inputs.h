// From file names to values: archives to models, plan files, tensor files.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "board/board.h"
#include "mlf/archive.h"
#include "model/model.h"
#include "plan/plan.h"
#include "validate/samples.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

inline constexpr std::uint64_t largestPlanFile = std::uint64_t{64} << 20;  // bytes

// The models of the archives, in the order given. With `module` (one archive only), the one of that name.
Outcome<std::vector<Model>> loadModels(std::span<const std::filesystem::path> archives,
                                       const std::optional<std::string>& module, const CancelToken& cancel = {},
                                       const ProgressSink& progress = {});

// A plan.json that somebody may have edited: read as readSoundPlan() does.
Outcome<Plan> loadPlan(const std::filesystem::path& file, std::span<const Model> models, const Board& board,
                       const CancelToken& cancel = {});

// What the models' inputs and outputs are called in tensor files.
std::vector<ModelPorts> portsOf(std::span<const Model> models);

// Reads the inputs file and, unless it is empty, the reference file, and fits them to the models: the samples of each.
Outcome<std::vector<Samples>> loadSamples(const std::filesystem::path& inputs, const std::filesystem::path& reference,
                                          std::span<const ModelPorts> models, const CancelToken& cancel = {});

}  // namespace pinfold
