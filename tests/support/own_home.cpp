#include "support/own_home.h"

#include <cstdlib>

namespace pinfold::test {

void useHome(const std::filesystem::path& home) {
    ::setenv("HOME", home.c_str(), 1);
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"}) ::unsetenv(name);
}

}  // namespace pinfold::test
