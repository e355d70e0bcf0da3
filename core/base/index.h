// Indices are int in our own structures and std::size_t in those of the library.
#pragma once

#include <cstddef>

namespace pinfold {

// `index` must not be negative.
constexpr std::size_t at(int index) { return static_cast<std::size_t>(index); }

}  // namespace pinfold
