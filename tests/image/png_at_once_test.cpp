#include "inkling/image/png_at_once_impl.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "image/picture_files.hpp"
#include "inkling/image/decode_impl.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::FileBytes;
using test::ihdr;
using test::png_of;
using test::png_picture;
using test::PngChunk;
using test::PngHeader;
using test::zlib_of;

unsigned value_at(int x, int y, int channel) {
    return static_cast<unsigned>(x * 37 + y * 91 + channel * 53 + x * y) % 256;
}

FileBytes picture(const PngHeader& header, const std::vector<PngChunk>& extra = {}) {
    return png_picture(header, value_at, extra);
}

TEST(PngAtOnce, GivesWhatLibpngDoes) {
    for (const int colour : {0, 2, 4, 6})
        for (const std::uint32_t width : {1U, 2U, 5U, 16U, 33U})
            for (const std::uint32_t height : {1U, 7U, 8U, 9U, 20U}) {
                PngHeader header{width, height, 8, static_cast<std::uint8_t>(colour), 0};
                const auto at_once = png_at_once(picture(header), {});
                ASSERT_TRUE(at_once) << colour;
                header.interlaced = 1;
                ASSERT_FALSE(png_at_once(picture(header), {}));
                const auto by_libpng = decode_image(picture(header));
                ASSERT_TRUE(by_libpng);
                EXPECT_EQ(at_once->width, by_libpng->width);
                EXPECT_EQ(at_once->height, by_libpng->height);
                EXPECT_EQ(at_once->pixels, by_libpng->pixels) << width << " x " << height;
            }
}

TEST(PngAtOnce, LeavesTheRareToLibpng) {
    ASSERT_TRUE(png_at_once(picture({9, 9, 8, 2}, {{"tEXt", bytes_of("a note")}}), {}));
    for (const int depth : {1, 2, 4, 16})
        EXPECT_FALSE(png_at_once(picture({9, 9, static_cast<std::uint8_t>(depth), 0}), {}));
    EXPECT_FALSE(png_at_once(picture({9, 9, 8, 0}, {{"tRNS", {0, 7}}}), {}));
    EXPECT_FALSE(png_at_once(picture({9, 9, 8, 2}, {{"PLTE", {1, 2, 3}}}), {}));
    EXPECT_FALSE(png_at_once(picture({9, 9, 8, 2}), {.max_pixels = 80}));
    EXPECT_FALSE(png_at_once({}, {}));
}

TEST(PngAtOnce, TakesNoMemoryForWhatCannotBeThere) {
    // 8,000 rows of 2,000 pixels would take 48 MB; a few bytes unpack to far less.
    const FileBytes png =
        png_of({ihdr({2000, 8000, 8, 2}), {"IDAT", zlib_of(FileBytes(1000))}, {"IEND", {}}});
    EXPECT_FALSE(png_at_once(png, {}));
    EXPECT_FALSE(decode_image(png));
}

TEST(PngAtOnce, RowsOfUnknownFiltersAreRefused) {
    for (const int filter : {4, 5, 255}) {
        FileBytes rows(3 * 4);
        rows[8] = static_cast<std::uint8_t>(filter);
        const FileBytes png = png_of({ihdr({3, 3, 8, 0}), {"IDAT", zlib_of(rows)}, {"IEND", {}}});
        EXPECT_EQ(png_at_once(png, {}).has_value(), filter == 4);
        EXPECT_EQ(decode_image(png).has_value(), filter == 4);
    }
}

/// Whether it is read at once, and whether at all.
std::pair<bool, bool> reads(const FileBytes& png) {
    return {png_at_once(png, {}).has_value(), decode_image(png).has_value()};
}

constexpr std::pair<bool, bool> at_once{true, true}, by_libpng{false, true}, refused{false, false};

TEST(PngAtOnce, ChunksThatLibpngRefusesAreRefused) {
    const PngChunk head = ihdr({3, 3, 8, 0}), data{"IDAT", zlib_of(FileBytes(3 * 4))};
    const auto with = [&](const PngChunk& extra) {
        return reads(png_of({head, extra, data, {"IEND", {}}}));
    };
    EXPECT_EQ(with({"teXt", bytes_of("a")}), at_once);
    for (const char* type : {"1234", "a\x01hi", "t[xt", "te`t", "\xe1xyz"})
        EXPECT_EQ(with({type, bytes_of("a")}), refused) << type;
    EXPECT_EQ(with({"teXt", FileBytes(most_png_chunk_bytes)}), at_once);
    EXPECT_EQ(with({"teXt", FileBytes(most_png_chunk_bytes + 1)}), refused);
    EXPECT_EQ(reads(png_of({head, data, {"IEND", {1}}})), refused);
}

TEST(PngAtOnce, WindowsTooSmallForThePictureAreLeftToLibpng) {
    FileBytes packed = zlib_of(FileBytes(40 * 41));
    const auto with_window = [&](int bits) {
        packed[0] = static_cast<std::uint8_t>(bits << 4 | 8);
        packed[1] = static_cast<std::uint8_t>(31 - packed[0] * 256 % 31);
        return reads(png_of({ihdr({40, 40, 8, 0}), {"IDAT", packed}, {"IEND", {}}}));
    };
    EXPECT_EQ(with_window(7), at_once);
    EXPECT_EQ(with_window(3), at_once);  // 2,048 bytes of 1,640
    EXPECT_EQ(with_window(2), by_libpng);
    EXPECT_EQ(with_window(8), refused);
}

TEST(PngAtOnce, LongRowsAreLeftToLibpng) {
    const auto row_of = [](std::uint32_t width) {
        return png_of(
            {ihdr({width, 1, 8, 0}), {"IDAT", zlib_of(FileBytes(width + 1))}, {"IEND", {}}});
    };
    EXPECT_EQ(reads(row_of(65'535)), at_once);
    EXPECT_EQ(reads(row_of(65'536)), by_libpng);
}

TEST(PngAtOnce, WhatFollowsThePixelsInTheStreamIsRefused) {
    FileBytes packed = zlib_of(FileBytes(3 * 4));
    const auto png = [&] { return png_of({ihdr({3, 3, 8, 0}), {"IDAT", packed}, {"IEND", {}}}); };
    ASSERT_TRUE(png_at_once(png(), {}));
    packed.push_back(0);
    EXPECT_FALSE(png_at_once(png(), {}));
}

}  // namespace
}  // namespace inkling
