#include "base/text.h"

#include <algorithm>

namespace pinfold {

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t i = digits.size(); i > first + 3;) {
        i -= 3;
        digits.insert(i, 1, ',');
    }
    return digits;
}

bool isIdentifier(std::string_view text) {
    return !text.empty() && !isDigit(text.front()) && std::all_of(text.begin(), text.end(), isWordPart);
}

std::string fileKey(std::string_view name) {
    std::string key(name);
    for (char& character : key) {
        if (isControl(character) || std::string_view("/\\:*?\"<>|").find(character) != std::string_view::npos)
            character = '_';
    }
    return key;
}

bool consistsOf(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return isLetter(c) || isDigit(c) || others.find(c) != others.npos; });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string csvField(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos && trimmed(text) == text) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

}  // namespace pinfold
