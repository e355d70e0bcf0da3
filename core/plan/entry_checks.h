// What may be added to the lists of pins, kept buffers and reserved memory. Errors say what is wrong with the new
// entry, or with what it contradicts; they do not judge those that are there already.
#pragma once

#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/options.h"

#include <span>
#include <string>

namespace pinfold {

Result<void> checkNewPin(std::span<const Model> models, const Board& board, const PlanOptions& options,
                         const std::string& pin);
Result<void> checkNewKeep(std::span<const Model> models, const Board& board, const PlanOptions& options,
                          const std::string& what);
Result<void> checkNewReserve(std::span<const Model> models, const Board& board, const PlanOptions& options,
                             const std::string& reserve);

}  // namespace pinfold
