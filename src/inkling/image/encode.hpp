// Pictures out: PNG bytes, for reports, exports and contact sheets.
#pragma once

#include <cstdint>
#include <vector>

#include "inkling/image/grey_image.hpp"
#include "inkling/image/rgb_image.hpp"

namespace inkling {

/// The PNG file of a picture of at least 1 × 1 whose pixels match its size. Deterministic.
std::vector<std::uint8_t> encode_png(const GreyImage& image);
std::vector<std::uint8_t> encode_png(const RgbImage& image);

}  // namespace inkling
