// What is in an archive, for people and for programs.
#pragma once

#include "base/cancel.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/result.h"

#include <filesystem>
#include <string>

namespace pinfold {

struct Inspection {
    OrderedJson json;  // {"mlf_version", "modules": […]} as in docs/command-line.md
    std::string text;
};

// Shows archives of any kind, also those that cannot be planned yet (`executor` says which).
Outcome<Inspection> inspect(const std::filesystem::path& archive, const CancelToken& cancel,
                            const ProgressSink& progress);

}  // namespace pinfold
