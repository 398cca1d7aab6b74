// The one place where pixels become numbers: 0–255 → 0–1. Training and answering both call it, so
// both see identical numbers; only PixelLayer (pixel_layer.hpp) and features read the bytes
// themselves.
#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// out[i] = pixels[i] / 255, correctly rounded.
void scale_pixels(std::span<const std::uint8_t> pixels, float* out) noexcept;

/// The way back: the nearest of 256 levels, halves upwards; what is outside of 0 … 1 counts as its
/// end, and NaN as 0.
void round_to_pixels(std::span<const float> values, std::uint8_t* out) noexcept;

}  // namespace inkling
