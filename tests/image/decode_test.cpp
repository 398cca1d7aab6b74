#include "inkling/image/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "image/picture_files.hpp"
#include "image/pictures.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::FileBytes;
using ::testing::HasSubstr;

void expect_data_error(std::span<const std::uint8_t> bytes, const std::string& words) {
    const auto image = decode_image(bytes);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::data);
    EXPECT_THAT(image.error().message, HasSubstr(words));
    EXPECT_FALSE(image.error().hint.empty()) << words;
}

TEST(Decode, NamesFormatsThatItDoesNotRead) {
    using namespace std::string_view_literals;
    expect_data_error(bytes_of("\0\0\0\x18"
                               "ftypheic\0\0\0\0"sv),
                      "format HEIC is not supported; use PNG, JPEG, PGM");
    expect_data_error(bytes_of("\0\0\0\x1c"
                               "ftypavif"sv),
                      "format AVIF is not supported");
    expect_data_error(bytes_of("%PDF-1.7\n"), "format PDF is not supported");
    expect_data_error(bytes_of("<?xml version=\"1.0\"?>\n<SVG width=\"1\">"),
                      "format SVG is not supported");
    expect_data_error(bytes_of("<!DOCTYPE html><html>"), "format HTML is not supported");
    expect_data_error(bytes_of("\x1f\x8b\x08\0"sv), "format gzip is not supported");
    expect_data_error(bytes_of("P7\nWIDTH 1\n"), "format PAM is not supported");
}

TEST(Decode, NamesBytesThatAreNoPicture) {
    expect_data_error({}, "empty file");
    expect_data_error(bytes_of("hello\x1b[31m\n"), "(starts with 'hello\\x1B[31m\\x0A')");
}

TEST(Decode, TakesTheLimitFromTheCaller) {
    const FileBytes png = encode_png(blank_image(20, 10, 0));
    EXPECT_TRUE(decode_image(png, {.max_pixels = 200}));
    const auto refused = decode_image(png, {.max_pixels = 199});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message,
                HasSubstr("too large: 20 x 10 pixels; the limit is 199 pixels"));
}

TEST(Decode, SizesAtTheEdgesWork) {
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {28, 28}, {4096, 4096}}) {
        const auto image = decode_image(encode_png(blank_image(width, height, 200)));
        ASSERT_TRUE(image) << width << " x " << height;
        EXPECT_EQ(image->width, width);
        EXPECT_EQ(image->height, height);
        EXPECT_EQ(image->at(width - 1, height - 1), 200);
    }
}

/// One picture in every format.
std::vector<FileBytes> every_format() {
    const GreyImage image = test::inverted(test::draw_two({40, 40, 20, 20, 30, 4}));
    std::vector<FileBytes> files{encode_png(image), test::jpeg_of(image)};
    using test::LeptonicaFormat;
    for (const auto format : {LeptonicaFormat::tiff, LeptonicaFormat::tiff_lzw,
                              LeptonicaFormat::webp, LeptonicaFormat::gif, LeptonicaFormat::bmp})
        files.push_back(test::leptonica_file(image, format, 8));
    files.push_back(test::leptonica_file(image, LeptonicaFormat::tiff_g4, 1));
    return files;
}

TEST(Decode, ManyThreadsGetWhatOneGets) {
    const std::vector<FileBytes> files = every_format();
    std::vector<GreyImage> expected;
    for (const FileBytes& file : files) {
        auto image = decode_image(file);
        ASSERT_TRUE(image);
        expected.push_back(std::move(*image));
    }
    ThreadPool pool(8);
    std::atomic<int> differing = 0;
    pool.run(800, [&](int i) {
        const std::size_t which = static_cast<std::size_t>(i) % files.size();
        const auto image = decode_image(files[which]);
        differing += !image || image->pixels != expected[which].pixels;
    });
    EXPECT_EQ(differing, 0);
}

TEST(Decode, NothingReachesTheTerminal) {
    std::vector<FileBytes> files = every_format();
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    for (FileBytes& file : files) {
        for (std::size_t cut = 1; cut < file.size(); cut += 7)
            static_cast<void>(decode_image(std::span(file).first(cut)));
        for (std::size_t at = 0; at < file.size(); at += 3) {
            file[at] ^= 0x55;
            static_cast<void>(decode_image(file));
            file[at] ^= 0x55;
        }
    }
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace inkling
