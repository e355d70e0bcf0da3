// A small file that unpacks to very much.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pinfold::test {

// A compressed tar file whose members "<folder>/zeros<i>.c" hold so many MiB of zeros each.
std::string archiveBomb(std::string_view folder, int members, std::size_t mebibytesEach);

}  // namespace pinfold::test
