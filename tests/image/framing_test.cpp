#include "inkling/image/framing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "inkling/base/math.hpp"

namespace inkling {
namespace {

/// A slanted ellipse: what a digit is to its moments.
FramedPixels ellipse(double half_width, double half_height, double slant, double cx, double cy) {
    FramedPixels pixels{};
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x) {
            const double v = (y - cy) / half_height;
            const double u = (x - cx - slant * (y - cy)) / half_width;
            const double inside = 1.2 - std::sqrt(u * u + v * v);
            pixels[static_cast<std::size_t>(y * framed_side + x)] =
                static_cast<std::uint8_t>(255 * std::min(1.0, std::max(0.0, 4 * inside)));
        }
    return pixels;
}

struct Shape {
    double cx, cy, width, height, slant;
};
Shape shape_of(std::span<const std::uint8_t> pixels) {
    double m = 0, x1 = 0, y1 = 0, xx = 0, xy = 0, yy = 0;
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x) {
            const double p = pixels[static_cast<std::size_t>(y * framed_side + x)];
            m += p;
            x1 += p * x;
            y1 += p * y;
            xx += p * x * x;
            xy += p * x * y;
            yy += p * y * y;
        }
    x1 /= m;
    y1 /= m;
    xx = xx / m - x1 * x1;
    xy = xy / m - x1 * y1;
    yy = yy / m - y1 * y1;
    return {x1, y1, std::sqrt(xx - xy * xy / yy), std::sqrt(yy), xy / yy};
}

Shape framed_as(Framing framing, const FramedPixels& digit) {
    FramedPixels out{};
    frame_planes(std::vector{framing}, digit, out);
    return shape_of(out);
}

TEST(Framing, MomentsMakeSizePlaceAndSlantAlike) {
    for (const auto& digit : {ellipse(5, 8, 0.4, 12, 15), ellipse(7, 10, -0.3, 14, 13)}) {
        const Shape s = framed_as(Framing::moments, digit);
        EXPECT_NEAR(s.cx, 13.5, 0.15);
        EXPECT_NEAR(s.cy, 13.5, 0.15);
        EXPECT_NEAR(s.slant, 0, 0.03);
        EXPECT_NEAR(s.height, 5.5, 0.15);
    }
    // Half of the difference in width, as a logarithm, is kept.
    const Shape narrow = framed_as(Framing::moments, ellipse(5, 9, 0, 14, 14));
    const Shape broad = framed_as(Framing::moments, ellipse(8, 9, 0, 14, 14));
    EXPECT_NEAR(broad.width / narrow.width, std::sqrt(8.0 / 5), 0.06);
}

TEST(Framing, UprightKeepsTheSize) {
    const FramedPixels digit = ellipse(5, 8, 0.4, 12, 15);
    const Shape before = shape_of(digit), after = framed_as(Framing::upright, digit);
    EXPECT_NEAR(after.height, before.height, 0.1);
    EXPECT_NEAR(after.width, before.width, 0.1);
    EXPECT_NEAR(after.slant, 0, 0.03);
    EXPECT_NEAR(after.cx, 13.5, 0.1);
}

TEST(Framing, GentleKeepsHalfOfTheSlant) {
    EXPECT_NEAR(framed_as(Framing::gentle, ellipse(5, 8, 0.4, 14, 14)).slant, 0.2, 0.03);
}

TEST(Framing, ExtremeSizesAreOnlyBroughtNearer) {
    const Shape tiny = shape_of(ellipse(1.5, 2.5, 0, 14, 14));
    EXPECT_NEAR(framed_as(Framing::moments, ellipse(1.5, 2.5, 0, 14, 14)).height, tiny.height / 0.7,
                0.1);
}

TEST(Framing, MnistChangesNothingAndPaperStaysPaper) {
    const FramedPixels digit = ellipse(5, 8, 0.4, 12, 15);
    FramedPixels out{};
    frame_planes({}, digit, out);
    EXPECT_EQ(out, digit);
    const FramedPixels paper{};
    for (const Framing framing : {Framing::moments, Framing::upright, Framing::gentle}) {
        out.fill(9);
        frame_planes(std::vector{framing}, paper, out);
        EXPECT_EQ(out, paper);
    }
}

TEST(Framing, OneDotOfInkComesToTheMiddle) {
    FramedPixels dot{};
    dot[3 * framed_side + 20] = 255;
    const Shape s = framed_as(Framing::moments, dot);
    EXPECT_NEAR(s.cx, 13.5, 0.6);
    EXPECT_NEAR(s.cy, 13.5, 0.6);
}

TEST(Framing, SeveralFramingsFollowEachOther) {
    const FramedPixels digit = ellipse(5, 8, 0.4, 12, 15);
    std::vector<std::uint8_t> planes(2 * framed_size);
    frame_planes(std::vector{Framing::mnist, Framing::upright}, digit, planes);
    EXPECT_TRUE(std::equal(digit.begin(), digit.end(), planes.begin()));
    EXPECT_NEAR(shape_of(std::span(planes).subspan(framed_size)).slant, 0, 0.03);
}

TEST(Framing, ShiftMovesWhatIsSeen) {
    const FramedPixels digit = ellipse(5, 8, 0.4, 12, 15);
    for (const Framing framing : {Framing::mnist, Framing::moments}) {
        FramedPixels still{}, moved{};
        frame_planes(std::vector{framing}, digit, still);
        frame_planes(std::vector{framing}, digit, moved, {1, -2});
        EXPECT_NEAR(shape_of(moved).cx, shape_of(still).cx - 1, 0.05);
        EXPECT_NEAR(shape_of(moved).cy, shape_of(still).cy + 2, 0.05);
    }
}

TEST(Framing, NamesGoBothWays) {
    EXPECT_EQ(name_of(framings_named("moments,upright").value()), "moments,upright");
    EXPECT_NE(framings_named("moment").error().message.find("'moment'"), std::string::npos);
    EXPECT_FALSE(framings_named(""));
    EXPECT_FALSE(framings_named("mnist,mnist,mnist,mnist,mnist"));
}

}  // namespace
}  // namespace inkling
