#include "inkling/data/corruptions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "inkling/base/thread_pool.hpp"

namespace inkling {
namespace {

constexpr int side = framed_side;

std::size_t at(int x, int y) {
    return static_cast<std::size_t>(y * side + x);
}

/// A block of full ink from (left, top) of width × height.
FramedPixels block(int left, int top, int width, int height, std::uint8_t ink = 255) {
    FramedPixels pixels{};
    for (int y = top; y < top + height; ++y)
        for (int x = left; x < left + width; ++x) pixels[at(x, y)] = ink;
    return pixels;
}

FramedPixels spoilt(Corruption corruption, const FramedPixels& digit, std::uint32_t sample = 0) {
    return corrupted(corruption, digit, Rng(7, Purpose::corruptions, 0, sample));
}

double mean(const FramedPixels& pixels) {
    return std::accumulate(pixels.begin(), pixels.end(), 0.0) / framed_size;
}

TEST(Corruptions, EachHasANameOfItsOwn) {
    std::set<std::string_view> names;
    for (const Corruption corruption : all_corruptions()) names.insert(name_of(corruption));
    EXPECT_EQ(names.size(), corruption_count);
    EXPECT_EQ(name_of(Corruption::canny_edges), "Canny edges");
}

TEST(Corruptions, AllButTheIdentityChangeADigit) {
    const FramedPixels digit = block(10, 6, 6, 16, 230);
    for (const Corruption corruption : all_corruptions()) {
        const bool changed = spoilt(corruption, digit) != digit;
        EXPECT_EQ(changed, corruption != Corruption::identity) << name_of(corruption);
    }
}

TEST(Corruptions, ASetDependsOnItsSeedAndNotOnThreads) {
    ImageSet images;
    images.count = 5;
    images.width = images.height = side;
    images.pixels = Buffer<std::uint8_t>(5 * framed_size);
    images.labels = Buffer<std::uint8_t>(5);
    for (std::size_t i = 0; i < 5; ++i) {
        const FramedPixels digit = block(8, 8, 5, 12);
        std::copy(digit.begin(), digit.end(), images.pixels.data() + i * framed_size);
        images.labels[i] = static_cast<std::uint8_t>(i);
    }
    const auto pixels = [&](std::uint64_t seed, int threads) {
        ThreadPool pool(threads);
        const ImageSet set = corrupted(Corruption::impulse_noise, images, seed, pool);
        EXPECT_EQ(set.labels[3], 3);
        return std::vector<std::uint8_t>(set.pixels.data(), set.pixels.data() + 5 * framed_size);
    };
    const auto first = pixels(1, 1);
    EXPECT_EQ(first, pixels(1, 3));
    EXPECT_NE(first, pixels(2, 1));
    EXPECT_FALSE(std::equal(first.begin(), first.begin() + framed_size,
                            first.begin() + framed_size));  // each image has its own dice
}

TEST(Corruptions, ShotNoiseKeepsTheMeanAndHasFourLevels) {
    double sum = 0;
    for (std::uint32_t i = 0; i < 40; ++i) {
        const FramedPixels noisy = spoilt(Corruption::shot_noise, block(0, 0, side, side, 85), i);
        for (const std::uint8_t value : noisy)
            EXPECT_TRUE(value == 0 || value == 85 || value == 170 || value == 255) << int{value};
        sum += mean(noisy);
    }
    // Poisson of mean 1, cut off at 3: 1 − Σ (k − 3) P(k > 3) = 0.9766 quanta of 85.
    EXPECT_NEAR(sum / 40, 0.9766 * 85, 1.5);
    EXPECT_EQ(spoilt(Corruption::shot_noise, {}), FramedPixels{});
}

TEST(Corruptions, ImpulseNoiseBreaksAShareOfThePixels) {
    const FramedPixels grey = block(0, 0, side, side, 100);
    int black = 0, white = 0, same = 0;
    for (std::uint32_t i = 0; i < 40; ++i)
        for (const std::uint8_t value : spoilt(Corruption::impulse_noise, grey, i)) {
            black += value == 255;
            white += value == 0;
            same += value == 100;
        }
    const double all = 40.0 * framed_size;
    EXPECT_EQ(black + white + same, all);
    EXPECT_NEAR(black / all, 0.135, 0.008);
    EXPECT_NEAR(white / all, 0.135, 0.008);
}

TEST(Corruptions, BlursKeepTheInk) {
    const FramedPixels digit = block(12, 12, 4, 4);
    for (const Corruption blur : {Corruption::glass_blur, Corruption::motion_blur}) {
        const FramedPixels blurred = spoilt(blur, digit);
        EXPECT_NEAR(mean(blurred), mean(digit), 0.5) << name_of(blur);
        EXPECT_LT(*std::max_element(blurred.begin(), blurred.end()), 255) << name_of(blur);
    }
    // The tail of a motion is on one side, to the left: pixels look to their right.
    const FramedPixels moved = spoilt(Corruption::motion_blur, digit);
    EXPECT_GT(moved[at(9, 13)] + moved[at(9, 14)], 0);
    for (int y = 0; y < side; ++y) EXPECT_EQ(moved[at(17, y)], 0);
}

TEST(Corruptions, TranslateMovesByThreeAlongBothAxes) {
    std::set<std::pair<int, int>> moves;
    for (std::uint32_t i = 0; i < 40; ++i) {
        const FramedPixels moved = spoilt(Corruption::translate, block(12, 12, 2, 2), i);
        const auto first = std::find(moved.begin(), moved.end(), 255) - moved.begin();
        const std::pair<int, int> to{static_cast<int>(first) % side,
                                     static_cast<int>(first) / side};
        EXPECT_EQ(moved, block(to.first, to.second, 2, 2));
        moves.insert(to);
    }
    EXPECT_EQ(moves, (std::set<std::pair<int, int>>{{9, 9}, {9, 15}, {15, 9}, {15, 15}}));
}

TEST(Corruptions, GeometryKeepsTheCentreAndScalesTheArea) {
    const FramedPixels digit = block(9, 9, 10, 10);
    const auto share = [&](Corruption c) { return mean(spoilt(c, digit)) / mean(digit); };
    EXPECT_NEAR(share(Corruption::scale), 0.49, 0.02);
    EXPECT_NEAR(share(Corruption::rotate), 1, 0.02);
    EXPECT_NEAR(share(Corruption::shear), 1 / 0.921, 0.03);  // 1 / cos 0.4
    for (const Corruption c : {Corruption::scale, Corruption::rotate, Corruption::shear}) {
        const FramedPixels bent = spoilt(c, digit);
        double x = 0, y = 0;
        for (int i = 0; i < side; ++i)
            for (int j = 0; j < side; ++j) {
                x += j * bent[at(j, i)] / (mean(bent) * framed_size);
                y += i * bent[at(j, i)] / (mean(bent) * framed_size);
            }
        EXPECT_NEAR(x, 13.5, 0.1) << name_of(c);
        EXPECT_NEAR(y, 13.5, 0.1) << name_of(c);
    }
}

TEST(Corruptions, StripeInvertsTheOuterQuarters) {
    const FramedPixels striped = spoilt(Corruption::stripe, block(0, 10, side, 1));
    EXPECT_EQ(striped[at(6, 10)], 0);
    EXPECT_EQ(striped[at(6, 11)], 255);
    EXPECT_EQ(striped[at(7, 10)], 255);
    EXPECT_EQ(striped[at(20, 11)], 0);
    EXPECT_EQ(striped[at(21, 11)], 255);
}

TEST(Corruptions, BrightnessAddsHalfOfFullInk) {
    const FramedPixels bright = spoilt(Corruption::brightness, block(5, 5, 1, 1, 60));
    EXPECT_EQ(bright[0], 128);
    EXPECT_EQ(bright[at(5, 5)], 188);
    EXPECT_EQ(spoilt(Corruption::brightness, block(5, 5, 1, 1, 200))[at(5, 5)], 255);
}

TEST(Corruptions, FogLeavesAQuarterOfTheContrast) {
    // The cloud comes from the dice alone; what the ink adds to it is 1 in 1 + 3.
    const FramedPixels digit = block(10, 10, 8, 8);
    const FramedPixels fog = spoilt(Corruption::fog, digit);
    const FramedPixels paper = spoilt(Corruption::fog, block(0, 0, 1, 1));
    EXPECT_NEAR(fog[at(14, 14)] - paper[at(14, 14)], 255 / 4.0, 1);
    EXPECT_EQ(fog[at(3, 20)], paper[at(3, 20)]);
    EXPECT_NE(paper[at(3, 3)], paper[at(25, 25)]);
    EXPECT_GT(mean(paper), 5);
}

TEST(Corruptions, SpatterLeavesGreyDrops) {
    int drops = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        for (const std::uint8_t value : spoilt(Corruption::spatter, {}, i)) {
            EXPECT_TRUE(value == 0 || (value >= 50 && value <= 63)) << int{value};
            drops += value > 0;
        }
    EXPECT_GT(drops, 20 * 40);
    EXPECT_LT(drops, 20 * 400);
}

TEST(Corruptions, ADottedLineHasGapsOfTwoPixels) {
    const FramedPixels line = spoilt(Corruption::dotted_line, {});
    for (int x = 0; x < side; ++x) {
        int darkest = 0;
        for (int y = 0; y < side; ++y) darkest = std::max<int>(darkest, line[at(x, y)]);
        EXPECT_EQ(darkest > 150, x % 4 >= 2 && x < 27) << x;
        EXPECT_EQ(darkest == 0, x % 4 < 2 || x == 27) << x;
    }
}

TEST(Corruptions, AZigzagRunsFromSideToSide) {
    for (std::uint32_t i = 0; i < 20; ++i) {
        const FramedPixels line = spoilt(Corruption::zigzag, {}, i);
        int columns = 0;
        for (int x = 0; x < side; ++x) {
            bool any = false;
            for (int y = 0; y < side; ++y) any |= line[at(x, y)] > 0;
            columns += any;
            EXPECT_TRUE(!any || (x >= 1 && x <= 26)) << x;
        }
        EXPECT_GE(columns, 8) << i;  // teeth above or below the picture are cut off
    }
}

TEST(Corruptions, CannyLeavesTheOutline) {
    const FramedPixels edges = spoilt(Corruption::canny_edges, block(8, 8, 12, 12));
    for (const std::uint8_t value : edges) EXPECT_TRUE(value == 0 || value == 255);
    EXPECT_EQ(edges[at(14, 14)], 0);
    EXPECT_EQ(edges[at(4, 14)], 0);
    int across = 0;
    for (int x = 0; x < side; ++x) across += edges[at(x, 14)] == 255;
    EXPECT_GE(across, 2);  // both sides of a step are as steep
    EXPECT_LE(across, 4);
    EXPECT_EQ(spoilt(Corruption::canny_edges, {}), FramedPixels{});
    EXPECT_EQ(spoilt(Corruption::canny_edges, block(0, 0, side, side, 255)), FramedPixels{});
    // Fainter than `surely`: no edge at all.
    EXPECT_EQ(spoilt(Corruption::canny_edges, block(8, 8, 12, 12, 8)), FramedPixels{});
}

}  // namespace
}  // namespace inkling
