// The whole way from an archive to a report, as `pinfold-cli deploy` goes it, for tests.
#pragma once

#include "deploy/deploy.h"

#include <filesystem>
#include <optional>
#include <string>

namespace pinfold::test {

struct WholeWay {
    std::filesystem::path archive;
    std::optional<std::string> module;
    std::string board;
    std::filesystem::path inputs;
    Lifetimes lifetimes = Lifetimes::statement;
};

// `deploy` into a temporary folder, on the emulator.
Result<Deployed> goTheWholeWay(const WholeWay& way);

}  // namespace pinfold::test
