// Reads the C that TVM's code generator writes (versions 0.8 to 0.18).
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "kernel/kernel.h"

#include <string_view>
#include <vector>

namespace pinfold {

// All packed-function kernels `int32_t f(void* args, …)` defined in one C source file, in the order of the text.
// Never fails as a whole: what cannot be understood inside one kernel makes that kernel `read == false` or gives it a
// `refusal`. An error only if the text is no sequence of C declarations at all (names `file` and the line).
// Kernel::source is left -1; the caller sets it. Knows nothing of the graph: whether a store goes through an input is
// judged by refuseStoresToInputs. brokenOff() if it is cancelled.
Result<std::vector<Kernel>> readKernels(std::string_view text, std::string_view file, const CancelToken& cancel = {});

// Gives a refusal if the kernel writes through one of its first `inputCount` arguments. (The number of inputs is known
// only from the graph.) Stores of kernels that are not read, and of functions they call, are not seen.
void refuseStoresToInputs(Kernel& kernel, int inputCount);

}  // namespace pinfold
