#include "inkling/image/ink_map.hpp"

#include <gtest/gtest.h>

#include "image/page_pictures.hpp"
#include "inkling/base/rng.hpp"

namespace inkling {
namespace {

PagePicture two_bars() {
    PagePicture page(240, 120);
    return page.bar(40, 30, 90, 4).bar(200, 30, 90, 4);
}

TEST(InkMap, InkIsInkAndPaperIsNoneWhateverTheLight) {
    const InkMap map = map_ink(two_bars().picture(240, 20, 0.6F));
    EXPECT_TRUE(map.dark);
    EXPECT_GT(map.threshold, 10);
    EXPECT_GT(map.level, map.threshold);
    for (const int x : {40, 200}) EXPECT_GT(map.ink.at(x, 60), 200) << x;
    for (const int x : {5, 20, 60, 120, 180, 230}) EXPECT_LT(map.ink.at(x, 60), 20) << x;
}

TEST(InkMap, LightInkOnADarkBoardIsTheSame) {
    GreyImage board = two_bars().picture();
    for (std::uint8_t& pixel : board.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
    const InkMap map = map_ink(board);
    EXPECT_FALSE(map.dark);
    EXPECT_GT(map.ink.at(40, 60), 200);
    EXPECT_LT(map.ink.at(120, 60), 12);
}

TEST(InkMap, TheEdgeOfAShadowIsNoInk) {
    GreyImage picture = two_bars().picture();
    for (int y = 0; y < picture.height; ++y)
        for (int x = 120; x < picture.width; ++x)
            picture.at(x, y) = static_cast<std::uint8_t>(picture.at(x, y) / 2);
    const InkMap map = map_ink(picture);
    for (int x = 100; x < 150; ++x) EXPECT_LT(map.ink.at(x, 60), map.threshold) << x;
    EXPECT_GT(map.ink.at(200, 60), map.threshold);
}

TEST(InkMap, NoiseIsMeasuredAndStaysBelowTheThreshold) {
    GreyImage picture = two_bars().picture(220, 40);
    Rng rng(1, Purpose::test);
    for (std::uint8_t& pixel : picture.pixels)
        pixel = static_cast<std::uint8_t>(static_cast<float>(pixel) + 12 * rng.normal());
    EXPECT_EQ(map_ink(two_bars().picture()).noise, 0);
    const InkMap map = map_ink(picture);
    EXPECT_GT(map.noise, 2);
    int specks = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 60; x < 180; ++x) specks += map.ink.at(x, y) > map.threshold;
    EXPECT_LE(specks, 3);
}

TEST(InkMap, EmptyPaperHasNoInk) {
    EXPECT_EQ(map_ink(blank_image(50, 40, 255)).level, 0);
    EXPECT_EQ(map_ink(blank_image(1, 1, 0)).level, 0);
    EXPECT_EQ(map_ink(blank_image(5000, 1, 200)).level, 0);
}

}  // namespace
}  // namespace inkling
