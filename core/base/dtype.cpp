#include "base/dtype.h"

#include <fmt/ranges.h>

#include <array>

namespace pinfold {
namespace {

struct TypeFacts {
    std::string_view name;
    int bytes;
};

constexpr std::array<TypeFacts, 11> facts = {{
    {"int8", 1},
    {"int16", 2},
    {"int32", 4},
    {"int64", 8},
    {"uint8", 1},
    {"uint16", 2},
    {"uint32", 4},
    {"uint64", 8},
    {"bool", 1},
    {"float32", 4},
    {"float64", 8},
}};

constexpr std::int64_t largestCount = std::int64_t{1} << 62;

}  // namespace

std::string_view nameOf(DType type) { return facts[static_cast<std::size_t>(type)].name; }

std::optional<DType> dtypeFromName(std::string_view name) {
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].name == name) return static_cast<DType>(i);
    }
    return std::nullopt;
}

int bytesOf(DType type) { return facts[static_cast<std::size_t>(type)].bytes; }

bool isFloat(DType type) { return type == DType::float32 || type == DType::float64; }

bool isSigned(DType type) { return type <= DType::int64 || isFloat(type); }

std::optional<std::int64_t> elementCount(const Shape& shape) {
    std::int64_t product = 1;
    bool empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0) return std::nullopt;
        if (extent == 0) {
            empty = true;
        } else if (product > largestCount / extent) {
            return std::nullopt;
        } else {
            product *= extent;
        }
    }
    return empty ? 0 : product;
}

std::optional<std::int64_t> byteCount(const Shape& shape, DType type) {
    const auto count = elementCount(shape);
    if (!count || *count > largestCount / bytesOf(type)) return std::nullopt;
    return *count * bytesOf(type);
}

std::string toString(const Shape& shape) { return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "×")); }

}  // namespace pinfold
