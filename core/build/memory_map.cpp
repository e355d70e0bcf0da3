#include "build/memory_map.h"

#include <charconv>
#include <optional>

namespace pinfold {
namespace {

constexpr std::string_view beginningOfMap = "Linker script and memory map";

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> all;
    while (true) {
        const auto start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos) return all;
        line.remove_prefix(start);
        const auto end = std::min(line.find_first_of(" \t\r"), line.size());
        all.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::optional<std::uint64_t> hexadecimal(std::string_view word) {
    if (!word.starts_with("0x")) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(word.data() + 2, word.data() + word.size(), number, 16);
    if (failed != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return number;
}

// "CMakeFiles/x.dir/a.c.obj" gives "a.c.obj", "libm.a(expf.o)" gives "expf.o".
std::string memberName(std::string_view path) {
    if (path.ends_with(')')) {
        const auto open = path.rfind('(');
        if (open != std::string_view::npos) path = path.substr(open + 1, path.size() - open - 2);
    }
    return std::string(path.substr(path.rfind('/') + 1));
}

// A line of the map's list: " .text.foo  0x0000045c  0x10 path", whose name stands alone on the line before where it is
// long. An output section's line has no space in front.
class MapReader {
public:
    void line(std::string_view text) {
        if (text.empty()) return;
        const bool isOutput = text.front() != ' ';
        auto parts = words(text);
        if (parts.empty()) return;
        if (isOutput) {
            output_ = parts.front();
            pending_.clear();
            return;
        }
        const bool named = text.size() > 1 && text[1] != ' ' && text[1] != '*';
        if (named) {
            pending_ = parts.front();
            parts.erase(parts.begin());
            if (parts.empty()) return;
        }
        if (pending_.empty() || parts.size() < 3) return;
        const auto address = hexadecimal(parts[0]);
        const auto bytes = hexadecimal(parts[1]);
        if (address && bytes && *bytes > 0) {
            const std::string_view path(parts[2].data(),
                                        static_cast<std::size_t>(text.data() + text.size() - parts[2].data()));
            sections_.push_back(
                {output_, std::string(pending_), memberName(path), *address, static_cast<std::int64_t>(*bytes)});
        }
        pending_.clear();
    }

    std::vector<PlacedSection> take() { return std::move(sections_); }

private:
    std::string output_;
    std::string pending_;
    std::vector<PlacedSection> sections_;
};

}  // namespace

Result<std::vector<PlacedSection>> readMemoryMap(std::string_view text, std::string_view file) {
    const auto start = text.find(beginningOfMap);
    if (start == std::string_view::npos) return badInput("{}: is no map file of GNU ld.", file);
    text.remove_prefix(start + beginningOfMap.size());
    MapReader reader;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        reader.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return reader.take();
}

}  // namespace pinfold
