#include "inkling/image/dotted_impl.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace inkling {
namespace {

void block(GreyImage& picture, int left, int top, int width, int height, int grey) {
    for (int y = top; y < top + height; ++y)
        for (int x = left; x < left + width; ++x)
            picture.at(x, y) = static_cast<std::uint8_t>(grey);
}

/// A one in the middle.
GreyImage one() {
    GreyImage picture = blank_image(28, 28, 0);
    block(picture, 12, 4, 4, 20, 255);
    return picture;
}

/// With dots of 2 × 2 pixels, four apart, from the left to the right.
GreyImage dotted(GreyImage picture, int top, int rise_per_dot, int grey = 255) {
    for (int k = 0; k < 7; ++k)
        block(picture, 2 + 4 * k - (k == 6), top + k * rise_per_dot, 2, 2, grey);
    return picture;
}

TEST(DottedRule, ItsDotsGo) {
    for (const int rise : {0, 1}) {
        const auto clean = without_dotted_rule(dotted(one(), 14, rise));
        ASSERT_TRUE(clean) << rise;
        for (const int k : {0, 1, 4, 5}) EXPECT_EQ(clean->at(2 + 4 * k, 14 + k * rise), 0) << k;
        for (int y = 4; y < 24; ++y) EXPECT_EQ(clean->at(13, y), 255);
    }
    // Dark on light.
    GreyImage dark = dotted(one(), 14, 0);
    for (std::uint8_t& grey : dark.pixels) grey = static_cast<std::uint8_t>(255 - grey);
    ASSERT_TRUE(without_dotted_rule(dark));
    EXPECT_EQ(without_dotted_rule(dark)->at(2, 14), 255);
    EXPECT_EQ(without_dotted_rule(dark)->at(13, 14), 0);
}

TEST(DottedRule, SpecksAreNone) {
    EXPECT_FALSE(without_dotted_rule(one()));
    EXPECT_FALSE(without_dotted_rule(GreyImage{}));
    EXPECT_FALSE(without_dotted_rule(blank_image(28, 28, 200)));
    // Evenly spaced, but not from side to side.
    GreyImage part = one();
    for (int k = 2; k < 6; ++k) block(part, 2 + 4 * k, 26, 2, 2, 255);
    EXPECT_FALSE(without_dotted_rule(part));
    // As many, but anywhere.
    GreyImage dust = one();
    for (const auto& [x, y] : {std::pair{2, 3}, {6, 20}, {9, 8}, {20, 5}, {22, 17}, {25, 24}})
        block(dust, x, y, 2, 2, 255);
    EXPECT_FALSE(without_dotted_rule(dust));
}

}  // namespace
}  // namespace inkling
