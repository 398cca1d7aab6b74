// Noise that frame_digit() takes away before it looks for ink. Each is done only where the noise is
// plainly there: clean pictures stay as they are.
#pragma once

#include <optional>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Broken pixels, white or black whatever is there (salt and pepper): by medians of 3 × 3 pixels.
/// Nothing where less than one in 33 pixels stands out against all around it.
std::optional<GreyImage> without_impulses(const GreyImage& picture);

/// Grain, which differs from pixel to pixel (few quanta of light): by a slight blur. Nothing where
/// the picture is smooth, or so large that framing will average the grain away.
std::optional<GreyImage> without_grain(const GreyImage& picture);

}  // namespace inkling
