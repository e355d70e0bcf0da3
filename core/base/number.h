// Reading numbers from text, without exceptions and without the user's locale.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace pinfold {

// The whole text as an integer; nothing if it is anything else, or out of range.
template <typename Integer>
std::optional<Integer> parseNumber(std::string_view text, int base = 10) {
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace pinfold
