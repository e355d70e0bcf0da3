// The rows of the table in ../programmer.cpp, each in a file of its own.
#pragma once

#include "board/programmer.h"

namespace pinfold {

extern const ProgrammerTool openOcd;

}  // namespace pinfold
