// Reference outputs: the archives' kernels with a plan in which nothing overlaps, run on an emulated board, which needs
// nobody's trust, or on this computer, in a sandbox.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace pinfold {

struct ReferenceRequest {
    std::filesystem::path inputs;
    std::filesystem::path output;  // .npz
    bool everyOperator = false;    // adds op_<index>_<output>, the operators in the archive's order
    // An emulated board, by id or file, or anyEmulator; empty: this computer.
    std::string on{};
    // With anyEmulator: the board that is taken only if no other has room, since its own outputs are to be compared
    // with the reference (an id); may be empty.
    std::string witnessFor{};
    bool sandboxed = true;  // on this computer; without only if the user has agreed to that, too
};

// Any emulated board that has room: the one with the most memory first.
inline constexpr std::string_view anyEmulator = "auto";

struct ReferenceResult {
    std::int64_t samples = 0;
    std::int64_t arrays = 0;  // of outputs, written
    std::string madeOn;       // a board's id, or hostMachine; also in the file (validate/samples.h)
};

// Of one model or several. On this computer it executes code from the archives: the caller has made sure that the user
// trusts it (trust.h); badInput for object files, which run on their own processor only. On an emulated board
// doesNotFit where that is too small, with the name of one that is not.
Outcome<ReferenceResult> makeReference(std::span<const Model> models, const ReferenceRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
