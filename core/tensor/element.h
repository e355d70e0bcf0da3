// Elements of dense arrays by their type. Internal to this folder.
#pragma once

#include "base/dtype.h"

#include <cassert>
#include <cstring>
#include <string_view>

namespace pinfold {

// Element `index` of an array of T in little-endian bytes (those of the host: x86-64 and AArch64); need not be aligned.
template <typename T>
T elementAt(std::string_view bytes, std::size_t index) {
    assert((index + 1) * sizeof(T) <= bytes.size());
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

// Calls `use` with a value of the C++ type of `dtype`; bool as uint8_t, so that no byte is invalid.
template <typename Use>
auto withElementType(DType dtype, Use use) {
    switch (dtype) {
        case DType::int8: return use(std::int8_t{});
        case DType::int16: return use(std::int16_t{});
        case DType::int32: return use(std::int32_t{});
        case DType::int64: return use(std::int64_t{});
        case DType::uint8:
        case DType::boolean: return use(std::uint8_t{});
        case DType::uint16: return use(std::uint16_t{});
        case DType::uint32: return use(std::uint32_t{});
        case DType::uint64: return use(std::uint64_t{});
        case DType::float32: return use(float{});
        case DType::float64: break;
    }
    return use(double{});
}

}  // namespace pinfold
