// The whole way from an archive to a report, as `pinfold-cli deploy` goes it, for tests.
#pragma once

#include "deploy/deploy.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pinfold::test {

struct WholeWay {
    std::vector<std::filesystem::path> archives;
    std::optional<std::string> module;
    std::string board;
    std::filesystem::path inputs;
    PlanOptions options;
    std::filesystem::path folder;  // of the project; empty: a temporary one
};

// `deploy` on the emulator. A warning of the compiler or the linker is an error.
Result<Deployed> goTheWholeWay(const WholeWay& way);

}  // namespace pinfold::test
