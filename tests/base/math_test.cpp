#include "inkling/base/math.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace inkling {
namespace {

TEST(Math, AgreesWithTheCLibrary) {
    for (int i = -4000; i <= 4000; ++i) {
        const double x = i * 0.01737;
        EXPECT_NEAR(math::exp(x), std::exp(x), 1e-13 * std::exp(x)) << x;
        EXPECT_NEAR(math::sin(x), std::sin(x), 2e-13) << x;
        EXPECT_NEAR(math::cos(x), std::cos(x), 2e-13) << x;
        EXPECT_NEAR(math::atan2(x, 3.7 - x), std::atan2(x, 3.7 - x), 1e-13) << x;
        const double y = std::exp(x);
        EXPECT_NEAR(math::log(y), std::log(y), 1e-13 * (1 + std::fabs(x))) << x;
        EXPECT_NEAR(math::pow(2.5, x / 10), std::pow(2.5, x / 10), 1e-12 * std::pow(2.5, x / 10));
    }
}

TEST(Math, KnowsTheEdges) {
    EXPECT_EQ(math::exp(-1000), 0);
    EXPECT_EQ(math::exp(1000), HUGE_VAL);
    EXPECT_TRUE(std::isnan(math::exp(NAN)));
    EXPECT_EQ(math::exp(0), 1);
    EXPECT_EQ(math::log(1), 0);
    EXPECT_DOUBLE_EQ(math::atan2(0, -1), math::pi);
    EXPECT_DOUBLE_EQ(math::atan2(-1, 0), -math::pi / 2);
}

}  // namespace
}  // namespace inkling
