#include "inkling/bytes/safetensors.hpp"

#include "bytes/bytes_support.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::joined;
using testing::ElementsAre;

Bytes length(std::uint64_t n) {
    Bytes bytes;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(n >> 8 * i));
    return bytes;
}

/// A file with that header and that many bytes of values.
Bytes file_of(const std::string& header, std::size_t values) {
    return joined({length(header.size()), bytes_of(header), test::noise(values)});
}

std::string entry(const std::string& name, const std::string& rest) {
    return "\"" + name + "\":{" + rest + "}";
}

void expect_refused(const std::string& header, std::size_t values, const std::string& text) {
    EXPECT_ERROR(parse_safetensors(file_of(header, values)), ErrorCode::data, text);
}

SafeTensors example() {
    static const Bytes values = test::noise(100);
    SafeTensors tensors;
    tensors.metadata = {{"format", "pt"}, {"note", "naïve \"quoted\"\n"}};
    tensors.tensors = {{"weights", "F32", {2, 3}, std::span(values).first(24)},
                       {"bytes", "U8", {3}, std::span(values).subspan(24, 3)},
                       {"bias", "F32", {3}, std::span(values).subspan(30, 12)},
                       {"wide", "F64", {}, std::span(values).subspan(50, 8)},
                       {"none", "F16", {0, 7}, {}}};
    return tensors;
}

TEST(Safetensors, GoesThereAndBack) {
    const SafeTensors before = example();
    const auto file = write_safetensors(before);
    ASSERT_TRUE(file) << test::message_of(file);
    const auto after = parse_safetensors(*file);
    ASSERT_TRUE(after) << test::message_of(after);
    EXPECT_EQ(after->metadata, before.metadata);
    ASSERT_EQ(after->tensors.size(), before.tensors.size());
    for (const SafeTensor& tensor : before.tensors) {
        const SafeTensor* found = after->find(tensor.name);
        ASSERT_NE(found, nullptr) << tensor.name;
        EXPECT_EQ(found->dtype, tensor.dtype);
        EXPECT_EQ(found->shape, tensor.shape);
        EXPECT_TRUE(std::equal(found->bytes.begin(), found->bytes.end(), tensor.bytes.begin(),
                               tensor.bytes.end()));
        const auto offset = found->bytes.data() - after->storage.data();
        if (found->bytes.empty()) continue;
        EXPECT_EQ(static_cast<std::size_t>(offset) % safetensors_element_bytes(found->dtype), 0U);
    }
    EXPECT_EQ(after->find("nobody"), nullptr);
    EXPECT_EQ(write_safetensors(*after).value(), *file);
}

TEST(Safetensors, TheBytesAreWhatTheFormatSays) {
    SafeTensors tensors;
    const Bytes values = {0, 0, 128, 63};
    tensors.metadata = {{"b", "2"}, {"a", "1"}};
    tensors.tensors = {{"x", "F32", {1}, values}};
    const std::string header = R"({"__metadata__":{"a":"1","b":"2"},)"
                               R"("x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
    EXPECT_EQ(write_safetensors(tensors).value(),
              joined({length(padded.size()), bytes_of(padded), values}));
    const SafeTensors nothing;
    EXPECT_EQ(write_safetensors(nothing).value(), joined({length(8), bytes_of("{}      ")}));
}

TEST(Safetensors, MovingKeepsTheTensorsValid) {
    auto parsed = parse_safetensors(write_safetensors(example()).value());
    ASSERT_TRUE(parsed);
    const SafeTensors moved = std::move(parsed).value();
    EXPECT_EQ(write_safetensors(moved).value(), write_safetensors(example()).value());
}

TEST(Safetensors, CutAtEveryByteIsRefused) {
    const Bytes file = write_safetensors(example()).value();
    for (std::size_t size = 0; size < file.size(); ++size)
        EXPECT_ERROR(
            parse_safetensors({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)}),
            ErrorCode::data, "");
    EXPECT_ERROR(parse_safetensors(joined({file, {0}})), ErrorCode::data,
                 "1 bytes after the last tensor");
}

TEST(Safetensors, OtherFilesAreNotMistaken) {
    for (const std::size_t size : {0, 1, 7, 8})
        EXPECT_ERROR(parse_safetensors(test::noise(size)), ErrorCode::data,
                     "not a safetensors file (bad magic");
    EXPECT_ERROR(parse_safetensors(test::noise(1 << 20)), ErrorCode::data, "bad magic");
    EXPECT_ERROR(parse_safetensors(bytes_of("GIF89a and so on")), ErrorCode::data, "bad magic");
}

TEST(Safetensors, HeaderLengthsAreNotBelieved) {
    const Bytes rest = bytes_of("{\"a\":1}");
    EXPECT_ERROR(parse_safetensors(joined({length(100), rest})), ErrorCode::data,
                 "header cut: expected 100 bytes, found 7");
    for (const std::uint64_t n :
         {std::uint64_t{1} << 63, std::uint64_t{100'000'001}, ~std::uint64_t{0}})
        EXPECT_ERROR(parse_safetensors(joined({length(n), rest})), ErrorCode::data,
                     "at most 100,000,000 are read");
    EXPECT_ERROR(parse_safetensors(joined({length(0), rest})), ErrorCode::data, "header");
}

TEST(Safetensors, OffsetsMustTileTheFile) {
    const auto two = [](const std::string& a, const std::string& b) {
        return "{" + entry("a", R"("dtype":"F32","shape":[1],"data_offsets":)" + a) + "," +
               entry("b", R"("dtype":"F32","shape":[1],"data_offsets":)" + b) + "}";
    };
    EXPECT_TRUE(parse_safetensors(file_of(two("[0,4]", "[4,8]"), 8)));
    EXPECT_TRUE(parse_safetensors(file_of(two("[4,8]", "[0,4]"), 8)));
    expect_refused(two("[0,4]", "[0,4]"), 8, "overlap before tensor 'b'");
    expect_refused(two("[0,4]", "[8,12]"), 12, "hole before tensor 'b'");
    expect_refused(two("[4,8]", "[8,12]"), 12, "hole before tensor 'a'");
    expect_refused(two("[0,4]", "[4,8]"), 7, "ends at byte 8 of 7");
    expect_refused(two("[0,4]", "[4,8]"), 9, "1 bytes after the last tensor");
    expect_refused(two("[4,0]", "[4,8]"), 8, "reversed");
    expect_refused(two("[0,4]", "[6,10]"), 10, "not aligned");
    expect_refused(two("[0,4]", "[4,9]"), 9, "takes 4 bytes, but its offsets span 5");
    expect_refused(two("[0,4]", "[18446744073709551612,18446744073709551616]"), 8, "integer");
    expect_refused(two("[0,4]", "[18446744073709551608,18446744073709551612]"), 8, "ends at byte");
}

TEST(Safetensors, EntriesMustBeComplete) {
    const auto one = [](const std::string& rest) { return "{" + entry("a", rest) + "}"; };
    expect_refused(one(R"("dtype":"F32","shape":[1])"), 4, "needs dtype, shape");
    expect_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), 4, "needs dtype");
    expect_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"), 4, "a number");
    expect_refused(one(R"("dtype":"F33","shape":[1],"data_offsets":[0,4])"), 4,
                   "unknown element type 'F33'");
    expect_refused(one(R"("dtype":4,"shape":[1],"data_offsets":[0,4])"), 4, "a number");
    expect_refused(one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4, "negative");
    expect_refused(one(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"), 4, "integer");
    expect_refused(one(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), 4, "a number");
    expect_refused(one(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"), 4, "a list");
    expect_refused(one(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])"), 0,
                   "more than 2^64");
    expect_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1)"), 4,
                   "unknown key 'x'");
    expect_refused(R"({"a":null})", 0, "null is not allowed");
    expect_refused(R"({"a":[]})", 0, "a list is not allowed");
    expect_refused(R"({"__metadata__":{"a":1}})", 0, "a number is not allowed");
    expect_refused(R"({"__metadata__":{"a":{}}})", 0, "an object is not allowed");
    expect_refused(R"({"__metadata__":[]})", 0, "a list is not allowed");
}

TEST(Safetensors, JsonMustBeStrict) {
    const std::string good = entry("a", R"("dtype":"U8","shape":[1],"data_offsets":[0,1])");
    ASSERT_TRUE(parse_safetensors(file_of("{" + good + "}   ", 1)));
    expect_refused("{" + good + "," + good + "}", 1, "key 'a' is there twice");
    expect_refused(R"({"__metadata__":{"a":"1","a":"2"}})", 0, "key 'a' is there twice");
    expect_refused(R"({"__metadata__":{},"__metadata__":{}})", 0, "there twice");
    expect_refused(R"({"a":{"dtype":"U8","dtype":"U8"}})", 0, "key 'dtype' is there twice");
    expect_refused("{" + good + "} x", 1, "header");
    expect_refused("{" + good + "}{}", 1, "header");
    expect_refused("{" + good + ",}", 1, "header");
    expect_refused(R"({"a":NaN})", 0, "header");
    expect_refused("{\"a\xff\":{}}", 0, "UTF-8");
    expect_refused("{\"\xed\xa0\x80\":{}}", 0, "header");
    expect_refused("{\"a\":" + std::string(10'000, '['), 0, "a list is not allowed");
    std::string nested;
    for (int i = 0; i < 10'000; ++i) nested += "{\"a\":";
    expect_refused(nested, 0, "unknown key 'a'");
    expect_refused("{\"a\":{\"shape\":{", 0, "an object is not allowed");
    expect_refused("{", 0, "header");
}

TEST(Safetensors, EveryFlippedBitOfTheHeaderIsNoticedOrHarmless) {
    const Bytes file = write_safetensors(example()).value();
    for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
        Bytes damaged = file;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto result = parse_safetensors(std::move(damaged));
        EXPECT_TRUE(result || result.error().code == ErrorCode::data);
    }
}

TEST(Safetensors, WhatCannotBeWrittenIsRefused) {
    const Bytes values(8);
    const auto written = [&](std::vector<SafeTensor> list) {
        SafeTensors tensors;
        tensors.tensors = std::move(list);
        return write_safetensors(tensors);
    };
    EXPECT_ERROR(written({{"a", "F32", {3}, values}}), ErrorCode::usage, "do not fit shape [3]");
    EXPECT_ERROR(written({{"a", "F33", {2}, values}}), ErrorCode::usage, "F33");
    EXPECT_ERROR(written({{"a", "F32", {2}, values}, {"a", "F32", {2}, values}}), ErrorCode::usage,
                 "two tensors are named 'a'");
    EXPECT_ERROR(written({{"__metadata__", "F32", {2}, values}}), ErrorCode::usage, "reserved");
    EXPECT_ERROR(written({{"\xff", "F32", {2}, values}}), ErrorCode::usage, "UTF-8");
}

}  // namespace
}  // namespace inkling
