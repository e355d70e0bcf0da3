// Where the constants of a model lie inside of one block of flash: known to the plan, filled in by the generated code.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "model/model.h"

#include <cstdint>
#include <vector>

namespace pinfold {

struct StoredConstants {
    std::vector<std::int64_t> offsets;  // per Model::parameters; -1: nothing reads it, so it is left out
    std::int64_t bytes = 0;             // of the block, with guards before and after it for speculative reads
};

// Every constant that an operator or an output uses, each at its natural alignment (16 from 16 bytes on); equal bytes
// are stored once. An error if a kernel reads absurdly far outside of a constant, or brokenOff().
Result<StoredConstants> storeConstants(const Model& model, const CancelToken& cancel = {});

}  // namespace pinfold
