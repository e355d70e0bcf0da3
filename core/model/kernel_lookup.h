// Finds the kernels that a model's operators call, in its C sources and object files.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pinfold {

// Fills model.kernels, Operator::kernel and objectWorkspaceBytes. `functions` names each operator's kernel, in the
// order of model.operators; `workspaces` is metadata's by kernel. An error (without the model's name) names kernels
// that are missing, are there twice, take another number of arguments, or cannot run, and functions that object files
// need and no file defines, or is brokenOff().
Result<void> findKernels(Model& model, const std::vector<std::string>& functions,
                         const std::map<std::string, std::int64_t>& workspaces, const CancelToken& cancel,
                         const ProgressSink& progress);

}  // namespace pinfold
