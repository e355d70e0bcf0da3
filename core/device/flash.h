// Puts a firmware into a board's flash.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "board/board.h"

#include <filesystem>
#include <variant>

namespace pinfold {

// Programs the board's flash through its first programmer, checks what was written and starts it. Nothing to do for an
// emulated board. badInput: the file is missing, or the board has no programmer. toolFailed, with one sentence for
// each: no probe, no permission for the probe, chip does not answer, another chip, write error, wrong contents
// afterwards, the tool missing or at its end after two minutes. The board's programmer names the tool
// (board/programmer.h).
Outcome<std::monostate> flashFirmware(const Board& board, const std::filesystem::path& elf, const CancelToken& cancel,
                                      const ProgressSink& progress);

}  // namespace pinfold
