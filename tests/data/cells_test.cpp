#include "inkling/data/cells.hpp"

#include <gtest/gtest.h>

#include <array>

#include "data/golden_hash.hpp"
#include "inkling/data/ink_shape_impl.hpp"
#include "inkling/data/written_line_impl.hpp"

namespace inkling {
namespace {

Dataset make(std::uint64_t seed, int threads) {
    ThreadPool pool(threads);
    return make_cells({}, seed, {.train_lines = 60, .test_lines = 10}, pool);
}

TEST(Cells, AreDigitsAndOthersFramed) {
    const Dataset cells = make(1, 2);
    EXPECT_EQ(cells.classes.size(), 11U);
    EXPECT_EQ(cells.classes[10], "none");
    ASSERT_GT(cells.train.count, 200U);
    ASSERT_GT(cells.test.count, 20U);
    EXPECT_EQ(cells.train.height, 28U);
    std::array<int, 11> counts{};
    for (const std::uint8_t label : cells.train.labels) ++counts.at(label);
    for (const int count : counts) EXPECT_GT(count, 0);
    EXPECT_GT(counts[10], 30);
    for (std::size_t i = 0; i < cells.train.count; ++i) {
        int ink = 0;
        for (const std::uint8_t pixel : cells.train.image(i)) ink += pixel;
        EXPECT_GT(ink, 0) << i;
    }
}

// The bits are a promise, as those of strokes are.
TEST(Cells, GoldenHash) {
    const Dataset cells = make(5, 2);
    EXPECT_EQ(test::fnv_1a({cells.train.pixels, cells.train.labels}), 6803967018164915194U);
}

TEST(Cells, DependOnTheSeedAlone) {
    const Dataset one = make(1, 1);
    const Dataset again = make(1, 3);
    ASSERT_EQ(one.train.count, again.train.count);
    EXPECT_TRUE(
        std::equal(one.train.pixels.begin(), one.train.pixels.end(), again.train.pixels.begin()));
    EXPECT_TRUE(
        std::equal(one.train.labels.begin(), one.train.labels.end(), again.train.labels.begin()));
    const Dataset other = make(2, 1);
    EXPECT_FALSE(
        one.train.count == other.train.count &&
        std::equal(one.train.pixels.begin(), one.train.pixels.end(), other.train.pixels.begin()));
}

TEST(WrittenLine, TellsWhoseInkEachPixelIs) {
    for (std::uint32_t index = 0; index < 20; ++index) {
        const WrittenLine line = write_line({nullptr, 5}, index);
        ASSERT_EQ(line.owner.size(), line.picture.pixels.size());
        ASSERT_EQ(line.areas.size(), line.labels.size());
        std::vector<int> areas(line.labels.size(), 0);
        for (const std::int8_t owner : line.owner) {
            if (owner == WrittenLine::nobody) continue;
            ASSERT_LT(static_cast<std::size_t>(owner), areas.size());
            ++areas[static_cast<std::size_t>(owner)];
        }
        EXPECT_EQ(areas, line.areas);
        for (const int label : line.labels) EXPECT_TRUE(label >= 0 && label <= 10);
    }
}

TEST(InkShape, IsCutToItsInk) {
    Rng rng(1, Purpose::test);
    Hand hand;
    std::vector<std::uint8_t> digit(784, 0);
    for (std::size_t y = 4; y < 24; ++y) digit[y * 28 + 14] = digit[y * 28 + 15] = 255;
    const InkShape bar = enlarged(digit, hand, rng);
    EXPECT_NEAR(bar.height, 60, 4);
    EXPECT_NEAR(bar.width, 6, 2);
    hand.slant = 0.4F;
    EXPECT_NEAR(enlarged(digit, hand, rng).width, 30, 5);
    EXPECT_TRUE(enlarged(std::vector<std::uint8_t>(784, 0), hand, rng).empty());
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(random_mark(hand, rng).empty());
    EXPECT_NEAR(penned(pen_digit(1, 2, 8), hand, rng).height, 60, 12);
}

}  // namespace
}  // namespace inkling
