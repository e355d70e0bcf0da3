// Element types and shapes of tensors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

enum class DType : std::uint8_t {
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    boolean,
    float32,
    float64,
};

// Name as TVM and NumPy write it: "int8", "bool", "float32".
std::string_view nameOf(DType type);
std::optional<DType> dtypeFromName(std::string_view name);
// Bytes of one element: 1, 2, 4 or 8.
int bytesOf(DType type);
bool isFloat(DType type);
bool isSigned(DType type);

// Extents, outermost first; empty for a scalar. Extents are >= 0.
using Shape = std::vector<std::int64_t>;

// Product of the extents (1 for a scalar); none if an extent is negative or the product exceeds 2^62.
std::optional<std::int64_t> elementCount(const Shape& shape);
// Bytes of a dense tensor; none as above.
std::optional<std::int64_t> byteCount(const Shape& shape, DType type);
// "1×49×10×1", or "scalar".
std::string toString(const Shape& shape);

}  // namespace pinfold
