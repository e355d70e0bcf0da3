// The linker script of a firmware for a board.
#pragma once

#include "board/board.h"
#include "plan/plan.h"

#include <string>

namespace pinfold {

// GNU ld script: code, descriptors and `.nn_weights` in Board::codeRegion; every pool at the plan's address, in the
// section that pool_sections.h names, and an assertion of its place and size; .data, .bss and the stack
// (Plan::stackBytes, at the end) in ownRange(). Defines the symbols of resources/firmware/platform/platform.h and
// __models_section_start__/__models_section_end__.
std::string linkerScript(const Board& board, const Plan& plan);

}  // namespace pinfold
