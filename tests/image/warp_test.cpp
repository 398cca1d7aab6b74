#include "inkling/image/warp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

FramedPixels noise() {
    FramedPixels pixels;
    Rng rng(7, Purpose::test);
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
    return pixels;
}

/// The definition, in double precision.
double sampled(const FramedPixels& source, double x, double y) {
    const auto pixel = [&](double px, double py) -> double {
        if (px < 0 || py < 0 || px >= framed_side || py >= framed_side) return 0;
        return source[static_cast<std::size_t>(py * framed_side + px)];
    };
    const double left = std::floor(x);
    const double top = std::floor(y);
    const double u = x - left;
    const double v = y - top;
    return (1 - v) * ((1 - u) * pixel(left, top) + u * pixel(left + 1, top)) +
           v * ((1 - u) * pixel(left, top + 1) + u * pixel(left + 1, top + 1));
}

TEST(Warp, IdentityChangesNothing) {
    const FramedPixels source = noise();
    FramedPixels out{};
    warp(source, Affine{}, out);
    EXPECT_EQ(out, source);
}

TEST(Warp, WholePixelShiftMovesAndFillsWithPaper) {
    const FramedPixels source = noise();
    FramedPixels out{};
    warp(source, Affine::translation(3, -2), out);
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x) {
            const bool inside = x + 3 < framed_side && y >= 2;
            const auto expected =
                inside ? source[static_cast<std::size_t>((y - 2) * framed_side + x + 3)] : 0;
            EXPECT_EQ(out[static_cast<std::size_t>(y * framed_side + x)], expected);
        }
}

TEST(Warp, AgreesWithTheDefinition) {
    const FramedPixels source = noise();
    const Affine map = Affine::rotation(0.4)
                           .then(Affine::scaling(0.8, 1.3))
                           .then(Affine::shear(0.2, 0))
                           .about(framed_centre)
                           .then(Affine::translation(0.37, -1.21));
    FramedPixels out{};
    warp(source, map, out);
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x) {
            const Point p = map({static_cast<double>(x), static_cast<double>(y)});
            const auto at = static_cast<std::size_t>(y * framed_side + x);
            EXPECT_NEAR(out[at], sampled(source, p.x, p.y), 0.51);
        }
}

std::vector<std::int8_t> steps(Rng& rng, std::size_t pitch) {
    std::vector<std::int8_t> values(pitch * framed_side);
    for (auto& value : values)
        value = static_cast<std::int8_t>(static_cast<int>(rng.below(241)) - 120);
    return values;
}

TEST(Warp, FieldAddsToThePlace) {
    const FramedPixels source = noise();
    constexpr std::size_t pitch = 40;
    Rng rng(8, Purpose::test);
    const auto dx = steps(rng, pitch), dy = steps(rng, pitch);
    const Affine map = Affine::rotation(-0.2).about(framed_centre);
    FramedPixels out{};
    constexpr double step = 0.0125;  // pixels
    warp(source, map, out, {dx.data(), dy.data(), pitch, static_cast<float>(step)});
    for (std::size_t y = 0; y < framed_side; ++y)
        for (std::size_t x = 0; x < framed_side; ++x) {
            const Point p = map({static_cast<double>(x), static_cast<double>(y)});
            EXPECT_NEAR(
                out[y * framed_side + x],
                sampled(source, p.x + step * dx[y * pitch + x], p.y + step * dy[y * pitch + x]),
                0.53);
        }
}

TEST(Warp, ReachesInkNextToPaper) {
    FramedPixels source{};
    for (std::size_t row : {9, 10, 13})
        std::fill_n(source.begin() + static_cast<std::ptrdiff_t>(row * framed_side), framed_side,
                    200);
    for (const double shift :
         {-20.0, -14.5, -13.0, -9.25, 0.0, 0.5, 8.75, 14.5, 18.0, 19.0, 40.0}) {
        const Affine map =
            Affine::translation(0, shift).then(Affine::rotation(0.1).about(framed_centre));
        FramedPixels out;
        out.fill(1);
        warp(source, map, out);
        for (std::size_t y = 0; y < framed_side; ++y)
            for (std::size_t x = 0; x < framed_side; ++x) {
                const Point p = map({static_cast<double>(x), static_cast<double>(y)});
                EXPECT_NEAR(out[y * framed_side + x], sampled(source, p.x, p.y), 0.53) << shift;
            }
    }
}

TEST(Warp, AllPathsAgreeBitForBit) {
    const std::string before = kernels().path;
    const FramedPixels source = noise();
    Rng rng(9, Purpose::test);
    const auto field = steps(rng, 32);
    const Affine turned = Affine::rotation(0.3).then(Affine::scaling(0.9, 1.2));
    // What leaves rows level has a path of its own.
    const Affine slanted{1.1, -0.4, 0.3, 0, 0.8, -0.2}, far{3, 2, -40, 0, 1.7, 5};
    std::vector<FramedPixels> first;
    for (const auto path : available_kernels()) {
        ASSERT_TRUE(force_kernels(path));
        std::vector<FramedPixels> out(4);
        warp(source, turned.about(framed_centre), out[0], {field.data(), field.data(), 32, 0.02F});
        warp(source, turned.about(framed_centre), out[1]);
        warp(source, slanted.about(framed_centre), out[2]);
        warp(source, far, out[3]);
        if (first.empty()) first = out;
        EXPECT_EQ(out, first) << path;
    }
    EXPECT_NE(first[3], FramedPixels{});
    ASSERT_TRUE(force_kernels(before));
}

TEST(Warp, SlantedRowsAreSampledWhereTheyLie) {
    const FramedPixels source = noise();
    Rng rng(11, Purpose::test);
    for (int i = 0; i < 50; ++i) {
        const auto number = [&](float low, float high) {
            return static_cast<double>(rng.uniform(low, high));
        };
        const Affine map{number(0.3F, 2), number(-1, 1),  number(-20, 20), 0,
                         number(0.3F, 2), number(-20, 20)};
        FramedPixels out{};
        warp(source, map, out);
        for (std::size_t y = 0; y < framed_side; ++y)
            for (std::size_t x = 0; x < framed_side; ++x) {
                const Point p = map({static_cast<double>(x), static_cast<double>(y)});
                EXPECT_NEAR(out[y * framed_side + x], sampled(source, p.x, p.y), 0.53) << i;
            }
    }
}

TEST(Warp, QuarterTurnIsExact) {
    const FramedPixels source = noise();
    FramedPixels out{};
    warp(source, Affine::rotation(math::pi / 2).about(framed_centre), out);
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x)
            EXPECT_NEAR(out[static_cast<std::size_t>(y * framed_side + x)],
                        source[static_cast<std::size_t>(x * framed_side + framed_side - 1 - y)], 1);
}

TEST(Warp, WildMapsGivePaper) {
    FramedPixels source;
    source.fill(255);
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double wild : {1e300, -1e300, infinite, -infinite, nan, 1e9, -1e9}) {
        FramedPixels out;
        out.fill(1);
        warp(source, {wild, 0, wild, 0, wild, wild}, out);
        EXPECT_EQ(*std::max_element(out.begin(), out.end()), 0) << wild;
    }
    const std::vector<std::int8_t> field(std::size_t{32} * framed_side, 1);
    FramedPixels out;
    warp(source, Affine{}, out, {field.data(), field.data(), 32, std::nanf("")});
    EXPECT_EQ(*std::max_element(out.begin(), out.end()), 0);
}

}  // namespace
}  // namespace inkling
