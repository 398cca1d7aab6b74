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

TEST(Runs, TransposedTwiceIsTheSame) {
    const GreyImage image = random_ink(70, 45, 3);
    const GreyImage turned = transposed(image);
    EXPECT_EQ(turned.width, 45);
    EXPECT_EQ(turned.at(11, 60), image.at(60, 11));
    EXPECT_EQ(transposed(turned).pixels, image.pixels);
}

}  // namespace
}  // namespace inkling
