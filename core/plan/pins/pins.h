// The user's constraints: which buffers, and where they may be.
//
//   WHAT=REGION      in that region           WHAT=0xADDRESS   at that address       WHAT!=REGION   not in that region
//
// WHAT is one of
//   name             a buffer: a tensor's name, or op<index>/<workspace>
//   model:name       the same, of one model
//   const:name       a constant; model:const:name where several models have one of that name
//   kind:workspace   all buffers of a kind: input, output, activation, workspace
//   kernel:name      the workspaces of all operators that call the kernel
// In every form the names may be globs (* and ?); a glob without a prefix matches buffers, never constants. An exact
// name goes before any other reading.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/plan.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

class PinNames;

// Where one buffer or constant may be after all pins.
struct PinnedPlace {
    bool pinned = false;                   // some pin matches
    std::vector<std::string> regions;      // RAM regions, in the board's order; for a constant that may stay in flash
                                           // the code region too
    std::optional<std::uint64_t> address;  // of its first byte
    std::vector<int> pins;                 // indices of the pins that match
};

struct ResolvedPins {
    std::vector<PinnedPlace> buffers;    // one per buffer
    std::vector<PinnedPlace> constants;  // one per constant
};

// Matches the pins against buffers and constants (model and name, kind and operator of each must be filled in). Errors
// list the pins that are malformed, match nothing, match several without being a glob, name no RAM region or an address
// outside of all of them, or contradict each other.
Result<ResolvedPins> resolvePins(std::span<const std::string> pins, std::span<const PlannedBuffer> buffers,
                                 std::span<const PlannedConstant> constants, std::span<const Model> models,
                                 const Board& board);
// The same for as many pins and buffers as there may be.
Outcome<ResolvedPins> resolvePins(std::span<const std::string> pins, std::span<const PlannedBuffer> buffers,
                                  std::span<const PlannedConstant> constants, std::span<const Model> models,
                                  const Board& board, const CancelToken& cancel);

// The buffers that WHAT of --keep means: indices, ascending. Errors as above.
Result<std::vector<int>> resolveBuffers(const std::string& what, const PinNames& names);

}  // namespace pinfold
