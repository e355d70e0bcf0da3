// Text that goes into generated C, CMake and Markdown files. Names from archives are hostile until they went through
// here.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pinfold {

// A C string literal with its quotes; anything but printable ASCII becomes an octal escape.
std::string cString(std::string_view text);

// A float constant that reads back to the same value: "0.5f".
std::string cFloat(float value);

// For comments and Markdown: letters, digits and a few harmless signs stay, everything else becomes '_'.
std::string plainText(std::string_view text);

// ASCII letters to upper or lower case.
std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);

// Replaces every "@KEY@" in a template by its value; a key that is not given stays as it is.
std::string fillTemplate(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace pinfold
