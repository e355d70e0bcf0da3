// Rounding up to alignments.
#pragma once

#include <cstdint>

namespace pinfold {

// The next multiple of `alignment` (a power of two). `value` must lie below 2^62.
constexpr std::int64_t alignUp(std::int64_t value, std::int64_t alignment) {
    return (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace pinfold
