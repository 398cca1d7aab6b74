// Pixels of a written digit, framed as MNIST's. Inside the data room.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/data/strokes.hpp"

namespace inkling {

/// Draws `digit` anti-aliased: the longer side of its ink is 20 pixels, its centre of mass lies as
/// near to the middle as whole pixels allow. `pixels`: 28 × 28, all 0 before.
void paint_framed(const PennedDigit& digit, std::span<std::uint8_t, 784> pixels);

}  // namespace inkling
