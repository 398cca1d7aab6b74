// Row 54 of what bad and odd pictures get: PBM, PGM and PPM.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "image/picture_files.hpp"
#include "inkling/image/decode.hpp"

namespace inkling {
namespace {

using namespace std::string_view_literals;
using test::bytes_of;
using ::testing::HasSubstr;
using Pixels = std::vector<std::uint8_t>;

void expect_pixels(std::string_view file, int width, const Pixels& pixels) {
    const auto image = decode_image(bytes_of(file));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, width);
    EXPECT_EQ(image->pixels, pixels);
}

void expect_error(std::string_view file, const std::string& words) {
    const auto image = decode_image(bytes_of(file));
    ASSERT_FALSE(image) << file;
    EXPECT_EQ(image.error().code, ErrorCode::data);
    EXPECT_THAT(image.error().message, HasSubstr(words)) << file;
    EXPECT_FALSE(image.error().hint.empty()) << words;
}

TEST(DecodePnm, AllSixKinds) {
    expect_pixels("P1\n3 2\n1 0 1\n010\n", 3, {0, 255, 0, 255, 0, 255});
    expect_pixels("P2 2 2 15 0 5\n10 15", 2, {0, 85, 170, 255});
    expect_pixels("P3 1 2 255 255 0 0  0 0 255", 1, {76, 29});
    expect_pixels("P4\n10 2\n\xaa\x80\x55\x40"sv, 10,
                  {0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0});
    expect_pixels("P5 3 1 255\n\x00\x80\xff"sv, 3, {0, 128, 255});
    expect_pixels("P6 1 1 255\n\x00\xff\x00"sv, 1, {150});
}

TEST(DecodePnm, SixteenBitsAreScaled) {
    expect_pixels("P5 3 1 65535\n\x00\x00\x80\x80\xff\xff"sv, 3, {0, 128, 255});
    expect_pixels("P5 2 1 1000\n\x03\xe8\x01\xf4"sv, 2, {255, 128});
    expect_pixels("P2 2 1 65535 65535 257", 2, {255, 1});
}

TEST(DecodePnm, CommentsAreSkipped) {
    expect_pixels("P5 # made by hand\n#\n2 # wide\n1\n# the largest\n255\n\x01\x02"sv, 2, {1, 2});
}

TEST(DecodePnm, ValuesAboveTheLargest) {
    expect_pixels("P5 1 1 100\n\xff"sv, 1, {255});
    expect_error("P2 1 1 100 101", "ends early");
}

TEST(DecodePnm, MissingPixelsAreAnError) {
    expect_error("P5 3 2 255\n\x01\x02\x03\x04\x05"sv, "PNM data ends early: 3 x 2 pixels");
    expect_error("P5 1 1 65535\n\x01"sv, "ends early");
    expect_error("P2 2 2 255 1 2 3", "ends early");
    expect_error("P1 2 2 101", "ends early");
    expect_error("P4 9 2\n\xff\xff\xff"sv, "ends early");
    expect_error("P6 1 1 255\n\x01\x02"sv, "ends early");
}

TEST(DecodePnm, BadHeadersAreErrors) {
    expect_error("P5 -3 2 255\n", "width is missing or no number");
    expect_error("P5 3 x 255\n", "height is missing");
    expect_error("P5 3 2\n", "largest value is missing");
    expect_error("P5 3 2 0\n", "largest value 0; allowed 1..65535");
    expect_error("P5 3 2 65536\n", "largest value 65536");
    expect_error("P5 0 2 255\n", "no pixels: 0 x 2");
    expect_error("P5 100000 100000 255\n", "too large: 100,000 x 100,000");
    expect_error("P5 99999999999999999999999999 1 255\n", "too large");
    expect_error("P5 6000 6000 255\nabc", "ends early");
}

TEST(DecodePnm, CutAtEveryByteIsAnError) {
    for (const std::string_view file :
         {"P5 3 2 255\n\x01\x02\x03\x04\x05\x06"sv, "P6 2 1 9\n\x01\x02\x03\x04\x05\x06"sv,
          "P4 9 2\n\x01\x02\x03\x04"sv})
        for (std::size_t size = 0; size < file.size(); ++size)
            EXPECT_FALSE(decode_image(bytes_of(file.substr(0, size)))) << size;
}

}  // namespace
}  // namespace inkling
