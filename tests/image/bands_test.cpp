#include "inkling/image/bands_impl.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

/// An "L" of light ink on dark paper, 28×28.
GreyImage letter(int grey = 255) {
    GreyImage picture = blank_image(28, 28, 0);
    for (int y = 5; y < 24; ++y) picture.at(10, y) = static_cast<std::uint8_t>(grey);
    for (int x = 5; x < 24; ++x) picture.at(x, 17) = static_cast<std::uint8_t>(grey);
    return picture;
}

/// Inverted where both are at least `from` and below `to`.
GreyImage striped(GreyImage picture, int from, int to, bool rows) {
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            if (const int place = rows ? y : x; place >= from && place < to)
                picture.at(x, y) = static_cast<std::uint8_t>(255 - picture.at(x, y));
    return picture;
}

TEST(Bands, InkIsMadeAlikeOnAllOfThem) {
    for (const bool rows : {false, true}) {
        const GreyImage picture = striped(striped(letter(), 0, 7, rows), 21, 28, rows);
        const auto result = without_bands(picture);
        ASSERT_TRUE(result) << rows;
        EXPECT_EQ(result->pixels, letter().pixels) << rows;
    }
}

TEST(Bands, ThePolarityIsThatOfTheLargest) {
    const auto result = without_bands(striped(letter(), 8, 28, false));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->pixels, striped(letter(), 0, 28, false).pixels);
}

TEST(Bands, APageBesideATableIsOnePaper) {
    GreyImage picture = striped(letter(), 0, 28, false);  // dark ink on white paper
    for (int y = 0; y < 28; ++y)
        for (int x = 26 - 6; x < 28; ++x) picture.at(x, y) = 90;
    const auto result = without_bands(picture);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->at(24, 3), 255);
    EXPECT_EQ(result->at(10, 10), 0);
}

TEST(Bands, StrokesAreNone) {
    EXPECT_FALSE(without_bands(letter()));
    EXPECT_FALSE(without_bands(blank_image(28, 28, 40)));
    EXPECT_FALSE(without_bands(GreyImage{}));
    // A one that fills the height of its picture, and is as broad as a band.
    GreyImage one = blank_image(20, 20, 255);
    for (int y = 0; y < 20; ++y)
        for (int x = 7; x < 13; ++x) one.at(x, y) = 0;
    EXPECT_FALSE(without_bands(one));
    // Too narrow for a band: the foot of a two that touches all sides.
    GreyImage two = letter();
    for (int x = 0; x < 28; ++x) two.at(x, 27) = two.at(x, 26) = two.at(x, 25) = 255;
    EXPECT_FALSE(without_bands(two));
}

}  // namespace
}  // namespace inkling
