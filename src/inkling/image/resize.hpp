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

/// Grey levels on a grid laid over a picture: cell (x, y) is the mean over the window of
/// `pitch` × `pitch` source pixels (at least 1 × 1, so that small pictures are interpolated) in the
/// middle of its square, whose upper left corner is (left + x * pitch, top + y * pitch).
struct Grid {
    double left = 0;
    double top = 0;
    double pitch = 1;  ///< source pixels from cell to cell; more than 0
    int columns = 0;
    int rows = 0;
};

/// columns * rows means; outside `box`, which lies inside the image, all is 0.
std::vector<float> area_means(const GreyImage& image, const Box& box, const Grid& grid);

}  // namespace inkling
