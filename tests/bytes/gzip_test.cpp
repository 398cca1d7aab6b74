#include "inkling/bytes/gzip.hpp"

#include "bytes/bytes_support.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::joined;

constexpr std::uint64_t plenty = 1 << 20;

/// 10 GB of zeros in 10 MB: a thousand members of 10 MB each.
Bytes bomb(const Bytes& first_member) {
    const Bytes member = gzip(Bytes(10'000'000), 1);
    Bytes all = first_member;
    for (int i = 0; i < 1000; ++i) all.insert(all.end(), member.begin(), member.end());
    return all;
}

TEST(Gzip, GoesThereAndBack) {
    for (const std::size_t size : {0U, 1U, 5'000U, 300'000U}) {
        for (const int level : {1, 6, 12}) {
            const Bytes content = test::noise(size);
            const Bytes packed = gzip(content, level);
            EXPECT_TRUE(is_gzip(packed));
            EXPECT_EQ(gunzip(packed, plenty).value(), content);
            Bytes there(size);
            EXPECT_TRUE(gunzip_into(packed, there));
            EXPECT_EQ(there, content);
        }
    }
    EXPECT_EQ(gzip(bytes_of("same")), gzip(bytes_of("same")));
}

TEST(Gzip, ReadsWhatOtherProgramsWrite) {
    // printf 'inkling\n' | gzip --name, with a name and a time in the header.
    const Bytes packed = {0x1f, 0x8b, 0x08, 0x08, 0x00, 0x00, 0x00, 0x66, 0x00, 0x03, 'a',
                          0,    0xcb, 0xcc, 0xcb, 0xce, 0xc9, 0xcc, 0x4b, 0xe7, 0x02, 0x00};
    const Bytes complete = joined({packed, {0x49, 0x7c, 0xf0, 0x81, 0x08, 0x00, 0x00, 0x00}});
    const auto content = gunzip(complete, plenty);
    ASSERT_TRUE(content) << test::message_of(content);
    EXPECT_EQ(*content, bytes_of("inkling\n"));
}

TEST(Gzip, IsRecognisedByItsContent) {
    EXPECT_FALSE(is_gzip({}));
    EXPECT_FALSE(is_gzip(Bytes{0x1f}));
    EXPECT_FALSE(is_gzip(bytes_of("\x1f\x8a")));
    EXPECT_TRUE(is_gzip(Bytes{0x1f, 0x8b}));
}

TEST(Gzip, JoinsMembers) {
    const Bytes packed = joined({gzip(bytes_of("one ")), gzip({}), gzip(bytes_of("two"))});
    EXPECT_EQ(gunzip(packed, plenty).value(), bytes_of("one two"));
    EXPECT_EQ(gunzip_prefix(packed, 5).value(), bytes_of("one t"));
    Bytes there(7);
    EXPECT_TRUE(gunzip_into(packed, there));
    EXPECT_EQ(there, bytes_of("one two"));
}

TEST(Gzip, CutAtEveryByteIsNamed) {
    const Bytes packed = gzip(bytes_of("some text that is worth compressing, compressing"));
    for (std::size_t size = 0; size < packed.size(); ++size) {
        const auto cut = std::span(packed).first(size);
        const std::string where = "compressed data ends early at byte " + std::to_string(size);
        EXPECT_ERROR(gunzip(cut, plenty), ErrorCode::data, where);
        Bytes there(48);
        EXPECT_ERROR(gunzip_into(cut, there), ErrorCode::data, where);
    }
}

TEST(Gzip, EveryFlippedBitIsNoticedOrHarmless) {
    const Bytes content = bytes_of("some text that is worth compressing, compressing");
    const Bytes packed = gzip(content);
    for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
        Bytes damaged = packed;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto result = gunzip(damaged, plenty);
        if (result) {
            EXPECT_EQ(*result, content) << bit;  // the time, or padding at the end
        } else {
            EXPECT_EQ(result.error().code, ErrorCode::data);
        }
    }
}

TEST(Gzip, TellsWrongCrcWrongLengthAndGarbageApart) {
    const Bytes packed = gzip(bytes_of("content"));
    Bytes damaged = packed;
    damaged[packed.size() - 8] ^= 1;
    EXPECT_ERROR(gunzip(damaged, plenty), ErrorCode::data, "CRC mismatch");
    damaged = packed;
    damaged[packed.size() - 4] ^= 1;
    EXPECT_ERROR(gunzip(damaged, plenty), ErrorCode::data, "length mismatch");
    EXPECT_ERROR(
        gunzip(joined({packed, bytes_of("rest")}), plenty), ErrorCode::data,
        "4 bytes of garbage after the compressed data, from byte " + std::to_string(packed.size()));
    EXPECT_ERROR(gunzip(joined({packed, {0}}), plenty), ErrorCode::data, "1 bytes of garbage");
    EXPECT_ERROR(gunzip(joined({packed, {0x1f, 0x8b}}), plenty), ErrorCode::data, "ends early");
    damaged = packed;
    damaged[10] = 0x07;  // a block of a type that does not exist
    EXPECT_ERROR(gunzip(damaged, plenty), ErrorCode::data, "damaged at byte");
}

TEST(Gzip, ContentMustFit) {
    const Bytes packed = gzip(Bytes(1000, 'x'));
    EXPECT_TRUE(gunzip(packed, 1000));
    EXPECT_ERROR(gunzip(packed, 999), ErrorCode::data, "more than 999 bytes");
    Bytes there(999);
    EXPECT_ERROR(gunzip_into(packed, there), ErrorCode::data, "expected 999 bytes, found more");
    there.resize(1001);
    EXPECT_ERROR(gunzip_into(packed, there), ErrorCode::data, "expected 1,001 bytes, found 1,000");
    EXPECT_ERROR(gunzip_into(packed, {}), ErrorCode::data, "expected 0 bytes, found more");
    EXPECT_EQ(gunzip_prefix(packed, 2000).value().size(), 1000U);
}

TEST(Gzip, BombsTakeNoMoreThanIsAllowed) {
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    const Bytes packed = bomb({});
    const long taken = test::megabytes_taken_by([&] {
        const auto result = gunzip(packed, 16 << 20);
        if (result) ::_exit(1);
    });
    EXPECT_GE(taken, 0);
    EXPECT_LE(taken, 40);
    const long for_prefix =
        test::megabytes_taken_by([&] { EXPECT_EQ(gunzip_prefix(packed, 16)->size(), 16U); });
    EXPECT_GE(for_prefix, 0);
    EXPECT_LE(for_prefix, 4);
}

TEST(Gzip, AClaimedLengthIsNotBelieved) {
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    Bytes packed = gzip(bytes_of("short"));
    for (std::size_t i = 1; i <= 4; ++i) packed[packed.size() - i] = 0xFF;
    EXPECT_LE(test::megabytes_taken_by([&] {
                  if (gunzip(packed, 1ULL << 40)) ::_exit(1);
              }),
              4);
}

}  // namespace
}  // namespace inkling
