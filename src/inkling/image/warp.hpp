// One inverse-mapped bilinear warp, 28×28 → 28×28: augmentation and normalisation of digits compose
// into one map, so that pixels are sampled once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "inkling/image/affine.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

/// How far each output pixel reaches beside the place that the affine map gives it, in steps; the
/// hook for elastic distortion. Null: not at all. Steps are bytes, so that a bank of fields stays
/// in the cache of one core.
struct WarpField {
    const std::int8_t* dx = nullptr;  ///< 28 rows, `pitch` apart; 32 values of each row are read
    const std::int8_t* dy = nullptr;  ///< null exactly where dx is
    std::size_t pitch = 32;
    float step = 1;  ///< pixels of the source
};

using FramedSpan = std::span<const std::uint8_t, framed_size>;

/// Output pixel (x, y) is the source at to_source(x, y) + field(x, y), between the four pixels
/// around it (bilinear), rounded. Pixel (x, y) of either lies at the point (x, y); outside the
/// source is paper (0). `out` must not overlap `source`. Any finite or not finite map is safe.
void warp(FramedSpan source, const Affine& to_source, std::span<std::uint8_t, framed_size> out,
          const WarpField& field = {});

/// The middle of a framed picture, for Affine::about().
inline constexpr Point framed_centre{(framed_side - 1) / 2.0, (framed_side - 1) / 2.0};

}  // namespace inkling
