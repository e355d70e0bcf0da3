// Small helpers for text that people read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pinfold {

// Digits in groups of three: 56192 gives "56,192".
std::string grouped(std::int64_t number);

// A name as it stands in keys of tensor files: characters that no file name can hold are replaced by '_'.
std::string fileKey(std::string_view name);

}  // namespace pinfold
