#include "base/hostile_text.h"

#include "base/text.h"

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::size_t longestFileName = 200;
constexpr std::size_t longestMessage = 1000;

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
    std::string clean(text.substr(0, most));
    std::replace_if(
        clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text.size() > most ? clean + "…" : clean;
}

Error locate(std::string_view where, Error error) {
    std::string& text = error.message;
    std::replace_if(text.begin(), text.end(), isControl, '?');
    if (text.size() > longestMessage) {
        std::size_t end = longestMessage;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
        text.resize(end);
        text += "…";
    }
    text = fmt::format("{}: {}", where, text);
    return error;
}

bool isFileName(std::string_view name) {
    const auto accepted = [](char c) { return isWordPart(c) || c == '.' || c == '-'; };
    return !name.empty() && name.size() <= longestFileName && name.front() != '.' && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), accepted);
}

bool isNestedDeeper(std::string_view json, int depth) {
    int open = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++open > depth) return true;
        } else if (c == ']' || c == '}') {
            --open;
        }
    }
    return false;
}

}  // namespace pinfold
