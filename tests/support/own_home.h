// A home that is not the user's.
#pragma once

#include <filesystem>

namespace pinfold::test {

// From here on this program, and what it starts, have their settings, caches and data below `home`.
void useHome(const std::filesystem::path& home);

}  // namespace pinfold::test
