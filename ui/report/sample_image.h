// A sample's input as a picture, where its shape says that it is one. No widgets.
#pragma once

#include "base/dtype.h"

#include <QImage>
#include <QString>

#include <optional>
#include <string_view>

namespace pinfold::ui {

// How the elements of a tensor make up an image.
struct ImageLayout {
    int height = 0;
    int width = 0;
    int channels = 1;           // 1 (grey) or 3 (red, green, blue)
    bool channelsLast = false;  // of three: those of a pixel stand together

    bool operator==(const ImageLayout&) const = default;
};

// H×W, H×W×1, H×W×3, 1×H×W or 3×H×W after any number of leading extents of 1; also a flat square (64 is 8×8). None for
// what is too small, too large or too oblong to be an image.
std::optional<ImageLayout> imageLayout(const Shape& shape);

// The pixels: the sample's smallest value is black, its largest white (of all channels together).
struct SampleImage {
    QImage image;
    double low = 0;  // of the finite elements
    double high = 0;
};
SampleImage sampleImage(const ImageLayout& layout, DType dtype, std::string_view bytes);

}  // namespace pinfold::ui
