// C of unknown origin is given to a compiler that may read every file of the user.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <string_view>

namespace pinfold {

// An error (badInput; names `file` and the line) if the compiler could be made to read files other than the headers of
// TVM's code generator (versions 0.8 to 0.18) and of the C library: by other #include lines and directives, by
// assembler, or by ways to hide these. Holds for all of the text, whatever its conditions leave out. brokenOff() if it
// is cancelled.
Result<void> refuseFileAccess(std::string_view text, std::string_view file, const CancelToken& cancel = {});

}  // namespace pinfold
