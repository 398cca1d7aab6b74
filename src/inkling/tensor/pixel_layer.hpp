// The first layer of a network that answers about pixels, in whole numbers. Pixels are bytes as
// they come, weights are rounded to 16 bits, each column by its own scale; the sums are exact, so
// all kernel paths give the same bits. It reads half as much memory as with floats, and makes two
// products at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "inkling/base/buffer.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

/// Pixels of a picture, at most.
inline constexpr std::size_t largest_picture = 4096;

/// Arguments of the kernel: out(i, j) = scale[j] · Σ_p pixels[i · count + p] · weight(p, j) +
/// bias[j], where weight(p, j) = weights[((p / 2) · columns + j) · 2 + p % 2].
struct PixelLayerArgs {
    const std::uint8_t* pixels;
    std::size_t count;  ///< pixels of a picture
    std::size_t rows;   ///< pictures
    const std::int16_t* weights;
    const float* scale;
    const float* bias;
    float* out;
    std::size_t out_stride;
    std::size_t columns;  ///< a multiple of lane_count
};

class PixelLayer {
  public:
    /// y = x·W + b for x = pixels/255: `kernel` has a row for each pixel, `bias` a value for each
    /// padded column. Nothing where pictures are larger than largest_picture, or where weights are
    /// not finite.
    static std::optional<PixelLayer> of(ConstMatrix kernel, const float* bias);

    /// Row i of y becomes the answer for picture i of `pictures`, which lie one after the other;
    /// padding columns too. A weight differs from what it was by at most 1/65534 of the largest of
    /// its column, or 255 · Σ|w| / 2^31, where that is more.
    void operator()(std::span<const std::uint8_t> pictures, Matrix y) const noexcept;

  private:
    PixelLayer() = default;

    std::size_t pixels_ = 0;
    std::size_t columns_ = 0;
    Buffer<std::int16_t> weights_;
    Buffer<float> scale_;
    Buffer<float> bias_;
};

}  // namespace inkling
