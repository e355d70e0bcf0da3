// How far two arrays are apart.
#pragma once

#include "base/dtype.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pinfold {

// Undefined figures are empty: everything for no elements, l2r and cosine for a zero reference, …
struct Metrics {
    std::optional<double> maxAbsError;
    std::optional<double> rmse;
    std::optional<double> mae;
    std::optional<double> l2r;      // ‖reference − got‖ / ‖reference‖
    std::optional<double> cosine;
    std::int64_t mismatches = 0;    // elements outside the tolerance
    std::int64_t elements = 0;
    bool passed = false;
};

// Integers and bool must match exactly; floats within `tolerance` × max|reference| of the array (absolute limit; NaN only
// matches NaN, an infinity only itself). Both arrays are dense and of the same size.
Metrics compare(DType dtype, std::string_view reference, std::string_view got, double tolerance = 1e-5);

}  // namespace pinfold
