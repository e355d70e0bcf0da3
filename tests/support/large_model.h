// A large model for tests and benchmarks of size: what a very deep network looks like.
#pragma once

#include "support/archive_builder.h"

namespace pinfold::test {

// Exactly `operators` operators (at least 1) in stages of like blocks: residual blocks, blocks with two branches, and
// plain ones, with additions of what was up to 30 operators before. 40 different kernels (in a model that is long
// enough), convolutions, pooling and additions of 8 x 8 x 16 int8, with weights of their own and workspaces, as TVM
// writes them. The same number gives the same model.
SyntheticModel largeModel(int operators, const std::string& name = "large");

}  // namespace pinfold::test
