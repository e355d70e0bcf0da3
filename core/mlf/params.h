// The .params file of an archive.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "mlf/archive.h"

#include <string_view>
#include <vector>

namespace pinfold {

// Reads all tensors. Format: apache/tvm src/runtime/file_utils.cc, SaveParams, and include/tvm/runtime/ndarray.h,
// SaveDLTensor. An error (without the file's name) if a size lies, a type is unknown, a name is there twice, or bytes
// are left over. brokenOff() if it is cancelled.
Result<std::vector<Parameter>> readParams(std::string_view bytes, const CancelToken& cancel = {});

}  // namespace pinfold
