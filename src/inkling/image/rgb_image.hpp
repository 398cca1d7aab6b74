// A colour picture, for what inkling draws itself: reports, plots, marked pages.
#pragma once

#include <cstdint>
#include <vector>

namespace inkling {

/// `pixels` holds red, green, blue of width * height pixels, row by row without gaps.
struct RgbImage {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;
};

}  // namespace inkling
