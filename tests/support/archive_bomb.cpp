#include "support/archive_bomb.h"

#include "support/tar_writer.h"

#include <fmt/format.h>

namespace pinfold::test {

// A file of several gzip streams is what they unpack to, one after the other.
std::string archiveBomb(std::string_view folder, int members, std::size_t mebibytesEach) {
    constexpr std::size_t mebibyte = std::size_t{1} << 20;
    constexpr std::size_t endOfTar = 1024;
    const std::string zeros = gzipped(std::string(mebibyte, '\0'));
    std::string bomb;
    for (int i = 0; i < members; ++i) {
        TarWriter header;
        header.lyingFile(fmt::format("{}/zeros{}.c", folder, i), {}, mebibytesEach * mebibyte);
        bomb += gzipped(header.unfinished());
        for (std::size_t k = 0; k < mebibytesEach; ++k) bomb += zeros;
    }
    return bomb + gzipped(std::string(endOfTar, '\0'));
}

}  // namespace pinfold::test
