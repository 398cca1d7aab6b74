// TIFF, WebP, GIF and BMP: every kind, cut, damaged and animated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "image/picture_files.hpp"
#include "image/pictures.hpp"
#include "inkling/image/decode.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::FileBytes;
using test::leptonica_file;
using test::LeptonicaFormat;
using ::testing::HasSubstr;

GreyImage picture() {
    return test::inverted(test::draw_two({37, 30, 18, 16, 24, 5}));
}

struct Kind {
    const char* name;
    LeptonicaFormat format;
    int depth;
    double tolerance;
};

constexpr Kind kinds[] = {
    {"TIFF 8", LeptonicaFormat::tiff, 8, 0},       {"TIFF 32", LeptonicaFormat::tiff, 32, 0},
    {"TIFF 1", LeptonicaFormat::tiff, 1, 128},     {"TIFF LZW", LeptonicaFormat::tiff_lzw, 8, 0},
    {"TIFF G4", LeptonicaFormat::tiff_g4, 1, 128}, {"WebP 32", LeptonicaFormat::webp, 32, 2},
    {"GIF 8", LeptonicaFormat::gif, 8, 0},         {"GIF 1", LeptonicaFormat::gif, 1, 128},
    {"BMP 8", LeptonicaFormat::bmp, 8, 0},         {"BMP 32", LeptonicaFormat::bmp, 32, 0},
    {"BMP 1", LeptonicaFormat::bmp, 1, 128},
};

TEST(DecodeLeptonica, EveryKindComesBack) {
    const GreyImage image = picture();
    for (const Kind& kind : kinds) {
        const auto back = decode_image(leptonica_file(image, kind.format, kind.depth));
        ASSERT_TRUE(back) << kind.name << ": " << back.error().message;
        ASSERT_EQ(back->width, image.width) << kind.name;
        ASSERT_EQ(back->height, image.height) << kind.name;
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            const int expected =
                kind.depth == 1 ? (image.pixels[i] < 128 ? 0 : 255) : image.pixels[i];
            ASSERT_NEAR(back->pixels[i], expected, kind.depth == 1 ? 0 : kind.tolerance)
                << kind.name;
        }
    }
}

TEST(DecodeLeptonica, CutAtEveryByteIsAnErrorOrAllPixelsAreThere) {
    for (const Kind& kind : kinds) {
        const FileBytes file = leptonica_file(picture(), kind.format, kind.depth);
        const auto whole = decode_image(file);
        ASSERT_TRUE(whole);
        int accepted = 0;
        for (std::size_t size = 6; size < file.size(); ++size) {
            const auto image = decode_image(std::span(file).first(size));
            accepted += image.has_value();
            ASSERT_TRUE(!image || image->pixels == whole->pixels) << kind.name << " " << size;
            ASSERT_TRUE(image || image.error().code == ErrorCode::data);
        }
        // A GIF's trailer, a TIFF's resolution.
        EXPECT_LE(accepted, 32) << kind.name;
    }
}

TEST(DecodeLeptonica, AnyChangedByteIsSurvived) {
    for (const Kind& kind : kinds) {
        FileBytes file = leptonica_file(picture(), kind.format, kind.depth);
        for (std::size_t at = 0; at < file.size(); ++at)
            for (const int flip : {0x01, 0x10, 0xff}) {
                file[at] = static_cast<std::uint8_t>(file[at] ^ flip);
                const auto image = decode_image(file, {.max_pixels = 1'000'000});
                EXPECT_TRUE(image || image.error().code == ErrorCode::data);
                file[at] = static_cast<std::uint8_t>(file[at] ^ flip);
            }
    }
}

TEST(DecodeLeptonica, AnimatedWebpIsRefused) {
    FileBytes webp = bytes_of("RIFF");
    const auto append = [&](const FileBytes& more) {
        webp.insert(webp.end(), more.begin(), more.end());
    };
    append({22, 0, 0, 0});
    append(bytes_of("WEBPVP8X"));
    append({10, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 9, 0, 0});
    const auto image = decode_image(webp);
    ASSERT_FALSE(image);
    EXPECT_THAT(image.error().message, HasSubstr("animated WebP is not supported"));
}

/// A GIF with two pictures of 2 × 1 pixels, black and white; the first shows index 0 transparent.
FileBytes animated_gif(bool transparent) {
    FileBytes gif = bytes_of("GIF89a");
    const auto append = [&](const FileBytes& more) {
        gif.insert(gif.end(), more.begin(), more.end());
    };
    append({2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255});
    append({0x21, 0xF9, 4, static_cast<std::uint8_t>(transparent ? 1 : 0), 0, 0, 0, 0});
    // Codes of three bits, lowest bit first: clear (4), 0, 1, end (5).
    append({0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0});
    append({0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x0C, 0x0A, 0});
    append({0x3B});
    return gif;
}

TEST(DecodeGif, FirstPictureOfAnAnimation) {
    const auto image = decode_image(animated_gif(false));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 2);
    EXPECT_EQ(image->height, 1);
    EXPECT_EQ(image->pixels, (std::vector<std::uint8_t>{0, 255}));
}

TEST(DecodeGif, TransparentShowsWhitePaper) {
    const auto image = decode_image(animated_gif(true));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->pixels, (std::vector<std::uint8_t>{255, 255}));
}

TEST(DecodeGif, WhatFollowsTheFirstPictureDoesNotCount) {
    FileBytes gif = animated_gif(false);
    gif.resize(gif.size() - 10);
    EXPECT_TRUE(decode_image(gif));
    EXPECT_FALSE(decode_image(bytes_of("GIF89a")));
    gif = animated_gif(false);
    gif.resize(21);
    EXPECT_FALSE(decode_image(gif));
}

TEST(DecodeGif, TooLargeIsRefused) {
    FileBytes gif = animated_gif(false);
    const auto at = std::find(gif.begin() + 13, gif.end(), 0x2C);
    std::fill(at + 5, at + 9, 0xff);
    const auto image = decode_image(gif);
    ASSERT_FALSE(image);
    EXPECT_THAT(image.error().message, HasSubstr("too large: 65,535 x 65,535"));
}

}  // namespace
}  // namespace inkling
