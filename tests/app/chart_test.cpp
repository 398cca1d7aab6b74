#include "inkling/app/chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Chart, TicksAreRoundAndCoverTheRange) {
    EXPECT_EQ(nice_ticks(0, 1, 4), (std::vector<double>{0, 0.25, 0.5, 0.75, 1.0}));
    for (const double high : {1e-6, 0.037, 0.5, 3.3, 77.0, 1e6}) {
        const auto ticks = nice_ticks(0, high, 4);
        EXPECT_LE(ticks.front(), 0);
        EXPECT_GE(ticks.back(), high * (1 - 1e-9));
        EXPECT_GE(ticks.size(), 3U);
        EXPECT_LE(ticks.size(), 8U);
    }
    EXPECT_LE(nice_ticks(0.93, 0.997, 4).front(), 0.93);
}

TEST(Chart, DrawsACurveWithAValueForEachPoint) {
    const std::string svg = line_chart({{"training", "learning", {0.9, 0.5, 0.25}}}, {"Loss"});
    EXPECT_THAT(svg, HasSubstr("<title>epoch 2: training 0.5000</title>"));
    EXPECT_THAT(svg, HasSubstr("class=\"curve learning\""));
    EXPECT_THAT(svg, HasSubstr("aria-label=\"Loss\""));
}

TEST(Chart, SharesArePercentAndNeverPassAHundred) {
    const std::string svg = line_chart({{"t", "learning", {0.9, 1.0}}}, {"Accuracy", true, 2});
    EXPECT_THAT(svg, HasSubstr("epoch 2: t 100.00 %"));
    EXPECT_THAT(svg, HasSubstr("100.0 %</text>"));
    EXPECT_THAT(svg, Not(HasSubstr("105")));
    EXPECT_THAT(svg, HasSubstr("class=\"mark\""));
}

TEST(Chart, StandsStrangeSeries) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const std::vector<double>& values :
         {std::vector<double>{}, {0.5}, {nan, nan}, {0.0, 0.0}, {1e30, 1e-30}}) {
        const std::string svg = line_chart({{"a", "learning", values}}, {"x"});
        EXPECT_THAT(svg, Not(HasSubstr("nan")));
        EXPECT_THAT(svg, Not(HasSubstr("inf")));
        EXPECT_THAT(svg, HasSubstr("</svg>"));
    }
}

TEST(Chart, ReliabilityLeavesEmptyBinsOut) {
    const std::string svg = reliability_chart({{0, 0.5, 0, 0, 0}, {0.5, 1, 1234, 0.9, 0.875}});
    EXPECT_THAT(svg, HasSubstr("50 to 100 % sure: 1,234 images, 87.5 % right"));
    EXPECT_THAT(svg, Not(HasSubstr("0 to 50 % sure")));
}

}  // namespace
}  // namespace inkling
