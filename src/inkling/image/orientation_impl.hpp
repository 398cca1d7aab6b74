// Pictures that the camera saved lying on their side are turned upright.
#pragma once

#include "inkling/image/decode_impl.hpp"

namespace inkling {

/// The orientation, 1 to 8, that an EXIF block ("Exif", two zeros, a TIFF header …) tells; 1 where
/// it tells none.
int exif_orientation(ByteSpan exif);

/// `image`, whose rows and columns lie as EXIF's `orientation` says, upright.
GreyImage upright(GreyImage image, int orientation);

}  // namespace inkling
