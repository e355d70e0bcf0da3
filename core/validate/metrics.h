// How far two arrays are apart.
#pragma once

#include "base/dtype.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pinfold {

// Undefined figures are empty: everything for no elements, l2r and cosine for a zero reference, …
struct Metrics {
    std::optional<double> maxAbsError;
    std::optional<double> rmse;
    std::optional<double> mae;
    std::optional<double> l2r;  // ‖reference − got‖ / ‖reference‖
    std::optional<double> cosine;
    std::int64_t mismatches = 0;  // elements outside the tolerance
    std::int64_t elements = 0;
    bool passed = false;
};

// Integers and bool must match exactly (in 64 bits too); floats within `tolerance` × max|reference| of the array
// (absolute limit), where max|reference| is that of the finite elements, or `scale` if given: that of the array that
// this one is a part of. NaN matches only NaN, an infinity only itself; such pairs count for no figure. A number beside
// a NaN or an infinity is a mismatch, and then all figures are undefined. Both arrays are dense and of the same size.
Metrics compare(DType dtype, std::string_view reference, std::string_view got, double tolerance = 1e-5,
                std::optional<double> scale = std::nullopt);

// The largest magnitude of the finite elements, 0 if there are none.
double largestMagnitude(DType dtype, std::string_view bytes);

// Element `index` as a double, for plots.
double numberAt(DType dtype, std::string_view bytes, std::size_t index);

// Index of the largest element, of the first among equals; none for no elements and for nothing but NaN.
std::optional<std::size_t> argmax(DType dtype, std::string_view bytes);

}  // namespace pinfold
