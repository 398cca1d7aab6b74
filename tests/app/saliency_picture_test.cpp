#include "inkling/app/saliency_picture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

namespace inkling {
namespace {

struct Case {
    FramedPixels ink{};
    std::vector<float> saliency = std::vector<float>(framed_size);

    Case() {
        ink[0] = ink[1] = ink[2] = 255;
        saliency[1] = 2;
        saliency[2] = -2;
        saliency[29] = 0.5F;  // where there is no ink
    }
};

std::array<int, 3> pixel(const RgbImage& image, std::size_t x, std::size_t y) {
    const std::uint8_t* at =
        image.pixels.data() + 3 * (y * static_cast<std::size_t>(image.width) + x);
    return {at[0], at[1], at[2]};
}

TEST(SaliencyPicture, TintsWhatSpokeForAndAgainst) {
    const Case c;
    const RgbImage light = saliency_picture(c.ink, c.saliency, true);
    EXPECT_EQ(pixel(light, 0, 0), (std::array{0, 0, 0}));
    EXPECT_EQ(pixel(light, 5, 5), (std::array{255, 255, 255}));
    const auto orange = pixel(light, 1, 0), purple = pixel(light, 2, 0);
    EXPECT_GT(orange[0], 2 * orange[2]);
    EXPECT_GT(purple[2], purple[1] + 30);
    EXPECT_LT(pixel(light, 1, 1)[2], 200);  // half as strong: the root of a quarter
    EXPECT_EQ(pixel(saliency_picture(c.ink, c.saliency, false), 5, 5), (std::array{0, 0, 0}));
}

TEST(SaliencyPicture, NothingSpokeIsNoColour) {
    const Case c;
    const RgbImage plain = saliency_picture(c.ink, std::vector<float>(framed_size), true);
    for (std::size_t i = 0; i < framed_size; ++i) {
        EXPECT_EQ(plain.pixels[3 * i], plain.pixels[3 * i + 1]);
        EXPECT_EQ(plain.pixels[3 * i], plain.pixels[3 * i + 2]);
    }
}

TEST(SaliencyPicture, IsDrawnWithoutColourAsWell) {
    const Case c;
    Terminal plain;
    plain.unicode = false;
    const auto lines = drawn_saliency(c.ink, c.saliency, plain);
    ASSERT_EQ(lines.size(), 14U);
    EXPECT_EQ(lines[0].substr(0, 3), " # ");  // the mean of full and of half
    EXPECT_EQ(lines[5], std::string(28, ' '));
}

TEST(SaliencyPicture, UsesTheColoursOfTheTerminal) {
    const Case c;
    ::setenv("LANG", "C.UTF-8", 1);
    ::setenv("TERM", "xterm-256color", 1);
    ::unsetenv("COLORTERM");
    ::unsetenv("NO_COLOR");
    Terminal terminal;
    terminal.colour = true;
    const auto palette = drawn_saliency(c.ink, c.saliency, terminal);
    ASSERT_EQ(palette.size(), 14U);
    EXPECT_NE(palette[0].find("\x1b[38;5;"), std::string::npos);
    EXPECT_EQ(display_width(palette[0]), 28);
    ::setenv("COLORTERM", "truecolor", 1);
    EXPECT_NE(drawn_saliency(c.ink, c.saliency, terminal)[0].find("\x1b[38;2;"), std::string::npos);
    ::unsetenv("COLORTERM");
}

TEST(SaliencySheet, HasARowForEachPicture) {
    const Case c;
    SaliencySheet sheet;
    EXPECT_TRUE(sheet.empty());
    sheet.add(c.ink, c.saliency);
    const RgbImage one = sheet.picture();
    EXPECT_EQ(one.width, 2 * 224 + 8);
    EXPECT_EQ(one.height, 224);
    sheet.add(FramedPixels{}, c.saliency);
    const RgbImage& two = sheet.picture();
    EXPECT_EQ(two.height, 2 * 224 + 8);
    ASSERT_EQ(two.pixels.size(), 3U * 456 * 456);
    EXPECT_TRUE(std::equal(one.pixels.begin(), one.pixels.end(), two.pixels.begin()));
    EXPECT_EQ(pixel(one, 9, 1), (std::array{0, 0, 0}));
    EXPECT_NE(pixel(one, 232 + 9, 1), (std::array{0, 0, 0}));
    EXPECT_EQ(pixel(two, 9, 233), (std::array{255, 255, 255}));
}

}  // namespace
}  // namespace inkling
