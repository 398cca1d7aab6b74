// Makes pictures smaller (or larger) by averaging areas.
#pragma once

#include <vector>

#include "inkling/image/box.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Each pixel is the rounded mean of factor × factor pixels; what is left over at the right and
/// below makes narrower cells. factor at least 1.
GreyImage shrunk(const GreyImage& image, int factor);

/// The part of `image` within `box`, which lies inside and is not empty.
GreyImage cropped(const GreyImage& image, const Box& box);

/// A grid laid over a picture: cell (x, y) is a square of pitch × pitch source pixels with its
/// upper left corner at (left + x * pitch, top + y * pitch). Its grey level is the mean over the
/// window in the middle of it, which is `window` pitches wide, but at least one source pixel, so
/// that small pictures are interpolated.
struct Grid {
    double left = 0;
    double top = 0;
    double pitch = 1;  ///< source pixels from cell to cell; more than 0
    int columns = 0;
    int rows = 0;
    double window = 1;  ///< more than 1: cells overlap, which makes lines broader
};

/// columns * rows means; outside `box`, which lies inside the image, all is 0.
std::vector<float> area_means(const GreyImage& image, const Box& box, const Grid& grid);

}  // namespace inkling
