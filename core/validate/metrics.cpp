#include "validate/metrics.h"

#include "tensor/element.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <type_traits>

namespace pinfold {
namespace {

// A figure, unless it is none.
std::optional<double> defined(long double value) {
    const auto figure = static_cast<double>(value);
    if (!std::isfinite(figure)) return std::nullopt;
    return figure;
}

// |a − b|. The difference of two 64-bit integers always fits in 64 bits without sign.
template <typename T>
long double distance(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
        return std::fabs(static_cast<long double>(a) - static_cast<long double>(b));
    } else {
        const auto large = static_cast<std::uint64_t>(a > b ? a : b), small = static_cast<std::uint64_t>(a > b ? b : a);
        return static_cast<long double>(large - small);
    }
}

template <typename T>
bool finite(T value) {
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(value);
    return true;
}

// Neither is a number, and they are the same: NaN and NaN, or the same infinity.
template <typename T>
bool sameNonNumber(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return (std::isnan(a) && std::isnan(b)) || (std::isinf(a) && a == b);
    return false;
}

template <typename T>
long double largestMagnitude(std::string_view bytes) {
    long double largest = 0;
    for (std::size_t i = 0; i < bytes.size() / sizeof(T); ++i) {
        const T value = elementAt<T>(bytes, i);
        if (finite(value)) largest = std::max(largest, std::fabs(static_cast<long double>(value)));
    }
    return largest;
}

// Sums in long double: the squares of doubles do not overflow there.
template <typename T>
Metrics compareAs(std::string_view reference, std::string_view got, long double limit) {
    Metrics metrics;
    metrics.elements = static_cast<std::int64_t>(reference.size() / sizeof(T));
    long double largest = 0, absolute = 0, squared = 0, dot = 0, referenceSquared = 0, gotSquared = 0;
    std::int64_t counted = 0;
    bool measurable = true;  // no number stands beside a NaN or an infinity
    for (std::size_t i = 0; i < static_cast<std::size_t>(metrics.elements); ++i) {
        const T wanted = elementAt<T>(reference, i), found = elementAt<T>(got, i);
        if (sameNonNumber(wanted, found)) continue;
        if (!finite(wanted) || !finite(found)) {
            ++metrics.mismatches;
            measurable = false;
            continue;
        }
        const long double error = distance(wanted, found);
        if (std::is_floating_point_v<T> ? error > limit : wanted != found) ++metrics.mismatches;
        ++counted;
        largest = std::max(largest, error);
        absolute += error;
        squared += error * error;
        dot += static_cast<long double>(wanted) * static_cast<long double>(found);
        referenceSquared += static_cast<long double>(wanted) * static_cast<long double>(wanted);
        gotSquared += static_cast<long double>(found) * static_cast<long double>(found);
    }
    metrics.passed = metrics.mismatches == 0;
    if (!measurable || counted == 0) return metrics;
    metrics.maxAbsError = defined(largest);
    metrics.mae = defined(absolute / static_cast<long double>(counted));
    metrics.rmse = defined(std::sqrt(squared / static_cast<long double>(counted)));
    if (referenceSquared > 0) metrics.l2r = defined(std::sqrt(squared / referenceSquared));
    if (referenceSquared > 0 && gotSquared > 0) {
        const long double cosine = dot / (std::sqrt(referenceSquared) * std::sqrt(gotSquared));
        metrics.cosine = defined(std::min(1.0L, std::max(-1.0L, cosine)));
    }
    return metrics;
}

}  // namespace

double largestMagnitude(DType dtype, std::string_view bytes) {
    return withElementType(dtype,
                           [&](auto type) { return static_cast<double>(largestMagnitude<decltype(type)>(bytes)); });
}

Metrics compare(DType dtype, std::string_view reference, std::string_view got, double tolerance,
                std::optional<double> scale) {
    assert(reference.size() == got.size());
    return withElementType(dtype, [&](auto type) {
        using T = decltype(type);
        const long double magnitude = scale ? static_cast<long double>(*scale) : largestMagnitude<T>(reference);
        return compareAs<T>(reference, got, static_cast<long double>(tolerance) * magnitude);
    });
}

double numberAt(DType dtype, std::string_view bytes, std::size_t index) {
    return withElementType(dtype,
                           [&](auto type) { return static_cast<double>(elementAt<decltype(type)>(bytes, index)); });
}

std::optional<std::size_t> argmax(DType dtype, std::string_view bytes) {
    return withElementType(dtype, [&](auto type) -> std::optional<std::size_t> {
        using T = decltype(type);
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < bytes.size() / sizeof(T); ++i) {
            const T value = elementAt<T>(bytes, i);
            if (value != value) continue;
            if (!best || value > elementAt<T>(bytes, *best)) best = i;
        }
        return best;
    });
}

}  // namespace pinfold
