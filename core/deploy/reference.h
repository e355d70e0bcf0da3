// Reference outputs from this computer: the same sources, compiled for the host, with a plan in which nothing overlaps.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"

#include <filesystem>
#include <span>

namespace pinfold {

struct ReferenceRequest {
    std::filesystem::path inputs;
    std::filesystem::path output;  // .npz
    bool everyOperator = false;    // adds op_<index>_<output>, the operators in the archive's order
};

struct ReferenceResult {
    std::int64_t samples = 0;
    std::int64_t arrays = 0;  // written
};

// Of one model or several. Executes code from the archives: the caller has made sure that the user trusts it (trust.h).
// badInput for object files, which run on their own processor only.
Outcome<ReferenceResult> makeReference(std::span<const Model> models, const ReferenceRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
