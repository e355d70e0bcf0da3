// What the benchmarks work on.
#pragma once

#include <filesystem>
#include <vector>

namespace pinfold::bench {

// The bundled sample and, where ../shared/models is there, its archives; by name.
std::vector<std::filesystem::path> archives();

}  // namespace pinfold::bench
