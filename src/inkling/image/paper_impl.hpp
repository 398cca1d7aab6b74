// What a picture would show without ink: the paper under uneven light.
#pragma once

#include <array>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// The grey level of the paper: a polynomial of second degree over the picture.
struct Paper {
    std::array<double, 6> terms{};  ///< of 1, u, v, uu, uv, vv; u and v run from -1 to 1
    int width = 0;
    int height = 0;

    /// The level in all pixels of row y: `out` holds `width`.
    void row(int y, float* out) const;
};

/// Fits the paper to what is not ink, be it darker or lighter: robust regression (Tukey's biweight,
/// iterated), which starts from the border, where paper is expected. `picture` is not empty.
Paper fit_paper(const GreyImage& picture);

}  // namespace inkling
