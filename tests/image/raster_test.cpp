#include "inkling/image/raster.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace inkling {
namespace {

double ink(const Canvas& canvas) {
    return std::accumulate(canvas.coverage().begin(), canvas.coverage().end(), 0.0);
}

TEST(Canvas, StartsAsPaperAndCanBeCleared) {
    Canvas canvas(5, 3);
    EXPECT_EQ(canvas.width(), 5);
    EXPECT_EQ(canvas.height(), 3);
    EXPECT_EQ(ink(canvas), 0);
    canvas.draw_stroke(std::array{StrokePoint{1, 1, 1}, StrokePoint{3, 1, 1}});
    EXPECT_GT(ink(canvas), 0);
    canvas.clear();
    EXPECT_EQ(ink(canvas), 0);
}

TEST(Canvas, HorizontalLineCoversItsRowsExactly) {
    Canvas canvas(20, 10);
    // From y = 3.25 to 5.75: row 3 three quarters, row 4 whole, row 5 three quarters.
    canvas.draw_stroke(std::array{StrokePoint{-5, 4.5F, 1.25F}, StrokePoint{25, 4.5F, 1.25F}});
    std::vector<std::uint8_t> out(200);
    canvas.write(out);
    for (std::size_t x = 0; x < 20; ++x) {
        EXPECT_EQ(out[2 * 20 + x], 0);
        EXPECT_EQ(out[3 * 20 + x], 191);
        EXPECT_EQ(out[4 * 20 + x], 255);
        EXPECT_EQ(out[5 * 20 + x], 191);
        EXPECT_EQ(out[6 * 20 + x], 0);
    }
}

TEST(Canvas, HairLineIsAsFaintAsItIsThin) {
    Canvas canvas(9, 9);
    canvas.draw_stroke(std::array{StrokePoint{4.5F, -3, 0.1F}, StrokePoint{4.5F, 12, 0.1F}});
    EXPECT_NEAR(canvas.coverage()[4 * 9 + 4], 0.2F, 1e-6F);
    EXPECT_EQ(canvas.coverage()[4 * 9 + 3], 0);
}

TEST(Canvas, InkOfACapsuleIsItsArea) {
    Canvas canvas(64, 64);
    canvas.draw_stroke(std::array{StrokePoint{20, 20, 4}, StrokePoint{44, 38, 4}});
    const double area = 30 * 8 + 3.14159265 * 16;  // length 30
    EXPECT_NEAR(ink(canvas), area, 0.01 * area);
}

TEST(Canvas, RadiusRunsAlongThePiece) {
    Canvas canvas(64, 32);
    canvas.draw_stroke(std::array{StrokePoint{8, 16, 2}, StrokePoint{56, 16, 10}});
    const auto thickness = [&](std::size_t x) {
        double sum = 0;
        for (std::size_t y = 0; y < 32; ++y) sum += canvas.coverage()[y * 64 + x];
        return sum;
    };
    EXPECT_NEAR(thickness(20), 2 * (2 + 8 * 12.5 / 48), 0.3);
    EXPECT_NEAR(thickness(44), 2 * (2 + 8 * 36.5 / 48), 0.3);
}

TEST(Canvas, OverlapKeepsTheLargerCoverage) {
    Canvas once(16, 16);
    Canvas twice(16, 16);
    const std::array line{StrokePoint{2, 3, 1}, StrokePoint{13, 9, 1.5F}};
    once.draw_stroke(line);
    twice.draw_stroke(line);
    twice.draw_stroke(line);
    EXPECT_TRUE(
        std::equal(once.coverage().begin(), once.coverage().end(), twice.coverage().begin()));
}

TEST(Canvas, OnePointIsADot) {
    Canvas canvas(16, 16);
    canvas.draw_stroke(std::array{StrokePoint{8, 8, 3}});
    EXPECT_NEAR(ink(canvas), 3.14159265 * 9, 0.3);
    canvas.clear();
    canvas.draw_stroke({});
    EXPECT_EQ(ink(canvas), 0);
}

TEST(Canvas, WildPointsAreCutOffOrIgnored) {
    constexpr float huge = std::numeric_limits<float>::max();
    constexpr float infinite = std::numeric_limits<float>::infinity();
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    for (const float wild : {huge, -huge, infinite, -infinite, nan, 1e9F, -1e9F}) {
        Canvas canvas(8, 8);
        canvas.draw_stroke(std::array{StrokePoint{wild, 4, 1}, StrokePoint{4, wild, 1},
                                      StrokePoint{4, 4, wild}, StrokePoint{wild, wild, wild}});
        for (const float coverage : canvas.coverage()) {
            EXPECT_GE(coverage, 0);
            EXPECT_LE(coverage, 1);
        }
    }
}

TEST(Canvas, DrawingIsTheSameWhereverTheStrokeBegins) {
    Canvas there(28, 28);
    Canvas back(28, 28);
    const StrokePoint a{5.25F, 6.5F, 1.5F};
    const StrokePoint b{20.75F, 22.5F, 1.5F};
    there.draw_stroke(std::array{a, b});
    back.draw_stroke(std::array{b, a});
    for (std::size_t i = 0; i < there.coverage().size(); ++i)
        EXPECT_NEAR(there.coverage()[i], back.coverage()[i], 1e-5F);
}

}  // namespace
}  // namespace inkling
