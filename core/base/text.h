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

// Without blanks, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

// As a field of a line of comma-separated values (RFC 4180): in quotes where it has to be, and
// where it begins or ends with a blank.
std::string csvField(std::string_view text);

}  // namespace pinfold
