#include "inkling/base/rng.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace inkling {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Philox, GivesThePublishedVectors) {  // kat_vectors of the Random123 distribution
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
              (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox4x32({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
              (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(
        philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, SameArgumentsSameNumbersOtherArgumentsOthers) {
    Rng a(7, Purpose::test, 1, 2), b(7, Purpose::test, 1, 2), c(7, Purpose::test, 2, 1);
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        const std::uint32_t x = a.next();
        EXPECT_EQ(x, b.next());
        differs |= x != c.next();
    }
    EXPECT_TRUE(differs);
}

TEST(Rng, BelowIsUniformAndInRange) {
    Rng rng(1);
    std::vector<int> counts(7);
    for (int i = 0; i < 70000; ++i) {
        const std::uint32_t k = rng.below(7);
        ASSERT_LT(k, 7U);
        ++counts[k];
    }
    for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
    Rng rng(3);
    double sum = 0, normal_sum = 0, normal_squares = 0;
    const int n = 100000;
    for (int i = 0; i < n; ++i) {
        const float u = rng.uniform();
        ASSERT_GE(u, 0.0F);
        ASSERT_LT(u, 1.0F);
        sum += u;
        const double z = rng.normal();
        normal_sum += z;
        normal_squares += z * z;
    }
    EXPECT_NEAR(sum / n, 0.5, 0.005);
    EXPECT_NEAR(normal_sum / n, 0, 0.02);
    EXPECT_NEAR(normal_squares / n, 1, 0.02);
}

}  // namespace
}  // namespace inkling
