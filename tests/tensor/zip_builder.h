// Zip files as nobody honest writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pinfold::test {

struct ZipMember {
    std::string name;
    std::string bytes;
    std::optional<std::uint32_t> claimedSize = {};  // instead of the size of `bytes`
    std::optional<std::uint32_t> claimedCrc = {};
    std::uint32_t unixMode = 0100644;  // 0120777 for a symbolic link
};

// A zip of stored members (PKWARE's APPNOTE, 4.3).
std::string zipOf(const std::vector<ZipMember>& members);

// A .npy of version 1 with that text as its header.
std::string npyOf(const std::string& header, const std::string& elements, int version = 1);
// The usual header.
std::string npyHeader(const std::string& descr, const std::string& shape, const std::string& order = "False");

}  // namespace pinfold::test
