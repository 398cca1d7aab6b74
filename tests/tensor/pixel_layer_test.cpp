#include "inkling/tensor/pixel_layer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

/// Four fifths paper, as a picture of a digit; the first one is nothing but ink.
std::vector<std::uint8_t> pictures(std::size_t count, std::size_t pixels) {
    std::vector<std::uint8_t> all(count * pixels, 255);
    Rng rng(3, Purpose::test);
    for (std::size_t i = pixels; i < all.size(); ++i)
        all[i] = rng.chance(0.8F) ? 0 : static_cast<std::uint8_t>(rng.below(256));
    return all;
}

class PixelLayers : public KernelPaths {
  protected:
    /// Compares the layer on all paths with sums in double precision.
    static void check(std::size_t count, std::size_t pixels, std::size_t units, float size) {
        SCOPED_TRACE(testing::Message() << count << " of " << pixels << " pixels, " << units);
        MatrixBuffer kernel = random_matrix(pixels, units, 1);
        for (std::size_t p = 0; p < pixels; ++p)
            for (std::size_t j = 0; j < units; ++j) kernel.view()(p, j) *= size;
        const MatrixBuffer bias = random_matrix(1, units, 2);
        const auto all = pictures(count, pixels);
        const auto layer = PixelLayer::of(kernel.view(), bias.view().data);
        ASSERT_TRUE(layer);
        const MatrixBuffer y = on_all_paths([&] {
            MatrixBuffer out(count, units);
            (*layer)(all, out.view());
            return out;
        });
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < units; ++j) {
                double sum = 0, ink = 0, largest = 0;
                for (std::size_t p = 0; p < pixels; ++p) {
                    const double x = all[i * pixels + p] / 255.0;
                    sum += x * static_cast<double>(kernel.view()(p, j));
                    ink += x;
                    largest = std::max(largest, std::abs(static_cast<double>(kernel.view()(p, j))));
                }
                const double rounding = 1e-6 * (std::abs(sum) + 1);
                ASSERT_NEAR(y.view()(i, j), sum + static_cast<double>(bias.view()(0, j)),
                            ink * largest / 65534 + rounding)
                    << i << ", " << j;
            }
    }
};

TEST_F(PixelLayers, AreTheProductInWholeNumbers) {
    check(1, 784, 128, 0.05F);
    check(7, 784, 64, 1);
    check(40, 784, 16, 0.05F);    // more than walk side by side
    check(70, 1568, 144, 0.05F);  // two planes; panels of eight vectors and of one
    check(3, 15, 10, 30);         // a pixel left over, padding columns
    check(9, largest_picture, 80, 0.1F);
}

TEST_F(PixelLayers, HoldTheSumOfAnyPicture) {
    // All weights alike: the largest sum that a column can have for its largest weight.
    constexpr std::size_t pixels = largest_picture;
    MatrixBuffer kernel(pixels, 16), bias(1, 16), y(1, 16);
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t j = 0; j < 16; ++j) kernel.view()(p, j) = j % 2 == 0 ? 2 : -2;
    const std::vector<std::uint8_t> ink(pixels, 255);
    const auto layer = PixelLayer::of(kernel.view(), bias.view().data);
    ASSERT_TRUE(layer);
    (*layer)(ink, y.view());
    // Less room for each weight than 16 bits: 2^30 / (255 · 4096) = 1028 levels.
    EXPECT_NEAR(y.view()(0, 0), 2 * pixels, 2.0 * pixels / 2056);
    EXPECT_EQ(y.view()(0, 1), -y.view()(0, 0));
}

TEST_F(PixelLayers, AreNotWhereTheyCannotBe) {
    MatrixBuffer kernel(4, 16), bias(1, 16);
    EXPECT_TRUE(PixelLayer::of(kernel.view(), bias.view().data));  // all zero
    for (const float value :
         {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
        kernel.view()(2, 3) = value;
        EXPECT_FALSE(PixelLayer::of(kernel.view(), bias.view().data)) << value;
    }
    MatrixBuffer large(largest_picture + 1, 16);
    EXPECT_FALSE(PixelLayer::of(large.view(), bias.view().data));
}

}  // namespace
}  // namespace inkling
