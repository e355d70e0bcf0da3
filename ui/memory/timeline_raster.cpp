#include "ui/memory/timeline_raster.h"

#include <algorithm>

namespace pinfold::ui {

void TimelineRaster::reset(int width, int height) {
    width_ = std::max(0, width);
    height_ = std::max(0, height);
    cells_.assign(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), 0);
    empty_ = true;
}

void TimelineRaster::fill(int left, int right, int top, int bottom, std::uint8_t value) {
    left = std::max(left, 0);
    right = std::min(right, width_);
    top = std::max(top, 0);
    bottom = std::min(bottom, height_);
    if (left >= right || top >= bottom) return;
    empty_ = false;
    for (int x = left; x < right; ++x) {
        std::uint8_t* column = cells_.data() + static_cast<std::ptrdiff_t>(x) * height_;
        std::fill(column + top, column + bottom, value);
    }
}

std::uint8_t TimelineRaster::at(int x, int y) const {
    return cells_[static_cast<std::size_t>(x) * static_cast<std::size_t>(height_) + static_cast<std::size_t>(y)];
}

QImage TimelineRaster::image(std::span<const QRgb> colours) const {
    std::array<QRgb, 256> table{};
    std::copy_n(colours.begin(), std::min(colours.size(), table.size()), table.begin());
    QImage image(width_, height_, QImage::Format_ARGB32_Premultiplied);
    // In tiles, so that neither reading columns nor writing rows leaves the cache.
    constexpr int tile = 32;
    for (int top = 0; top < height_; top += tile) {
        const int bottom = std::min(top + tile, height_);
        for (int left = 0; left < width_; left += tile) {
            const int right = std::min(left + tile, width_);
            for (int y = top; y < bottom; ++y) {
                auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
                for (int x = left; x < right; ++x) row[x] = table[at(x, y)];
            }
        }
    }
    return image;
}

}  // namespace pinfold::ui
