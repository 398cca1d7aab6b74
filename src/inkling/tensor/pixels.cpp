#include "inkling/tensor/pixels.hpp"

#include <algorithm>

#include "inkling/tensor/kernels.hpp"

namespace inkling {

void scale_pixels(std::span<const std::uint8_t> pixels, float* out) noexcept {
    kernels().scale_pixels(pixels.data(), out, pixels.size());
}

void round_to_pixels(std::span<const float> values, std::uint8_t* out) noexcept {
    for (const float value : values) {
        const float clamped = value > 0 ? std::min(value, 1.0F) : 0;
        *out++ = static_cast<std::uint8_t>(clamped * 255 + 0.5F);
    }
}

}  // namespace inkling
