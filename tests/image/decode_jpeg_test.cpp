// Row 51 of what bad and odd pictures get: JPEG of every kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "image/picture_files.hpp"
#include "image/pictures.hpp"
#include "inkling/image/decode.hpp"

namespace inkling {
namespace {

using test::FileBytes;
using test::jpeg_of;
using test::JpegKind;
using ::testing::HasSubstr;

GreyImage picture() {
    return test::inverted(test::draw_two({48, 40, 18, 22, 30, 8}));
}

double mean_difference(const GreyImage& a, const GreyImage& b) {
    EXPECT_EQ(a.width, b.width);
    EXPECT_EQ(a.height, b.height);
    if (a.pixels.size() != b.pixels.size()) return 255;
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
    return sum / static_cast<double>(a.pixels.size());
}

void expect_error(std::span<const std::uint8_t> jpeg, const std::string& words) {
    const auto image = decode_image(jpeg);
    ASSERT_FALSE(image) << words;
    EXPECT_EQ(image.error().code, ErrorCode::data);
    EXPECT_THAT(image.error().message, HasSubstr(words));
    EXPECT_FALSE(image.error().hint.empty()) << words;
}

TEST(DecodeJpeg, EveryColourSpace) {
    using Colour = JpegKind::Colour;
    for (const bool progressive : {false, true})
        for (const Colour colour :
             {Colour::grey, Colour::ycc, Colour::rgb, Colour::cmyk, Colour::ycck}) {
            const auto image = decode_image(jpeg_of(picture(), {colour, progressive}));
            ASSERT_TRUE(image) << image.error().message;
            EXPECT_LT(mean_difference(*image, picture()), 2) << static_cast<int>(colour);
        }
}

TEST(DecodeJpeg, CutAtEveryByteIsAnError) {
    for (const bool progressive : {false, true}) {
        const FileBytes jpeg = jpeg_of(picture(), {JpegKind::Colour::ycc, progressive});
        for (std::size_t size = 2; size < jpeg.size(); ++size) {
            const auto image = decode_image(std::span(jpeg).first(size));
            ASSERT_FALSE(image) << size << " of " << jpeg.size();
            EXPECT_EQ(image.error().code, ErrorCode::data);
        }
        expect_error(std::span(jpeg).first(jpeg.size() / 2), "JPEG data ends early");
    }
}

TEST(DecodeJpeg, AnyChangedByteIsSurvived) {
    for (const bool progressive : {false, true}) {
        FileBytes jpeg = jpeg_of(picture(), {JpegKind::Colour::ycck, progressive, 0, false, 6});
        for (std::size_t at = 0; at < jpeg.size(); ++at)
            for (const int flip : {0x01, 0x10, 0xff}) {
                jpeg[at] = static_cast<std::uint8_t>(jpeg[at] ^ flip);
                const auto image = decode_image(jpeg, {.max_pixels = 1'000'000});
                EXPECT_TRUE(image || image.error().code == ErrorCode::data);
                jpeg[at] = static_cast<std::uint8_t>(jpeg[at] ^ flip);
            }
    }
}

TEST(DecodeJpeg, ScansAreCounted) {
    EXPECT_TRUE(decode_image(jpeg_of(picture(), {JpegKind::Colour::grey, true, 64})));
    const FileBytes many = jpeg_of(picture(), {JpegKind::Colour::grey, true, 64});
    const auto refused = decode_image(many, {.max_jpeg_scans = 63});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("more than 63 scans"));
}

TEST(DecodeJpeg, OrientationIsApplied) {
    const GreyImage upright = picture();
    const int w = upright.width;
    const int h = upright.height;
    for (int orientation = 1; orientation <= 8; ++orientation) {
        // Where the upright pixel (x, y) is stored, by the table of EXIF 2.3.
        const bool swapped = orientation >= 5;
        GreyImage stored = blank_image(swapped ? h : w, swapped ? w : h, 0);
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x) {
                const std::uint8_t grey = upright.at(x, y);
                switch (orientation) {
                    case 1:
                        stored.at(x, y) = grey;
                        break;
                    case 2:
                        stored.at(w - 1 - x, y) = grey;
                        break;
                    case 3:
                        stored.at(w - 1 - x, h - 1 - y) = grey;
                        break;
                    case 4:
                        stored.at(x, h - 1 - y) = grey;
                        break;
                    case 5:
                        stored.at(y, x) = grey;
                        break;
                    case 6:
                        stored.at(y, w - 1 - x) = grey;
                        break;
                    case 7:
                        stored.at(h - 1 - y, w - 1 - x) = grey;
                        break;
                    default:
                        stored.at(h - 1 - y, x) = grey;
                        break;
                }
            }
        JpegKind kind;
        kind.orientation = orientation;
        const auto image = decode_image(jpeg_of(stored, kind));
        ASSERT_TRUE(image);
        EXPECT_LT(mean_difference(*image, upright), 2) << orientation;
    }
}

TEST(DecodeJpeg, UnknownOrientationIsIgnored) {
    JpegKind kind;
    kind.orientation = 9;
    const auto image = decode_image(jpeg_of(picture(), kind));
    ASSERT_TRUE(image);
    EXPECT_LT(mean_difference(*image, picture()), 2);
}

TEST(DecodeJpeg, KindsThatItDoesNotRead) {
    JpegKind kind;
    kind.arithmetic = true;
    expect_error(jpeg_of(picture(), kind), "arithmetic-coded JPEG is not supported");
    FileBytes twelve_bits = jpeg_of(picture());
    twelve_bits[test::jpeg_frame_at(twelve_bits)] = 12;
    expect_error(twelve_bits, "12");
}

TEST(DecodeJpeg, TooLargeIsRefusedBeforeMemoryIsTaken) {
    FileBytes jpeg = jpeg_of(picture());
    const std::size_t frame = test::jpeg_frame_at(jpeg);
    for (std::size_t i = 1; i <= 4; ++i) jpeg[frame + i] = 0xea;
    expect_error(jpeg, "too large");
    for (std::size_t i = 1; i <= 4; ++i) jpeg[frame + i] = 0xff;  // libjpeg itself refuses these
    expect_error(jpeg, "too large: 65,535 x 65,535 pixels; the limit is");
    jpeg[frame + 1] = jpeg[frame + 3] = 0;
    jpeg[frame + 1] = 0xff;  // few pixels, but a side too long
    expect_error(jpeg, "too large: 255 x 65,535 pixels; the limit is 65,500 on each side");
    for (std::size_t i = 1; i <= 4; ++i) jpeg[frame + i] = 0;
    expect_error(jpeg, "JPEG data is damaged");
}

}  // namespace
}  // namespace inkling
