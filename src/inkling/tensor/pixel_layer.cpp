#include "inkling/tensor/pixel_layer.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/base/check.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

/// What the weights of a column are multiplied by before they are rounded: as large as 16 bits
/// allow, and as a picture of nothing but ink allows whose sum has 32 bits. Nothing where the
/// weights are not finite.
std::optional<double> column_scale(ConstMatrix kernel, std::size_t column) {
    constexpr double largest_weight = 32767, largest_sum = 1 << 30;
    double largest = 0, sum = 0;
    for (std::size_t p = 0; p < kernel.rows; ++p) {
        const double weight = std::abs(static_cast<double>(kernel(p, column)));
        largest = std::max(largest, weight);
        sum += weight;
    }
    if (!std::isfinite(sum)) return std::nullopt;
    return largest > 0 ? std::min(largest_weight / largest, largest_sum / (255 * sum)) : 1;
}

}  // namespace

std::optional<PixelLayer> PixelLayer::of(ConstMatrix kernel, const float* bias) {
    const std::size_t columns = padded(kernel.columns);
    if (kernel.rows > largest_picture) return std::nullopt;
    PixelLayer layer;
    layer.pixels_ = kernel.rows;
    layer.columns_ = columns;
    layer.weights_ = Buffer<std::int16_t>((kernel.rows + 1) / 2 * columns * 2);
    layer.scale_ = Buffer<float>(columns);
    layer.bias_ = Buffer<float>::copy_of({bias, columns});
    for (std::size_t j = 0; j < kernel.columns; ++j) {
        const std::optional<double> scale = column_scale(kernel, j);
        if (!scale) return std::nullopt;
        layer.scale_[j] = static_cast<float>(1 / (255 * *scale));
        for (std::size_t p = 0; p < kernel.rows; ++p)
            layer.weights_[(p / 2 * columns + j) * 2 + p % 2] =
                static_cast<std::int16_t>(std::lround(static_cast<double>(kernel(p, j)) * *scale));
    }
    return layer;
}

void PixelLayer::operator()(std::span<const std::uint8_t> pictures, Matrix y) const noexcept {
    INKLING_CHECK(pictures.size() <= y.rows * pixels_ && pictures.size() % pixels_ == 0);
    kernels().pixel_layer({pictures.data(), pixels_, pictures.size() / pixels_, weights_.data(),
                           scale_.data(), bias_.data(), y.data, y.stride, columns_});
}

}  // namespace inkling
