#include "ui/report/sample_image.h"

#include "validate/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pinfold::ui {
namespace {

constexpr std::int64_t smallestSide = 4;
constexpr std::int64_t largestSide = 640;  // more pixels would hold up the window
constexpr std::int64_t maxOblong = 16;

bool isImage(std::int64_t height, std::int64_t width) {
    const auto [shorter, longer] = std::minmax(height, width);
    return shorter >= smallestSide && longer <= largestSide && longer <= shorter * maxOblong;
}

std::optional<ImageLayout> layoutOf(std::int64_t height, std::int64_t width, int channels, bool channelsLast) {
    if (!isImage(height, width)) return {};
    return ImageLayout{static_cast<int>(height), static_cast<int>(width), channels, channelsLast};
}

std::optional<ImageLayout> flatSquare(std::int64_t elements) {
    const auto side = std::llround(std::sqrt(static_cast<double>(elements)));
    return side * side == elements ? layoutOf(side, side, 1, false) : std::nullopt;
}

}  // namespace

std::optional<ImageLayout> imageLayout(const Shape& shape) {
    Shape extents = shape;
    while (extents.size() > 1 && extents.front() == 1) extents.erase(extents.begin());
    if (extents.size() == 1) return flatSquare(extents[0]);
    if (extents.size() == 2) {
        return extents[1] == 1 ? flatSquare(extents[0]) : layoutOf(extents[0], extents[1], 1, false);
    }
    if (extents.size() != 3) return {};
    if (extents[2] == 1) return layoutOf(extents[0], extents[1], 1, false);
    if (extents[2] == 3) return layoutOf(extents[0], extents[1], 3, true);
    if (extents[0] == 3) return layoutOf(extents[1], extents[2], 3, false);
    return {};
}

SampleImage sampleImage(const ImageLayout& layout, DType dtype, std::string_view bytes) {
    const auto plane = static_cast<std::size_t>(layout.height) * static_cast<std::size_t>(layout.width);
    const auto channels = static_cast<std::size_t>(layout.channels);
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t i = 0; i < plane * channels; ++i) {
        const double value = numberAt(dtype, bytes, i);
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) low = high = 0;
    const auto level = [&](std::size_t pixel, std::size_t channel) {
        const std::size_t index = layout.channelsLast ? pixel * channels + channel : channel * plane + pixel;
        const double value = numberAt(dtype, bytes, index);
        if (!(value > low)) return 0;  // NaN too
        // Divided first: the range of a float64 may be longer than a float64 can say.
        return static_cast<int>(std::lround(std::min(1.0, (value / 2 - low / 2) / (high / 2 - low / 2)) * 255));
    };
    SampleImage made{QImage(layout.width, layout.height, QImage::Format_RGB32), low, high};
    const bool grey = layout.channels == 1;
    std::size_t pixel = 0;
    for (int y = 0; y < layout.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(made.image.scanLine(y));
        for (int x = 0; x < layout.width; ++x, ++pixel) {
            const int first = level(pixel, 0);
            line[x] = qRgb(first, grey ? first : level(pixel, 1), grey ? first : level(pixel, 2));
        }
    }
    return made;
}

}  // namespace pinfold::ui
