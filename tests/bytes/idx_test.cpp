#include "inkling/bytes/idx.hpp"

#include <fcntl.h>

#include <cstdint>

#include "bytes/bytes_support.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/sha256.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::joined;
using test::Scratch;
using testing::ElementsAre;

constexpr IdxWanted digits = {.rows = 28, .columns = 28, .classes = 10};

Bytes header(std::initializer_list<std::uint32_t> numbers) {
    Bytes bytes;
    for (const std::uint32_t n : numbers)
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(n >> shift));
    return bytes;
}

Bytes images_file(std::uint32_t count, std::uint32_t rows = 28, std::uint32_t columns = 28) {
    return joined(
        {header({0x803, count, rows, columns}), test::noise(std::size_t{count} * rows * columns)});
}

Bytes labels_file(const Bytes& labels) {
    return joined({header({0x801, static_cast<std::uint32_t>(labels.size())}), labels});
}

/// The same error must come from plain bytes, from gzip, and from a file of either, whose path is
/// then named.
void expect_refused(const Bytes& plain, const std::string& text, bool images = true) {
    const Scratch scratch;
    const std::string path = scratch / "file";
    for (const Bytes& bytes : {plain, gzip(plain)}) {
        if (plain.empty() && !bytes.empty()) continue;  // an empty file has no content to compress
        EXPECT_ERROR(images ? parse_idx_images(bytes, digits) : parse_idx_labels(bytes, digits),
                     ErrorCode::data, text);
        test::put(path, bytes);
        EXPECT_ERROR(images ? load_idx_images(path, digits) : load_idx_labels(path, digits),
                     ErrorCode::data, path + ": ");
        const auto loaded = images ? load_idx_images(path, digits) : load_idx_labels(path, digits);
        EXPECT_FALSE(loaded.error().hint.empty()) << text;
    }
}

TEST(Idx, ImagesAndLabelsArriveAsTheyAre) {
    const Scratch scratch;
    const Bytes plain = images_file(3);
    const Bytes labels = labels_file({1, 9, 0, 3});
    for (const bool packed : {false, true}) {
        const Bytes file = packed ? gzip(plain) : plain;
        // Whether it is compressed says the content; the name may say the opposite.
        const std::string path = scratch / (packed ? "plain" : "packed.gz");
        test::put(path, file);
        for (const auto& array : {parse_idx_images(file, digits), load_idx_images(path, digits)}) {
            ASSERT_TRUE(array) << test::message_of(array);
            EXPECT_THAT(array->shape, ElementsAre(3, 28, 28));
            ASSERT_EQ(array->values.size(), 3U * 784);
            EXPECT_TRUE(std::equal(plain.begin() + 16, plain.end(), array->values.begin()));
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array->values.data()) % 64, 0U);
            EXPECT_EQ(write_idx(*array), plain);
        }
        const auto array = parse_idx_labels(packed ? gzip(labels) : labels, digits);
        ASSERT_TRUE(array) << test::message_of(array);
        EXPECT_THAT(array->shape, ElementsAre(4));
        EXPECT_THAT(Bytes(array->values.begin(), array->values.end()), ElementsAre(1, 9, 0, 3));
        EXPECT_EQ(write_idx(*array), labels);
    }
}

TEST(Idx, CopiesOfAnArrayAreIndependent) {
    const auto array = parse_idx_images(gzip(images_file(2)));
    ASSERT_TRUE(array);
    IdxArray copy = *array;
    copy.values[0] ^= 1;
    EXPECT_NE(copy.values[0], array->values[0]);
    IdxArray moved = std::move(copy);
    EXPECT_EQ(moved.values.size(), array->values.size());
}

TEST(Idx, CutHeadersAreNamed) {
    expect_refused({}, "empty file: need at least 16 bytes");
    expect_refused({}, "empty file: need at least 8 bytes", false);
    const Bytes whole = images_file(1);
    for (std::size_t size = 1; size < 16; ++size)
        expect_refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)},
                       "header cut: " + std::to_string(size) + " of 16 bytes");
}

TEST(Idx, ImagesAndLabelsAreNotConfused) {
    expect_refused(labels_file({1, 2, 3}),
                   "this is a label file (magic 0x00000801); images need 0x00000803");
    expect_refused(images_file(1),
                   "this is an image file (magic 0x00000803); labels need 0x00000801", false);
}

TEST(Idx, OtherHeadersAreNamed) {
    expect_refused(header({0x03080000, 1, 28, 28}), "byte order reversed");
    expect_refused(header({0x0D03, 1, 28, 28}),
                   "unsupported element type 0x0D; only unsigned byte 0x08");
    expect_refused(header({0x0E03, 1, 28, 28}), "unsupported element type 0x0E");
    expect_refused(header({0x802, 1, 28, 28}), "2 dimensions");
    expect_refused(bytes_of("<!DOCTYPE html><html>"), "starts with '<!DOCTYPE ht'");
    expect_refused(bytes_of("\x89PNG\r\n"), "starts with '\\x89PNG\\x0D\\x0A'");
}

TEST(Idx, LengthMustBeWhatTheHeaderSays) {
    Bytes file = images_file(2);
    file.pop_back();
    EXPECT_ERROR(parse_idx_images(file), ErrorCode::data,
                 "file cut: expected 1,584 bytes, found 1,583");
    expect_refused(file, "expected 1,584 bytes, found 1,583");
    file = images_file(2);
    file.push_back(0);
    EXPECT_ERROR(parse_idx_images(file), ErrorCode::data, "expected 1,584 bytes, found 1,585");
    expect_refused(file, "expected 1,584 bytes, found");
}

TEST(Idx, CutAtEveryByteIsRefused) {
    const Bytes plain = images_file(1, 2, 3);
    const Bytes packed = gzip(plain);
    for (std::size_t size = 0; size < plain.size(); ++size)
        EXPECT_ERROR(parse_idx_images(std::span(plain).first(size)), ErrorCode::data, "");
    for (std::size_t size = 2; size < packed.size(); ++size)
        EXPECT_ERROR(parse_idx_images(std::span(packed).first(size)), ErrorCode::data,
                     "compressed data ends early at byte " + std::to_string(size));
}

TEST(Idx, HugeClaimsTakeNoMemory) {
    const auto claim_takes = [](const Bytes& file) {
        return test::megabytes_taken_by([&] {
            if (parse_idx_images(file) || parse_idx_images(gzip(file))) ::_exit(1);
        });
    };
    expect_refused(header({0x803, 0xFFFFFFFF, 28, 28}), "at most 4,000,000,000 are read");
    EXPECT_ERROR(parse_idx_images(header({0x803, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF})),
                 ErrorCode::data, "at most 4,000,000,000 are read");
    expect_refused(header({0x803, 5'000'000, 28, 28}), "expected 3,920,000,016 bytes");
    const long taken = claim_takes(header({0x803, 5'000'000, 28, 28}));
    EXPECT_GE(taken, 0);
    EXPECT_LE(taken, test::sanitized ? 64 : 2);
}

TEST(Idx, SizesMustBeOfUse) {
    expect_refused(header({0x803, 1, 0, 28}), "image size 0 x 28");
    expect_refused(header({0x803, 1, 28, 0}), "image size 28 x 0");
    expect_refused(header({0x803, 0, 28, 28}), "holds no images");
    expect_refused(header({0x801, 0}), "holds no labels", false);
    expect_refused(images_file(1, 32, 32), "images are 32x32; model wants 28x28");
    EXPECT_TRUE(parse_idx_images(images_file(1, 32, 32)));
}

TEST(Idx, LabelsMustBeAllowed) {
    Bytes labels(20, 3);
    labels[17] = 10;
    expect_refused(labels_file(labels), "label 10 at index 17; allowed 0..9", false);
    labels[17] = 255;
    expect_refused(labels_file(labels), "label 255 at index 17", false);
    EXPECT_TRUE(parse_idx_labels(labels_file(labels)));
}

TEST(Idx, PairsMustHaveOneLabelForEachImage) {
    const auto images = parse_idx_images(images_file(4)).value();
    EXPECT_TRUE(check_idx_pair(images, parse_idx_labels(labels_file({1, 2, 3, 4})).value()));
    EXPECT_ERROR(check_idx_pair(images, parse_idx_labels(labels_file({1, 2, 3})).value()),
                 ErrorCode::data, "4 images but 3 labels");
}

TEST(Idx, DamagedCompressionIsNamed) {
    const Bytes plain = images_file(2);
    Bytes packed = gzip(plain);
    packed[packed.size() - 8] ^= 1;
    EXPECT_ERROR(parse_idx_images(packed), ErrorCode::data, "CRC mismatch");
    packed = gzip(plain);
    packed[packed.size() - 1] ^= 1;
    EXPECT_ERROR(parse_idx_images(packed), ErrorCode::data, "length mismatch");
    EXPECT_ERROR(parse_idx_images(joined({gzip(plain), bytes_of("xyz")})), ErrorCode::data,
                 "3 bytes of garbage");
}

TEST(Idx, MembersMaySplitTheFileAnywhere) {
    const Bytes plain = images_file(1, 2, 2);
    for (std::size_t at = 0; at <= plain.size(); ++at) {
        const auto middle = plain.begin() + static_cast<std::ptrdiff_t>(at);
        const auto array = parse_idx_images(
            joined({gzip(Bytes(plain.begin(), middle)), gzip(Bytes(middle, plain.end()))}));
        ASSERT_TRUE(array) << at << test::message_of(array);
        EXPECT_EQ(write_idx(*array), plain);
    }
}

TEST(Idx, BombsStopAtTheDeclaredSize) {
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    const Bytes zeros = gzip(Bytes(10'000'000), 1);
    for (const std::uint32_t count : {1U, 60000U}) {
        Bytes bomb = gzip(header({0x803, count, 28, 28}));
        for (int i = 0; i < 1000; ++i) bomb.insert(bomb.end(), zeros.begin(), zeros.end());
        const long taken = test::megabytes_taken_by([&] {
            const auto array = parse_idx_images(bomb);
            if (array || array.error().message.find("found more") == std::string::npos) ::_exit(1);
        });
        EXPECT_GE(taken, 0);
        EXPECT_LE(taken, count == 1 ? 2 : 48);
    }
}

TEST(Idx, FilesThatAreNoneAreFileErrors) {
    const Scratch scratch;
    EXPECT_ERROR(load_idx_images(scratch / "missing"), ErrorCode::file, "No such file");
    EXPECT_ERROR(load_idx_images(scratch.path()), ErrorCode::file, "not a regular file");
    ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
    EXPECT_ERROR(load_idx_labels(scratch / "fifo"), ErrorCode::file, "not a regular file");
}

TEST(Idx, ReadsMnist) {
    INKLING_NEED_DATA("mnist");
    const std::string folder = test::data_folder("mnist");
    const auto images = load_idx_images(folder + "/train-images-idx3-ubyte.gz", digits);
    ASSERT_TRUE(images) << test::message_of(images);
    EXPECT_THAT(images->shape, ElementsAre(60000, 28, 28));
    // The hash that data sets of this name must have, whoever compressed them.
    EXPECT_EQ(sha256_hex(write_idx(*images)),
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
    const auto labels = load_idx_labels(folder + "/train-labels-idx1-ubyte.gz", digits);
    ASSERT_TRUE(labels) << test::message_of(labels);
    EXPECT_TRUE(check_idx_pair(*images, *labels));
    EXPECT_EQ(labels->values[0], 5);
}

}  // namespace
}  // namespace inkling
