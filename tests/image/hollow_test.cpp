#include "inkling/image/hollow_impl.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

/// The outline, one pixel wide, of a rectangle.
void frame(GreyImage& picture, int left, int top, int right, int bottom, std::uint8_t grey = 255) {
    for (int x = left; x <= right; ++x) picture.at(x, top) = picture.at(x, bottom) = grey;
    for (int y = top; y <= bottom; ++y) picture.at(left, y) = picture.at(right, y) = grey;
}

/// The outline of a zero whose strokes are three pixels inside.
GreyImage hollow_zero() {
    GreyImage picture = blank_image(28, 28, 0);
    frame(picture, 6, 4, 20, 23);
    frame(picture, 10, 8, 16, 19);
    return picture;
}

TEST(Hollow, EveryOtherRegionIsFilled) {
    const auto filled = filled_outlines(hollow_zero());
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->at(8, 6), 255);  // between both lines
    EXPECT_EQ(filled->at(6, 4), 255);  // a line
    EXPECT_EQ(filled->at(13, 13), 0);  // the hole of the zero
    EXPECT_EQ(filled->at(2, 2), 0);
    EXPECT_EQ(filled->at(27, 27), 0);
}

TEST(Hollow, DarkLinesOnLightPaperToo) {
    GreyImage dark = hollow_zero();
    for (std::uint8_t& grey : dark.pixels) grey = static_cast<std::uint8_t>(255 - grey);
    const auto filled = filled_outlines(dark);
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->at(8, 6), 0);
    EXPECT_EQ(filled->at(13, 13), 255);
}

TEST(Hollow, AThinPenIsNoOutline) {
    GreyImage zero = blank_image(28, 28, 0);
    frame(zero, 8, 4, 19, 23);
    EXPECT_FALSE(filled_outlines(zero));
    GreyImage type = blank_image(28, 28, 0);  // five by seven pixels, as on small displays
    frame(type, 10, 10, 14, 16);
    EXPECT_FALSE(filled_outlines(type));
    GreyImage one = blank_image(28, 28, 0);
    for (int y = 4; y < 24; ++y) one.at(14, y) = 255;
    EXPECT_FALSE(filled_outlines(one));
}

TEST(Hollow, BroadOrGreyLinesAreNoOutlines) {
    GreyImage broad = hollow_zero();
    for (int y = 4; y < 24; ++y) broad.at(7, y) = broad.at(19, y) = broad.at(9, y) = 255;
    EXPECT_FALSE(filled_outlines(broad));
    GreyImage grey = hollow_zero();
    for (int y = 0; y < 28; ++y) grey.at(3, y) = 120;
    EXPECT_FALSE(filled_outlines(grey));
    EXPECT_FALSE(filled_outlines(blank_image(28, 28, 7)));
    EXPECT_FALSE(filled_outlines(GreyImage{}));
    EXPECT_FALSE(filled_outlines(blank_image(40, 40, 7)));
}

}  // namespace
}  // namespace inkling
