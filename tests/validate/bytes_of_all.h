#pragma once

#include <string>
#include <vector>

namespace pinfold::test {

// The bytes of these values, one after the other.
template <typename T>
std::string bytesOfAll(const std::vector<T>& values) {
    return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace pinfold::test
