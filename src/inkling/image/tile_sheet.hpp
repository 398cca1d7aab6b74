// Lays many small pictures out on one.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/image/grey_image.hpp"

namespace inkling {

struct TileOptions {
    int columns = 10;             ///< pictures in a row; at least 1
    int scale = 1;                ///< each pixel becomes scale × scale; at least 1
    int gap = 1;                  ///< pixels between pictures and around them, not scaled
    std::uint8_t gap_grey = 128;  ///< of gaps and of cells without picture
    bool invert = false;          ///< 255 - grey: ink that is white turns dark
};

/// All `images`, which have one size, from left to right and down. Empty where there are none.
GreyImage contact_sheet(std::span<const GreyImage> images, const TileOptions& options = {});
/// The same for images that lie one after another, of width × height pixels each.
GreyImage contact_sheet(std::span<const std::uint8_t> images, int width, int height,
                        const TileOptions& options = {});

}  // namespace inkling
