// The names of an enumeration's values in files and on the command line: one array of (value, name) each.
#pragma once

#include <optional>
#include <string_view>

namespace pinfold {

// Empty if the array does not have the value.
template <typename Names, typename Value>
constexpr std::string_view nameIn(const Names& names, Value wanted) {
    for (const auto& [value, name] : names) {
        if (value == wanted) return name;
    }
    return {};
}

template <typename Names>
constexpr auto valueIn(const Names& names, std::string_view wanted) -> std::optional<decltype(names.front().first)> {
    for (const auto& [value, name] : names) {
        if (name == wanted) return value;
    }
    return std::nullopt;
}

}  // namespace pinfold
