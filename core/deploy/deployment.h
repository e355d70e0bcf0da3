// The user's document (.pinfold): which archives go to which board with which decisions. docs/deployment-format.md is
// the same as a file.
#pragma once

#include "base/result.h"
#include "deploy/deploy.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct Deployment {
    std::vector<std::filesystem::path> archives;  // absolute
    std::optional<std::string> module;            // which of an archive's modules; none: all of them
    std::string board;                            // id, or path of a board file; empty: none chosen yet
    PlanOptions plan;                             // pins, order, objective …
    std::filesystem::path project;                // folder of the C project; empty: not chosen yet
    WeightsFormat weights = WeightsFormat::incbin;
    std::filesystem::path quantization;  // JSON file; empty: none
    ValidateRequest validation;          // its inputs are empty if none are chosen

    bool operator==(const Deployment&) const = default;
};

inline constexpr std::string_view deploymentSuffix = ".pinfold";

// The document as JSON text, deterministic, ending in a newline. Paths below `folder`, where the document is to lie,
// are written relative to it, so that both can be moved together.
std::string writeDeployment(const Deployment& deployment, const std::filesystem::path& folder);

// The reverse. `file` is for messages, and relative paths count from `folder`. Ignores keys it does not know. Whether
// archives, board and pins exist is not looked at: that is for those who use them.
Result<Deployment> readDeployment(std::string_view json, std::string_view file, const std::filesystem::path& folder);

// Reads and writes the file itself.
Result<Deployment> loadDeployment(const std::filesystem::path& file);
Result<void> saveDeployment(const Deployment& deployment, const std::filesystem::path& file);

// What the whole way needs.
DeployRequest requestOf(const Deployment& deployment);

}  // namespace pinfold
