// What the object files of an archive define and need.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "mlf/archive.h"

#include <set>
#include <string>
#include <vector>

namespace pinfold {

struct ObjectSymbols {
    std::set<std::string> functions;  // defined and visible to other files
    std::set<std::string> undefined;  // needed, and defined by none of the files
};

// An error names a file that is no object file for 32-bit ARM, or is brokenOff().
Result<ObjectSymbols> readObjects(const std::vector<ArchiveFile>& objects, const CancelToken& cancel);

// True for what Pinfold's runtime, the C library, libm or libgcc define for generated code.
bool isProvided(const std::string& function);

}  // namespace pinfold
