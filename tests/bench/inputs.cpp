#include "bench/inputs.h"

#include "support/shared_files.h"

namespace pinfold::bench {

std::vector<std::filesystem::path> archives() { return test::modelFiles(".tar"); }

}  // namespace pinfold::bench
