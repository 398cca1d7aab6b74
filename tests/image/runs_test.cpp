#include "inkling/image/runs.hpp"

#include <gtest/gtest.h>

#include "inkling/base/rng.hpp"

namespace inkling {
namespace {

GreyImage random_ink(int width, int height, std::uint64_t seed) {
    GreyImage image = blank_image(width, height, 0);
    Rng rng(seed, Purpose::test);
    for (std::uint8_t& pixel : image.pixels) pixel = rng.chance(0.3F) ? 200 : 50;
    return image;
}

TEST(Runs, CoverExactlyTheInk) {
    for (const int width : {1, 7, 8, 9, 63, 64, 100}) {
        const GreyImage image = random_ink(width, 20, static_cast<std::uint64_t>(width));
        GreyImage painted = blank_image(width, 20, 50);
        const RunTable table = find_runs(image, 100);
        ASSERT_EQ(table.row_start.size(), 21U);
        for (int y = 0; y < 20; ++y) {
            int end = -1;
            for (const inkling::Run& run : table.row(y)) {
                EXPECT_EQ(run.y, y);
                EXPECT_GT(run.first, end);  // a gap between runs
                EXPECT_GT(run.length(), 0);
                for (int x = run.first; x < run.last; ++x) painted.at(x, y) = 200;
                end = run.last;
            }
        }
        EXPECT_EQ(painted.pixels, image.pixels);
    }
}

TEST(Runs, TheThresholdItselfIsPaper) {
    EXPECT_TRUE(find_runs(blank_image(10, 1, 100), 100).runs.empty());
    EXPECT_EQ(find_runs(blank_image(10, 1, 101), 100).runs.size(), 1U);
}

TEST(Runs, OfColumnsAreThoseOfTheTurnedPicture) {
    for (const int width : {1, 2, 62, 63, 64, 65, 126, 128, 130})
        for (const int height : {1, 63, 64, 70}) {
            const GreyImage image = random_ink(width, height, static_cast<std::uint64_t>(width));
            GreyImage turned = blank_image(height, width, 0);
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x) turned.at(y, x) = image.at(x, y);
            const InkBits ink = ink_bits(image, 100);
            const InkBits columns = transposed(ink);
            EXPECT_EQ(columns.words, ink_bits(turned, 100).words) << width << " x " << height;
            EXPECT_EQ(transposed(columns).words, ink.words);
            EXPECT_EQ(find_runs(columns).row_start, find_runs(turned, 100).row_start);
        }
}

TEST(Runs, FullRowsEndWithThePicture) {
    for (const int width : {1, 61, 62, 63, 64, 65, 127, 128}) {
        const RunTable table = find_runs(blank_image(width, 2, 255), 0);
        ASSERT_EQ(table.runs.size(), 2U) << width;
        EXPECT_EQ(table.runs[1].first, 0);
        EXPECT_EQ(table.runs[1].last, width);
    }
}

}  // namespace
}  // namespace inkling
