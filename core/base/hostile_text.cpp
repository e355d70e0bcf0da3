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

bool containsText(std::string_view text, std::string_view what, const CancelToken& cancel) {
    constexpr std::size_t pause = std::size_t{64} << 10;
    for (std::size_t begin = 0; begin < text.size(); begin += pause) {
        if (cancel.cancelled()) return false;
        if (text.substr(begin, pause + what.size()).find(what) != text.npos) return true;
    }
    return false;
}

void forEachWord(std::string_view text, const CancelToken& cancel, const std::function<void(std::string_view)>& each) {
    constexpr std::size_t pause = 4096;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i % pause == 0 && cancel.cancelled()) return;
        if (i < text.size() && isWordPart(text[i])) continue;
        if (i > begin) each(text.substr(begin, i - begin));
        begin = i + 1;
    }
}

}  // namespace pinfold
