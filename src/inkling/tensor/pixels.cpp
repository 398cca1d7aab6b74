#include "inkling/tensor/pixels.hpp"

#include "inkling/tensor/kernels.hpp"

namespace inkling {

void scale_pixels(std::span<const std::uint8_t> pixels, float* out) noexcept {
    kernels().scale_pixels(pixels.data(), out, pixels.size());
}

}  // namespace inkling
