// Rows 45 to 50 of what bad and odd pictures get: PNG of every kind, cut, damaged and malformed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "image/picture_files.hpp"
#include "inkling/image/decode.hpp"

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
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int width = 13;
constexpr int height = 11;

PngHeader header(int depth, int colour, bool interlaced = false) {
    return {width, height, static_cast<std::uint8_t>(depth), static_cast<std::uint8_t>(colour),
            interlaced};
}

unsigned grey_at(int x, int y) {
    return static_cast<unsigned>(x * 37 + y * 91) % 256;
}

void expect_picture(const FileBytes& png, const std::function<double(int x, int y)>& expected) {
    const auto image = decode_image(png);
    ASSERT_TRUE(image) << image.error().message;
    ASSERT_EQ(image->width, width);
    ASSERT_EQ(image->height, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            ASSERT_NEAR(image->at(x, y), expected(x, y), 1) << x << ", " << y;
}

void expect_error(const FileBytes& png, const std::string& words) {
    const auto image = decode_image(png);
    ASSERT_FALSE(image) << words;
    EXPECT_EQ(image.error().code, ErrorCode::data);
    EXPECT_THAT(image.error().message, HasSubstr(words));
    EXPECT_FALSE(image.error().hint.empty()) << words;
}

double over_white(double grey, double alpha) {
    return grey * alpha + 255 * (1 - alpha);
}

double luma_of(double r, double g, double b) {
    return 0.299 * r + 0.587 * g + 0.114 * b;
}

TEST(DecodePng, GreyOfEveryDepth) {
    for (const bool interlaced : {false, true})
        for (const int depth : {1, 2, 4, 8, 16}) {
            const unsigned largest = (1U << depth) - 1;
            const auto value = [&](int x, int y, int) { return grey_at(x, y) * largest / 255; };
            expect_picture(png_picture(header(depth, 0, interlaced), value),
                           [&](int x, int y) { return value(x, y, 0) * 255.0 / largest; });
        }
}

TEST(DecodePng, ColourOfBothDepths) {
    for (const bool interlaced : {false, true})
        for (const int depth : {8, 16}) {
            const unsigned factor = depth == 8 ? 1 : 257;
            const auto value = [](int x, int y, int c) { return grey_at(x + 5 * c, y + c); };
            expect_picture(
                png_picture(header(depth, 2, interlaced),
                            [&](int x, int y, int c) { return factor * value(x, y, c); }),
                [&](int x, int y) {
                    return luma_of(value(x, y, 0), value(x, y, 1), value(x, y, 2));
                });
        }
}

/// Rows with the five filters in turn, as encoders write them.
FileBytes filtered(int channels) {
    const auto value = [&](int x, int y, int c) {
        return x < 0 || y < 0 ? 0 : static_cast<int>(grey_at(x * x + 5 * c, y + c));
    };
    FileBytes raw;
    for (int y = 0; y < height; ++y) {
        raw.push_back(static_cast<std::uint8_t>(y % 5));
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c) {
                const int left = value(x - 1, y, c);
                const int above = value(x, y - 1, c);
                const int corner = x > 0 ? value(x - 1, y - 1, c) : 0;
                const int guess = left + above - corner;
                const int a = std::abs(guess - left), b = std::abs(guess - above);
                const int d = std::abs(guess - corner);
                const int paeth = a <= b && a <= d ? left : b <= d ? above : corner;
                const int predicted[5] = {0, left, above, (left + above) / 2, paeth};
                raw.push_back(static_cast<std::uint8_t>(value(x, y, c) - predicted[y % 5]));
            }
    }
    constexpr int colours[] = {0, 4, 2, 6};
    return png_of({ihdr(header(8, colours[channels - 1])), {"IDAT", zlib_of(raw)}, {"IEND", {}}});
}

TEST(DecodePng, RowsOfEveryFilter) {
    expect_picture(filtered(1), [](int x, int y) { return grey_at(x * x, y); });
    expect_picture(filtered(2), [](int x, int y) {
        return over_white(grey_at(x * x, y), grey_at(x * x + 5, y + 1) / 255.0);
    });
    expect_picture(filtered(3), [](int x, int y) {
        return luma_of(grey_at(x * x, y), grey_at(x * x + 5, y + 1), grey_at(x * x + 10, y + 2));
    });
    expect_picture(filtered(4), [](int x, int y) {
        const double grey =
            luma_of(grey_at(x * x, y), grey_at(x * x + 5, y + 1), grey_at(x * x + 10, y + 2));
        return over_white(grey, grey_at(x * x + 15, y + 3) / 255.0);
    });
}

TEST(DecodePng, AlphaIsComposedOnWhite) {
    for (const bool interlaced : {false, true})
        for (const int depth : {8, 16})
            for (const int colour : {4, 6}) {
                const unsigned factor = depth == 8 ? 1 : 257;
                const int alpha_channel = colour == 4 ? 1 : 3;
                const auto alpha = [](int x, int y) { return static_cast<unsigned>(x * 20 + y); };
                expect_picture(
                    png_picture(header(depth, colour, interlaced),
                                [&](int x, int y, int c) {
                                    return factor *
                                           (c == alpha_channel ? alpha(x, y) : grey_at(x, y));
                                }),
                    [&](int x, int y) { return over_white(grey_at(x, y), alpha(x, y) / 255.0); });
            }
}

TEST(DecodePng, PaletteWithTransparency) {
    const PngChunk palette{"PLTE", {0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255}};
    const PngChunk transparency{"tRNS", {255, 255, 128}};
    const auto index = [](int x, int y) { return static_cast<unsigned>(x + y) % 4; };
    for (const int depth : {2, 4, 8}) {
        const auto value = [&](int x, int y, int) { return index(x, y); };
        const double opaque[] = {0, 255, luma_of(255, 0, 0), luma_of(0, 0, 255)};
        expect_picture(png_picture(header(depth, 3), value, {palette}),
                       [&](int x, int y) { return opaque[index(x, y)]; });
        expect_picture(png_picture(header(depth, 3), value, {palette, transparency}),
                       [&](int x, int y) {
                           const unsigned i = index(x, y);
                           return i == 2 ? over_white(opaque[2], 128 / 255.0) : opaque[i];
                       });
    }
}

TEST(DecodePng, TransparentGreyAndColour) {
    const auto grey = [](int x, int y, int) { return x == y ? 7U : 99U; };
    expect_picture(png_picture(header(8, 0), grey, {{"tRNS", {0, 7}}}),
                   [](int x, int y) { return x == y ? 255 : 99; });
    expect_picture(png_picture(header(8, 2), grey, {{"tRNS", {0, 7, 0, 7, 0, 7}}}),
                   [](int x, int y) { return x == y ? 255 : 99; });
}

TEST(DecodePng, FullyTransparentIsWhitePaper) {
    expect_picture(png_picture(header(8, 6), [](int, int, int) { return 0U; }),
                   [](int, int) { return 255; });
}

TEST(DecodePng, ProfilesTextAndGammaAreIgnored) {
    const auto value = [](int x, int y, int) { return grey_at(x, y); };
    expect_picture(png_picture(header(8, 0), value,
                               {{"gAMA", {0, 0, 0xB1, 0x8F}},
                                {"iCCP", bytes_of("nonsense")},
                                {"tEXt", bytes_of("no key")},
                                {"sBIT", {3}}}),
                   [&](int x, int y) { return grey_at(x, y); });
}

TEST(DecodePng, AnimationGivesItsFirstPicture) {
    FileBytes control(26);
    control[7] = width;
    control[11] = height;
    const auto value = [](int x, int y, int) { return grey_at(x, y); };
    expect_picture(
        png_picture(header(8, 0), value, {{"acTL", {0, 0, 0, 2, 0, 0, 0, 0}}, {"fcTL", control}}),
        [&](int x, int y) { return grey_at(x, y); });
}

TEST(DecodePng, CutAtEveryByteIsAnError) {
    for (const bool interlaced : {false, true}) {
        const FileBytes png = png_picture(header(8, 6, interlaced),
                                          [](int x, int y, int c) { return grey_at(x + c, y); });
        ASSERT_TRUE(decode_image(png));
        for (std::size_t size = 1; size < png.size(); ++size) {
            const auto image = decode_image(std::span(png).first(size));
            ASSERT_FALSE(image) << size;
            EXPECT_EQ(image.error().code, ErrorCode::data);
            EXPECT_THAT(image.error().message, HasSubstr("PNG data ends early")) << size;
        }
    }
}

TEST(DecodePng, AnyChangedByteIsAnError) {
    FileBytes png = png_picture(header(8, 2), [](int x, int y, int c) { return grey_at(x + c, y); },
                                {{"tEXt", bytes_of(std::string_view("key\0text", 8))}});
    ASSERT_TRUE(decode_image(png));
    for (std::size_t at = 0; at < png.size(); ++at)
        for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
            png[at] = static_cast<std::uint8_t>(png[at] ^ flip);
            EXPECT_FALSE(decode_image(png)) << at << " ^ " << flip;
            png[at] = static_cast<std::uint8_t>(png[at] ^ flip);
        }
}

TEST(DecodePng, WrongCrcNamesTheChunk) {
    FileBytes png = png_picture(header(8, 0), [](int, int, int) { return 1U; });
    png[8 + 8 + 13] ^= 1;
    expect_error(png, "IHDR: CRC error");
    png[8 + 8 + 13] ^= 1;
    png[png.size() - 12 - 2] ^= 1;
    expect_error(png, "IDAT: CRC error");
}

FileBytes rows() {
    return FileBytes(height * (width + 1));
}

TEST(DecodePng, MalformedFilesAreErrors) {
    const PngChunk head = ihdr(header(8, 0));
    const PngChunk data{"IDAT", zlib_of(rows())};
    const PngChunk end{"IEND", {}};
    ASSERT_TRUE(decode_image(png_of({head, data, end})));
    expect_error(png_of({data, end}), "IDAT");
    expect_error(png_of({head, head, data, end}), "IHDR");
    expect_error(png_of({head, end}), "damaged");
    expect_error(png_of({head, data}), "ends early");

    const FileBytes packed = data.data;
    const PngChunk half{"IDAT", {packed.begin(), packed.begin() + 8}};
    const PngChunk other_half{"IDAT", {packed.begin() + 8, packed.end()}};
    ASSERT_TRUE(decode_image(png_of({head, half, other_half, end})));
    expect_error(png_of({head, half, {"tEXt", bytes_of("a")}, other_half, end}), "damaged");
    expect_error(png_of({head, half, end}), "damaged");

    FileBytes wrong_sum = packed;
    wrong_sum.back() ^= 1;
    expect_error(png_of({head, {"IDAT", wrong_sum}, end}), "IDAT");
    FileBytes wrong_zlib = packed;
    wrong_zlib[0] = 0;
    expect_error(png_of({head, {"IDAT", wrong_zlib}, end}), "IDAT");
    FileBytes few = rows();
    few.pop_back();
    expect_error(png_of({head, {"IDAT", zlib_of(few)}, end}), "damaged");

    expect_error(png_of({ihdr(header(8, 3)), data, end}), "PLTE");
    expect_error(png_of({head, {"ABCD", {1}}, data, end}), "ABCD");
    expect_error(png_of({ihdr(header(3, 0)), data, end}), "IHDR");
    expect_error(png_of({ihdr(header(8, 5)), data, end}), "IHDR");
}

TEST(DecodePng, TooLargeIsRefusedBeforeMemoryIsTaken) {
    const PngHeader large{100'000, 100'000, 16, 6, 1};
    expect_error(png_of({ihdr(large), {"IDAT", zlib_of(rows())}, {"IEND", {}}}),
                 "too large: 100,000 x 100,000 pixels; the limit is 64,000,000 pixels");
    const PngHeader ribbon{0x7fffffff, 1, 8, 6, 0};
    expect_error(png_of({ihdr(ribbon), {"IDAT", zlib_of(rows())}, {"IEND", {}}}), "too large");
}

TEST(DecodePng, NoPixelsIsAnError) {
    const PngChunk data{"IDAT", zlib_of({})};
    for (const PngHeader& empty : {PngHeader{0, 0}, PngHeader{0, 5}, PngHeader{5, 0}})
        expect_error(png_of({ihdr(empty), data, {"IEND", {}}}), "IHDR");
}

}  // namespace
}  // namespace inkling
