// Pixels of a written digit, framed as MNIST's. Inside the data room.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/data/strokes.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

/// Draws `digit` anti-aliased: the longer side of its ink is 20 pixels, its centre of mass lies as
/// near to (14, 14) as whole pixels allow. `canvas` is scratch of 20 × 20; `out`, 28 × 28, is all 0
/// before.
void paint_framed(const PennedDigit& digit, Canvas& canvas,
                  std::span<std::uint8_t, framed_size> out);

}  // namespace inkling
