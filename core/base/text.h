// Small helpers for text that people read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pinfold {

// Digits in groups of three: 56192 gives "56,192".
std::string grouped(std::int64_t number);

// ASCII, whatever the locale says.
constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isWordPart(char c) { return isLetter(c) || isDigit(c) || c == '_'; }  // of a C identifier
constexpr bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// A letter or '_', then these and digits: what C takes for a name.
bool isIdentifier(std::string_view text);

// A name as it stands in keys of tensor files: characters that no file name can hold are replaced by '_'.
std::string fileKey(std::string_view name);

// Whether all characters are letters and digits of ASCII, or stand in `others`.
bool consistsOf(std::string_view text, std::string_view others);

// Without blanks, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

// As a field of a line of comma-separated values (RFC 4180): in quotes where it has to be, and where it begins or ends
// with a blank.
std::string csvField(std::string_view text);

}  // namespace pinfold
