#include "inkling/image/frame.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "image/pictures.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

using test::draw_two;
using test::DrawnDigit;
using test::enlarged;
using test::inverted;
using test::padded;
using test::shaded;
using test::with_noise;

double mean_difference(const FramedPixels& a, std::span<const std::uint8_t> b) {
    double sum = 0;
    for (std::size_t i = 0; i < framed_size; ++i) sum += std::abs(a[i] - b[i]);
    return sum / framed_size;
}

struct Measures {
    double x = 0;  ///< centre of mass
    double y = 0;
    Box box;
    int darkest = 0;
};

Measures measure(const FramedPixels& pixels) {
    Measures found;
    double mass = 0;
    int left = framed_side;
    int top = framed_side;
    int right = 0;
    int bottom = 0;
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x) {
            const int ink = pixels[static_cast<std::size_t>(y * framed_side + x)];
            if (ink == 0) continue;
            mass += ink;
            found.x += ink * x;
            found.y += ink * y;
            left = std::min(left, x);
            top = std::min(top, y);
            right = std::max(right, x + 1);
            bottom = std::max(bottom, y + 1);
            found.darkest = std::max(found.darkest, ink);
        }
    found.x /= mass;
    found.y /= mass;
    found.box = {left, top, right - left, bottom - top};
    return found;
}

void expect_framed_as_mnist(const FramedPixels& pixels) {
    const Measures found = measure(pixels);
    EXPECT_EQ(std::max(found.box.width, found.box.height), framed_ink_side);
    EXPECT_NEAR(found.x, 14, 0.51);
    EXPECT_NEAR(found.y, 14, 0.51);
    EXPECT_GE(found.darkest, 250);
}

void expect_no_ink(const GreyImage& picture) {
    const auto framed = frame_digit(picture);
    ASSERT_FALSE(framed) << picture.width << " x " << picture.height << " of " << +picture.at(0, 0);
    EXPECT_EQ(framed.error().code, ErrorCode::data);
    EXPECT_EQ(framed.error().message, "no ink found");
    EXPECT_FALSE(framed.error().hint.empty());
}

TEST(FrameDigit, FramesAsMnist) {
    const auto framed = frame_digit(draw_two());
    ASSERT_TRUE(framed);
    expect_framed_as_mnist(framed->pixels);
    EXPECT_FALSE(framed->inverted);
    EXPECT_NEAR(framed->ink_box.left, 24, 1);
    EXPECT_NEAR(framed->ink_box.top, 17, 1);
    EXPECT_NEAR(framed->ink_box.width, 53, 2);
    EXPECT_NEAR(framed->ink_box.height, 66, 2);
}

TEST(FrameDigit, BothPolaritiesAreEqual) {
    const auto light = frame_digit(draw_two());
    const auto dark = frame_digit(inverted(draw_two()));
    ASSERT_TRUE(light);
    ASSERT_TRUE(dark);
    EXPECT_TRUE(dark->inverted);
    EXPECT_EQ(light->pixels, dark->pixels);
    EXPECT_EQ(light->ink_box, dark->ink_box);
}

TEST(FrameDigit, PlaceAndSizeDoNotMatter) {
    const auto middle = frame_digit(draw_two());
    ASSERT_TRUE(middle);
    for (const DrawnDigit& other :
         {DrawnDigit{300, 200, 220, 90, 60, 6}, DrawnDigit{200, 700, 70, 600, 120, 12},
          DrawnDigit{90, 66, 40, 33, 60, 6}, DrawnDigit{2000, 1500, 1500, 300, 480, 48},
          DrawnDigit{1400, 1400, 700, 700, 1200, 120}}) {
        const auto framed = frame_digit(inverted(draw_two(other)));
        ASSERT_TRUE(framed);
        expect_framed_as_mnist(framed->pixels);
        EXPECT_LT(mean_difference(framed->pixels, middle->pixels), 6)
            << other.width << " x " << other.height;
    }
}

TEST(FrameDigit, BoxOfALargePictureIsInItsOwnPixels) {
    const auto framed = frame_digit(inverted(draw_two({3000, 2500, 2000, 800, 1000, 80})));
    ASSERT_TRUE(framed);
    EXPECT_NEAR(framed->ink_box.left, 2000 - 420, 12);
    EXPECT_NEAR(framed->ink_box.top, 800 - 540, 12);
    EXPECT_NEAR(framed->ink_box.right(), 2000 + 440, 12);
    EXPECT_NEAR(framed->ink_box.bottom(), 800 + 540, 12);
}

TEST(FrameDigit, UnevenLightAndNoiseAreTakenAway) {
    const auto clean = frame_digit(draw_two());
    ASSERT_TRUE(clean);
    const GreyImage dark = inverted(draw_two());
    for (const GreyImage& picture : {shaded(dark, 0.3F), with_noise(shaded(dark, 0.5F), 6, 1),
                                     with_noise(draw_two(), 20, 2), with_noise(dark, 20, 3)}) {
        const auto framed = frame_digit(picture);
        ASSERT_TRUE(framed);
        expect_framed_as_mnist(framed->pixels);
        EXPECT_LT(mean_difference(framed->pixels, clean->pixels), 8);
    }
}

TEST(FrameDigit, FaintInkBecomesBlack) {
    GreyImage faint = inverted(draw_two());
    for (auto& pixel : faint.pixels) pixel = static_cast<std::uint8_t>(200 + pixel / 8);
    const auto framed = frame_digit(faint);
    ASSERT_TRUE(framed);
    expect_framed_as_mnist(framed->pixels);
}

TEST(FrameDigit, ThinPenBecomesBroadAndBlack) {
    const auto inked = [](const FramedPixels& pixels) {
        return std::count_if(pixels.begin(), pixels.end(), [](int ink) { return ink >= 128; });
    };
    const auto normal = frame_digit(inverted(draw_two({400, 400, 200, 200, 340, 30})));
    ASSERT_TRUE(normal);
    for (const float pen : {1.0F, 2.0F, 8.0F}) {
        const auto thin = frame_digit(inverted(draw_two({400, 400, 200, 200, 340, pen})));
        ASSERT_TRUE(thin);
        expect_framed_as_mnist(thin->pixels);
        EXPECT_GT(inked(thin->pixels), 0.7 * static_cast<double>(inked(normal->pixels))) << pen;
    }
}

TEST(FrameDigit, SpecksAreDropped) {
    GreyImage picture = draw_two();
    const auto clean = frame_digit(picture);
    picture.at(3, 3) = 255;
    picture.at(95, 90) = 200;
    picture.at(96, 90) = 255;
    const auto framed = frame_digit(picture);
    ASSERT_TRUE(clean);
    ASSERT_TRUE(framed);
    EXPECT_EQ(framed->pixels, clean->pixels);
}

TEST(FrameDigit, EdgeOfTheSheetIsNoInk) {
    GreyImage picture = inverted(draw_two());
    const auto clean = frame_digit(picture);
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < 4; ++x) picture.at(x, y) = 10;
    const auto framed = frame_digit(picture);
    ASSERT_TRUE(clean);
    ASSERT_TRUE(framed);
    EXPECT_LT(mean_difference(framed->pixels, clean->pixels), 2);
}

TEST(FrameDigit, BlankPicturesHoldNoInk) {
    for (const int side : {1, 2, 28, 100, 1500})
        for (const int grey : {0, 1, 128, 255})
            expect_no_ink(blank_image(side, side, static_cast<std::uint8_t>(grey)));
    expect_no_ink(with_noise(blank_image(200, 200, 230), 5, 4));
    expect_no_ink(with_noise(blank_image(900, 900, 128), 12, 5));
    expect_no_ink(shaded(blank_image(300, 300, 250), 0.2F));
}

TEST(FrameDigit, OddSizesWork) {
    GreyImage ribbon = blank_image(1, 5000, 255);
    for (int y = 2000; y < 3000; ++y) ribbon.at(0, y) = 0;
    const auto tall = frame_digit(ribbon);
    ASSERT_TRUE(tall);
    EXPECT_EQ(measure(tall->pixels).box.height, framed_ink_side);
    EXPECT_NEAR(tall->ink_box.top, 2000, 8);
    EXPECT_NEAR(tall->ink_box.height, 1000, 16);

    std::swap(ribbon.width, ribbon.height);
    const auto wide = frame_digit(ribbon);
    ASSERT_TRUE(wide);
    EXPECT_EQ(measure(wide->pixels).box.width, framed_ink_side);

    const auto huge = frame_digit(inverted(draw_two({4096, 4096, 3000, 1000, 900, 60})));
    ASSERT_TRUE(huge);
    expect_framed_as_mnist(huge->pixels);
}

TEST(FrameDigit, IsItsOwnFixedPoint) {
    const auto once = frame_digit(inverted(draw_two()));
    ASSERT_TRUE(once);
    const GreyImage framed{framed_side, framed_side, {once->pixels.begin(), once->pixels.end()}};
    const auto twice = frame_digit(framed);
    ASSERT_TRUE(twice);
    EXPECT_LT(mean_difference(twice->pixels, once->pixels), 0.2);
}

TEST(FrameInk, KeepsProportions) {
    GreyImage ink = blank_image(60, 60, 0);
    for (int y = 10; y < 50; ++y)
        for (int x = 20; x < 30; ++x) ink.at(x, y) = 255;
    const Box box = measure(frame_ink(ink, {20, 10, 10, 40})).box;
    EXPECT_EQ(box, (Box{12, 4, 5, 20}));
}

TEST(FrameInk, MakesSmallInkLarge) {
    GreyImage ink = blank_image(8, 8, 0);
    for (int i = 1; i < 7; ++i) ink.at(i, 3) = ink.at(3, i) = 255;
    const Box box = measure(frame_ink(ink, {1, 1, 6, 6})).box;
    EXPECT_EQ(std::max(box.width, box.height), framed_ink_side);
}

/// The first `count` digits of MNIST's test part.
std::vector<GreyImage> mnist(std::size_t count) {
    const std::string path = test::data_folder("mnist") + "/t10k-images-idx3-ubyte.gz";
    std::vector<std::uint8_t> bytes(16 + count * framed_size);
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return {};
    const int got = gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    if (got != static_cast<int>(bytes.size())) return {};
    std::vector<GreyImage> digits;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* first = bytes.data() + 16 + i * framed_size;
        digits.push_back({framed_side, framed_side, {first, first + framed_size}});
    }
    return digits;
}

/// Frames change(digit) of the first digits of MNIST; the mean difference from the digits.
template <class Change>
double mnist_difference(std::size_t count, bool inverted_expected, Change change) {
    double sum = 0;
    const auto digits = mnist(count);
    EXPECT_EQ(digits.size(), count);
    for (const GreyImage& digit : digits) {
        const auto framed = frame_digit(change(digit));
        EXPECT_TRUE(framed);
        if (!framed) continue;
        EXPECT_EQ(framed->inverted, inverted_expected);
        sum += mean_difference(framed->pixels, digit.pixels);
    }
    const double mean = sum / static_cast<double>(count);
    ::testing::Test::RecordProperty("mean_absolute_difference", std::to_string(mean));
    return mean;
}

TEST(FrameMnist, PlainComesBackAsItWas) {
    INKLING_NEED_DATA("mnist");
    EXPECT_LT(mnist_difference(500, false, [](const GreyImage& digit) { return digit; }), 0.05);
}

TEST(FrameMnist, InvertedComesBackAsItWas) {
    INKLING_NEED_DATA("mnist");
    EXPECT_LT(mnist_difference(500, true, inverted), 0.05);
}

TEST(FrameMnist, EnlargedComesBackAlmostAsItWas) {
    INKLING_NEED_DATA("mnist");
    EXPECT_LT(mnist_difference(500, false, [](const GreyImage& d) { return enlarged(d, 4); }), 1);
    EXPECT_LT(
        mnist_difference(200, true, [](const GreyImage& d) { return inverted(enlarged(d, 10)); }),
        1);
}

TEST(FrameMnist, PaddedNoisyAndShadedIsStillTheDigit) {
    INKLING_NEED_DATA("mnist");
    EXPECT_LT(mnist_difference(500, true,
                               [](const GreyImage& d) { return padded(inverted(d), 40, 255); }),
              1);
    EXPECT_LT(mnist_difference(500, false, [](const GreyImage& d) { return with_noise(d, 8, 6); }),
              4);
    EXPECT_LT(mnist_difference(200, true,
                               [](const GreyImage& d) {
                                   return with_noise(
                                       shaded(padded(inverted(enlarged(d, 4)), 60, 255), 0.5F), 8,
                                       7);
                               }),
              4);
}

}  // namespace
}  // namespace inkling
