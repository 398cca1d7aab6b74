#include "inkling/data/batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace inkling {
namespace {

/// `counts[c]` images of each class c, mixed; the first pixels hold the index of the image.
ImageSet set_of(const std::vector<std::size_t>& counts) {
    ImageSet set;
    set.height = set.width = 2;
    std::vector<std::uint8_t> labels;
    for (std::size_t round = 0; round < *std::max_element(counts.begin(), counts.end()); ++round)
        for (std::size_t c = 0; c < counts.size(); ++c)
            if (round < counts[c]) labels.push_back(static_cast<std::uint8_t>(c));
    set.count = labels.size();
    set.labels = Buffer<std::uint8_t>::copy_of(labels);
    set.pixels = Buffer<std::uint8_t>(set.count * 4);
    for (std::size_t i = 0; i < set.count; ++i) {
        set.pixels[i * 4] = static_cast<std::uint8_t>(i);
        set.pixels[i * 4 + 1] = static_cast<std::uint8_t>(i >> 8);
    }
    return set;
}

std::vector<std::size_t> class_counts(const ImageSet& set,
                                      const std::vector<std::uint32_t>& indices) {
    std::vector<std::size_t> counts(10);
    for (const std::uint32_t i : indices) ++counts[set.labels[i]];
    return counts;
}

TEST(Shuffled, IsAPermutation) {
    auto order = shuffled(1000, 7, 3);
    EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < 1000; ++i) ASSERT_EQ(order[i], i);
    EXPECT_TRUE(shuffled(0, 7, 3).empty());
    EXPECT_THAT(shuffled(1, 7, 3), testing::ElementsAre(0U));
}

TEST(Shuffled, DependsOnSeedAndEpochOnly) {
    EXPECT_EQ(shuffled(100, 7, 3), shuffled(100, 7, 3));
    EXPECT_NE(shuffled(100, 7, 3), shuffled(100, 7, 4));
    EXPECT_NE(shuffled(100, 7, 3), shuffled(100, 8, 3));
}

TEST(Shuffled, EveryPlaceGetsEveryNumberEquallyOften) {
    constexpr std::size_t n = 5;
    constexpr std::uint32_t trials = 20'000;
    std::array<std::array<int, n>, n> seen{};
    for (std::uint32_t epoch = 0; epoch < trials; ++epoch) {
        const auto order = shuffled(n, 11, epoch);
        for (std::size_t place = 0; place < n; ++place) ++seen[place][order[place]];
    }
    // Expected 4000 each, standard deviation 57.
    for (const auto& row : seen)
        for (const int count : row) EXPECT_NEAR(count, 4000, 300);
}

TEST(SplitValidation, EachIndexIsInExactlyOnePart) {
    const ImageSet set = set_of({30, 20, 10, 40});
    const Split split = split_validation(set, 25, 1);
    EXPECT_EQ(split.validation.size(), 25U);
    EXPECT_EQ(split.train.size(), 75U);
    EXPECT_TRUE(std::is_sorted(split.train.begin(), split.train.end()));
    EXPECT_TRUE(std::is_sorted(split.validation.begin(), split.validation.end()));
    std::vector<std::uint32_t> all;
    std::merge(split.train.begin(), split.train.end(), split.validation.begin(),
               split.validation.end(), std::back_inserter(all));
    for (std::uint32_t i = 0; i < 100; ++i) ASSERT_EQ(all[i], i);
}

TEST(SplitValidation, KeepsTheSharesOfTheClasses) {
    const ImageSet set = set_of({30, 20, 10, 40});
    EXPECT_THAT(class_counts(set, split_validation(set, 10, 1).validation),
                testing::ElementsAre(3, 2, 1, 4, 0, 0, 0, 0, 0, 0));
    // 7.5, 5, 2.5, 10: the two halves are equal remainders, and one of them goes up.
    EXPECT_THAT(class_counts(set, split_validation(set, 25, 1).validation),
                testing::ElementsAre(8, 5, 2, 10, 0, 0, 0, 0, 0, 0));
}

TEST(SplitValidation, IsAFunctionOfTheSeed) {
    const ImageSet set = set_of({50, 50});
    EXPECT_EQ(split_validation(set, 20, 1).validation, split_validation(set, 20, 1).validation);
    EXPECT_NE(split_validation(set, 20, 1).validation, split_validation(set, 20, 2).validation);
}

TEST(SplitValidation, ExtremesAreWholeSets) {
    const ImageSet set = set_of({3, 2});
    EXPECT_EQ(split_validation(set, 0, 1).train.size(), 5U);
    EXPECT_EQ(split_validation(set, 5, 1).validation.size(), 5U);
    EXPECT_EQ(split_validation(set, 99, 1).validation.size(), 5U);
    EXPECT_TRUE(split_validation(ImageSet{}, 5, 1).validation.empty());
}

TEST(Subset, HoldsTheImagesInTheOrderGiven) {
    const ImageSet set = set_of({200, 200});
    const std::vector<std::uint32_t> wanted = {300, 2, 2, 399};
    const ImageSet part = subset(set, wanted);
    ASSERT_EQ(part.count, 4U);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(part.image(i)[0] + 256 * part.image(i)[1], static_cast<int>(wanted[i]));
        EXPECT_EQ(part.labels[i], set.labels[wanted[i]]);
    }
    EXPECT_TRUE(subset(set, {}).empty());
}

TEST(Joined, FirstThenSecond) {
    ImageSet a;
    a.count = 2;
    a.height = a.width = 1;
    a.pixels = Buffer<std::uint8_t>(2);
    a.labels = Buffer<std::uint8_t>(2);
    a.pixels[1] = 7;
    ImageSet b = a;
    b.labels[0] = 3;
    const ImageSet both = joined(a, b);
    EXPECT_EQ(both.count, 4U);
    EXPECT_EQ(both.pixels[1], 7);
    EXPECT_EQ(both.pixels[3], 7);
    EXPECT_EQ(both.labels[2], 3);
    EXPECT_EQ(joined(ImageSet{}, a).count, 2U);
    EXPECT_EQ(joined(a, ImageSet{}).count, 2U);
}

}  // namespace
}  // namespace inkling
