// Where the linker put every input section: read from GNU ld's map file.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

// One input section of one object file in the linked program.
struct PlacedSection {
    std::string output;  // output section: ".text"
    std::string name;    // input section: ".text.ai_run"
    std::string file;    // object file without folders; for a member of a library "member" of "lib.a(member)"
    std::uint64_t address = 0;
    std::int64_t bytes = 0;  // > 0
};

// All input sections with bytes, in the order of the map. Discarded ones are left out; those of sections that are not
// loaded (debug information) are in. badInput if the text is no map file of GNU ld.
Result<std::vector<PlacedSection>> readMemoryMap(std::string_view text, std::string_view file);

}  // namespace pinfold
