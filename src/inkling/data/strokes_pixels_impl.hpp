// Pixels of a written digit, framed as MNIST's. Inside the data room.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/data/strokes.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

/// Draws `digit` anti-aliased: the longer side of its ink is as long as `canvas`, which is square
/// scratch of 20 × 20 where it shall be framed as MNIST is, and at most 28 × 28; its centre of mass
/// lies as near to (14, 14) as whole pixels allow. `out`, 28 × 28, is all 0 before.
void paint_framed(const PennedDigit& digit, Canvas& canvas,
                  std::span<std::uint8_t, framed_size> out);

}  // namespace inkling
