// Small helpers for text that people read.
#pragma once

#include <cstdint>
#include <string>

namespace pinfold {

// Digits in groups of three: 56192 gives "56,192".
std::string grouped(std::int64_t number);

}  // namespace pinfold
