#include "inkling/image/noise_impl.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "inkling/base/rng.hpp"

namespace inkling {
namespace {

/// A broad ring, 28×28 or larger by a factor.
GreyImage ring(int factor = 1) {
    GreyImage picture = blank_image(28 * factor, 28 * factor, 0);
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const int dx = x - 14 * factor, dy = y - 14 * factor;
            const int square = dx * dx + dy * dy;
            if (square <= 81 * factor * factor && square >= 25 * factor * factor)
                picture.at(x, y) = 255;
        }
    return picture;
}

GreyImage with_broken_pixels(GreyImage picture, float share) {
    Rng rng(5, Purpose::test);
    for (std::uint8_t& grey : picture.pixels)
        if (rng.chance(share)) grey = rng.below(2) == 0 ? 0 : 255;
    return picture;
}

int wrong_pixels(const GreyImage& a, const GreyImage& b) {
    int count = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        count += std::abs(a.pixels[i] - b.pixels[i]) > 127;
    return count;
}

TEST(Impulses, AreTakenAway) {
    for (const int factor : {1, 4}) {
        const GreyImage broken = with_broken_pixels(ring(factor), 0.25F);
        const auto mended = without_impulses(broken);
        ASSERT_TRUE(mended);
        EXPECT_LT(4 * wrong_pixels(*mended, ring(factor)), wrong_pixels(broken, ring(factor)));
    }
}

TEST(Impulses, CleanPicturesStay) {
    EXPECT_FALSE(without_impulses(ring()));
    EXPECT_FALSE(without_impulses(with_broken_pixels(ring(), 0.02F)));
    EXPECT_FALSE(without_impulses(blank_image(28, 28, 255)));
    EXPECT_FALSE(without_impulses(blank_image(2, 28, 255)));
    EXPECT_FALSE(without_impulses(GreyImage{}));
    GreyImage thin = blank_image(28, 28, 255);  // a line of one pixel is no impulse
    for (int y = 0; y < 28; ++y) thin.at(y, y) = 0;
    EXPECT_FALSE(without_impulses(thin));
}

TEST(Grain, IsBlurredInSmallPicturesOnly) {
    Rng rng(6, Purpose::test);
    GreyImage grainy = ring();
    for (std::uint8_t& grey : grainy.pixels)
        if (grey > 0) grey = static_cast<std::uint8_t>(85 * rng.below(4));
    const auto smooth = without_grain(grainy);
    ASSERT_TRUE(smooth);
    EXPECT_NE(smooth->pixels, grainy.pixels);
    EXPECT_EQ(smooth->at(0, 0), 0);
    GreyImage large = blank_image(60, 60, 0);
    for (int y = 0; y < 28; ++y)
        for (int x = 0; x < 28; ++x) large.at(x + 16, y + 16) = grainy.at(x, y);
    EXPECT_FALSE(without_grain(large));
    EXPECT_FALSE(without_grain(ring()));
    EXPECT_FALSE(without_grain(blank_image(28, 28, 9)));
    EXPECT_FALSE(without_grain(blank_image(1, 1, 9)));
}

}  // namespace
}  // namespace inkling
