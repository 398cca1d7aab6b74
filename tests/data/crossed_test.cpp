#include "inkling/data/crossed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "data/golden_hash.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {
namespace {

class Crossed : public testing::Test {
  protected:
    ThreadPool pool_{2};
    const ImageSet digits_ = make_strokes(1, 500, 0, pool_).train;
};

/// From the first column with ink to the last.
double mean_width(const ImageSet& set) {
    double sum = 0;
    for (std::size_t i = 0; i < set.count; ++i) {
        std::size_t first = framed_side, last = 0;
        for (std::size_t p = 0; p < framed_size; ++p) {
            if (set.image(i)[p] == 0) continue;
            first = std::min(first, p % framed_side);
            last = std::max(last, p % framed_side);
        }
        sum += static_cast<double>(last) - static_cast<double>(first) + 1;
    }
    return sum / static_cast<double>(set.count);
}

TEST_F(Crossed, AreAPureFunctionOfTheSeed) {
    ThreadPool one(1);
    const ImageSet a = make_crossed(digits_, 3, 300, pool_), b = make_crossed(digits_, 3, 300, one);
    EXPECT_TRUE(std::ranges::equal(a.pixels, b.pixels));
    EXPECT_TRUE(std::ranges::equal(a.labels, b.labels));
    EXPECT_FALSE(std::ranges::equal(a.pixels, make_crossed(digits_, 4, 300, pool_).pixels));
}

TEST_F(Crossed, HoldAllDigitsWithALineThatLeadsPastThem) {
    const ImageSet set = make_crossed(digits_, 1, 2000, pool_);
    ASSERT_EQ(set.count, 2000U);
    ASSERT_EQ(set.image_size(), framed_size);
    std::array<int, 10> of_class{};
    for (const std::uint8_t label : set.labels) ++of_class.at(label);
    for (const int count : of_class) EXPECT_GT(count, 120);
    // Most lines lead past the digit, which so becomes as broad as a frame.
    EXPECT_LT(mean_width(digits_), 16);
    EXPECT_GT(mean_width(set), 17.5);
}

TEST_F(Crossed, AreFramedAsAReaderFrames) {
    const ImageSet set = make_crossed(digits_, 1, 500, pool_);
    for (std::size_t i = 0; i < set.count; ++i) {
        double mass = 0, x = 0, y = 0;
        for (std::size_t p = 0; p < framed_size; ++p) {
            const double value = set.image(i)[p];
            mass += value;
            x += value * static_cast<double>(p % framed_side);
            y += value * static_cast<double>(p / framed_side);
        }
        EXPECT_NEAR(x / mass, 14, 1) << i;
        EXPECT_NEAR(y / mass, 14, 1) << i;
    }
}

TEST_F(Crossed, GoldenHash) {
    EXPECT_EQ(test::fnv_1a({make_crossed(digits_, 3, 300, pool_).pixels}), 13348416431619438483U);
}

}  // namespace
}  // namespace inkling
