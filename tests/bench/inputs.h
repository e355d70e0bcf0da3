// What the benchmarks work on.
#pragma once

#include <filesystem>
#include <vector>

namespace pinfold::bench {

// Of our own models and, where ../shared/models is there, of others; by name.
std::vector<std::filesystem::path> archives();

}  // namespace pinfold::bench
