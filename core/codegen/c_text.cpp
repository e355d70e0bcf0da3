#include "codegen/c_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace pinfold {

std::string cString(std::string_view text) {
    std::string literal = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool special = c == '"' || c == '\\' || c == '?';  // '?' because of trigraphs
        if (byte >= 0x20 && byte < 0x7F && !special) {
            literal += c;
        } else {
            literal += fmt::format("\\{:03o}", byte);
        }
    }
    return literal + "\"";
}

std::string cFloat(float value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text + "f";
}

std::string plainText(std::string_view text) {
    std::string plain(text.substr(0, 200));
    for (char& c : plain) {
        if (!isWordPart(c) && std::string_view(" .,:;+-=()/").find(c) == std::string_view::npos) c = '_';
    }
    return plain;
}

std::string upperCase(std::string_view text) {
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string fillTemplate(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string filled;
    while (!text.empty()) {
        const std::size_t start = text.find('@');
        filled += text.substr(0, start);
        if (start == std::string_view::npos) break;
        const std::size_t end = text.find('@', start + 1);
        const std::string_view key = end == std::string_view::npos ? "" : text.substr(start + 1, end - start - 1);
        const auto value = values.find(std::string(key));
        if (value == values.end()) {
            filled += '@';
            text.remove_prefix(start + 1);
        } else {
            filled += value->second;
            text.remove_prefix(end + 1);
        }
    }
    return filled;
}

}  // namespace pinfold
