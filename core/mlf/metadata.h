// metadata.json of an archive.
#pragma once

#include "base/cancel.h"
#include "base/json.h"
#include "base/result.h"
#include "mlf/archive.h"

#include <string_view>
#include <vector>

namespace pinfold {

struct Metadata {
    int version = 0;                     // 5 or 7
    std::vector<ArchiveModule> modules;  // all that metadata says; no files yet. In the order of their names
};

// An error (without the archive's name) names the key, or is brokenOff().
Result<Metadata> readMetadata(std::string_view text, const CancelToken& cancel = {});

}  // namespace pinfold
