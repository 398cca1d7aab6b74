// Paper of several brightnesses on one picture, with straight edges between: a sheet that lies on a
// darker table, a form with shaded columns, stripes. frame_digit() makes it one paper.
#pragma once

#include <optional>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Where straight edges along rows or columns part the picture into bands, each with a brightness
/// of its own: the same picture with the paper of its largest band everywhere, ink in the polarity
/// that it has there. Nothing where there are no bands, or no ink but them.
std::optional<GreyImage> without_bands(const GreyImage& picture);

}  // namespace inkling
