#include "inkling/tensor/pixels.hpp"

namespace inkling {

void scale_pixels(std::span<const std::uint8_t> pixels, float* out) noexcept {
    for (std::size_t i = 0; i < pixels.size(); ++i) out[i] = static_cast<float>(pixels[i]) / 255.0F;
}

}  // namespace inkling
