// The weights of a model as files of the project.
#pragma once

#include "codegen/codegen.h"
#include "codegen/layout.h"

#include <vector>

namespace pinfold {

// model/<symbol>_weights.bin and an assembler file that pulls it in, or one C file. An error is brokenOff().
Result<std::vector<GeneratedFile>> weightsFiles(const ModelLayout& layout, WeightsFormat format,
                                                const CancelToken& cancel);

}  // namespace pinfold
