// The whole way from an archive to a report, as `pinfold-cli deploy` goes it, for tests.
#pragma once

#include "base/file.h"
#include "deploy/project.h"
#include "plan/plan.h"

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

struct Arrived {
    Plan plan;
    Firmware firmware;
    ValidationReport report;
};

// Plans, generates into a temporary folder, builds, runs all samples in the emulator, compares.
Result<Arrived> goTheWholeWay(const WholeWay& way);

}  // namespace pinfold::test
