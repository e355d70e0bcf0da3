// Fills a picture with many small rectangles: what the timeline draws where boxes are too small to be told apart.
#pragma once

#include <QImage>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace pinfold::ui {

// Cells hold a number each, 0 at first. They lie column by column in memory, since boxes of a long execution are thin
// and high: filling 100,000 of them is a matter of a millisecond, which a QPainter takes for a tenth of that.
class TimelineRaster {
public:
    // Takes a new size and clears.
    void reset(int width, int height);
    // Cells [left, right) x [top, bottom), as far as they are inside. value > 0.
    void fill(int left, int right, int top, int bottom, std::uint8_t value);
    [[nodiscard]] bool isEmpty() const { return empty_; }
    [[nodiscard]] std::uint8_t at(int x, int y) const;
    // Row by row, every number in its colour; 0 is transparent. Premultiplied.
    [[nodiscard]] QImage image(std::span<const QRgb> colours) const;

private:
    int width_ = 0;
    int height_ = 0;
    bool empty_ = true;
    std::vector<std::uint8_t> cells_;
};

}  // namespace pinfold::ui
