// What is in an archive, for people and for programs.
#pragma once

#include "base/json.h"
#include "base/result.h"

#include <filesystem>
#include <string>

namespace pinfold {

struct Inspection {
    OrderedJson json;  // {"mlf_version", "modules": […]} as in docs/command-line.md
    std::string text;
};

// Shows archives of any kind, also those that cannot be planned yet (`executor` says which).
Result<Inspection> inspect(const std::filesystem::path& archive);

}  // namespace pinfold
