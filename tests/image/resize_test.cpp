#include "inkling/image/resize.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Shrunk, IsTheMeanOfEachCell) {
    const GreyImage image{5, 2, {0, 10, 20, 30, 7, 20, 30, 40, 51, 9}};
    const GreyImage small = shrunk(image, 2);
    EXPECT_EQ(small.width, 3);
    EXPECT_EQ(small.height, 1);
    EXPECT_EQ(small.pixels, (std::vector<std::uint8_t>{15, 35, 8}));
    EXPECT_EQ(shrunk(image, 1).pixels, image.pixels);
}

TEST(Cropped, TakesThePart) {
    const GreyImage image{3, 2, {1, 2, 3, 4, 5, 6}};
    const GreyImage part = cropped(image, {1, 0, 2, 2});
    EXPECT_EQ(part.width, 2);
    EXPECT_EQ(part.pixels, (std::vector<std::uint8_t>{2, 3, 5, 6}));
}

TEST(AreaMeans, OfPitchOneIsThePicture) {
    const GreyImage image{3, 2, {1, 2, 3, 4, 5, 6}};
    const auto means = area_means(image, {0, 0, 3, 2}, {0, 0, 1, 3, 2});
    EXPECT_EQ(means, (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(AreaMeans, WeighsPixelsByOverlap) {
    const GreyImage image{3, 1, {100, 40, 10}};
    const auto means = area_means(image, {0, 0, 3, 1}, {0, 0, 1.5, 2, 1});
    // Cell 0 covers pixel 0 and half of pixel 1; the single row covers 1 of 1.5.
    ASSERT_EQ(means.size(), 2U);
    EXPECT_NEAR(means[0], (100 + 20) / 1.5 / 1.5, 1e-3);
    EXPECT_NEAR(means[1], (20 + 10) / 1.5 / 1.5, 1e-3);
}

TEST(AreaMeans, InterpolatesWhereThereAreFewPixels) {
    const GreyImage image{2, 1, {0, 100}};
    const auto means = area_means(image, {0, 0, 2, 1}, {0, 0.25, 0.5, 4, 1});
    ASSERT_EQ(means.size(), 4U);
    EXPECT_NEAR(means[1], 25, 1e-3);
    EXPECT_NEAR(means[2], 75, 1e-3);
}

TEST(AreaMeans, OutsideTheBoxIsNothing) {
    const GreyImage image = blank_image(4, 4, 200);
    const auto means = area_means(image, {2, 0, 2, 4}, {0, 0, 2, 2, 2});
    EXPECT_EQ(means, (std::vector<float>{0, 200, 0, 200}));
}

}  // namespace
}  // namespace inkling
