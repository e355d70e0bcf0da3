// The part of a firmware that knows the hardware: which files of resources/firmware/platform a board needs, and the
// constants that they are compiled with.
#pragma once

#include "board/board.h"

#include <string>
#include <vector>

namespace pinfold {

// Names in resources/firmware/platform ("cortex_m.c"), sorted; to be compiled are those that end in ".c". All are
// needed, and platformConfigHeader() beside them.
std::vector<std::string> platformSources(const Board& board);

// platform_config.h: PLATFORM_CORE_HZ, PLATFORM_TIMER_HZ, PLATFORM_CLOCK_<NAME> for Board::clock and, if the board has
// a UART, PLATFORM_UART_BASE, PLATFORM_UART_BAUD and PLATFORM_UART_<NAME> for Uart::settings. All are unsigned.
std::string platformConfigHeader(const Board& board);

}  // namespace pinfold
