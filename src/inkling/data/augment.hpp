// Training images bent at random, so that a network does not learn pixels by heart: a new geometry
// for each image in each epoch, a pure function of (seed, epoch, image).
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/rng.hpp"
#include "inkling/image/warp.hpp"

namespace inkling {

/// Random geometry, uniform in ± the amount.
struct AugmentSpec {
    float rotate_degrees = 0;
    float scale = 0;  ///< 0.1: 0.9 … 1.1, each direction by itself
    float shear = 0;
    float shift_pixels = 0;

    [[nodiscard]] bool any() const {
        return rotate_degrees != 0 || scale != 0 || shear != 0 || shift_pixels != 0;
    }
};

/// One random variant of a 28×28 image. About 2 µs.
void augment(const AugmentSpec& spec, FramedSpan image, Rng rng,
             std::span<std::uint8_t, framed_size> out);

}  // namespace inkling
