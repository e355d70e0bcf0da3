// Files of the folder resources/ that are built into the programs, so that one binary is all a user needs.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace pinfold {

struct Resource {
    std::string_view path;   // relative to resources/, with '/': "boards/qemu-mps2-an500.json"
    std::string_view bytes;  // lives as long as the program
};

std::optional<std::string_view> resource(std::string_view path);
// All under a folder ("boards/"), in the order of their paths.
std::vector<Resource> resourcesUnder(std::string_view folder);

}  // namespace pinfold
