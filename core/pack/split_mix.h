// Numbers that look random and are the same everywhere.
#pragma once

#include <cstdint>

namespace pinfold {

constexpr std::uint64_t splitMixStep = 0x9E3779B97F4A7C15u;

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014): called with a state
// that grows by splitMixStep it gives one number after the other; with any other values, a hash of each.
constexpr std::uint64_t splitMix(std::uint64_t z) {
    z += splitMixStep;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

}  // namespace pinfold
