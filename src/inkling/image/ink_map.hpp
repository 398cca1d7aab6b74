// The first steps for a page: grey levels → how much ink lies on each pixel. Polarity is found,
// uneven light and shadows are taken away, noise is smoothed.
#pragma once

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Of 255: fainter marks are no ink.
inline constexpr double least_contrast = 10;

/// A page without its paper.
struct InkMap {
    GreyImage ink;         ///< 0 paper .. 255: the share of the paper's light that ink takes away
    bool dark = true;      ///< the picture shows dark ink on light paper
    double level = 0;      ///< of solid ink, in the units of `ink`; 0 where there is no ink
    double noise = 0;      ///< standard deviation of paper in `ink`
    double threshold = 0;  ///< what is above is ink
};

/// Finds the ink of a whole page. `picture` is not empty.
InkMap map_ink(const GreyImage& picture);

}  // namespace inkling
