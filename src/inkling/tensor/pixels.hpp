// The one place where pixels become numbers: 0–255 → 0–1. Training and answering both call it, so
// both see identical numbers; only PixelLayer (pixel_layer.hpp) reads the bytes themselves.
#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// out[i] = pixels[i] / 255, correctly rounded.
void scale_pixels(std::span<const std::uint8_t> pixels, float* out) noexcept;

}  // namespace inkling
