#include "inkling/bytes/npz.hpp"

#include "bytes/make_zip.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::joined;
using test::Scratch;
using test::ZipBuilder;
using test::ZipMember;
using testing::ElementsAre;

constexpr std::uint64_t plenty = 1 << 20;
const std::string golden = std::string(INKLING_SOURCE_DIR) + "/tests/golden/";

/// An .npy file with that dictionary and those values.
Bytes npy(const std::string& dictionary, const Bytes& values, int version = 1) {
    const std::string text = dictionary + std::string(7, ' ') + "\n";
    Bytes length(version == 1 ? 2 : 4);
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::uint8_t>(text.size() >> 8 * i);
    return joined({bytes_of("\x93NUMPY"),
                   {static_cast<std::uint8_t>(version), 0},
                   length,
                   bytes_of(text),
                   values});
}

std::string dictionary(const std::string& descr, const std::string& shape) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

void expect_refused(const std::string& text, const std::string& message) {
    EXPECT_ERROR(parse_npy(npy(text, {1, 2, 3})), ErrorCode::data, message);
}

TEST(Npy, ReadsEveryVersionOfTheHeader) {
    for (const int version : {1, 2, 3}) {
        const auto array = parse_npy(npy(dictionary("|u1", "(3,)"), {1, 2, 3}, version));
        ASSERT_TRUE(array) << test::message_of(array);
        EXPECT_EQ(array->dtype, "|u1");
        EXPECT_EQ(array->element_bytes(), 1U);
        EXPECT_THAT(array->shape, ElementsAre(3));
        EXPECT_THAT(array->values, ElementsAre(1, 2, 3));
    }
    EXPECT_ERROR(parse_npy(npy("{}", {}, 9)), ErrorCode::data, "npy version 9.0");
    EXPECT_TRUE(
        parse_npy(npy("{\"shape\":(),\"descr\":\"<f4\",\"fortran_order\":False}", {0, 0, 0, 0})));
}

TEST(Npy, CutAtEveryByteIsRefused) {
    const Bytes whole = npy(dictionary("<f4", "(2, 1)"), Bytes(8));
    ASSERT_TRUE(parse_npy(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_ERROR(parse_npy(std::span(whole).first(size)), ErrorCode::data, "");
    EXPECT_ERROR(parse_npy(joined({whole, {0}})), ErrorCode::data,
                 "expected 8 bytes for shape (2, 1) of <f4, found 9");
}

TEST(Npy, ElementTypesAreNamed) {
    expect_refused(dictionary("|O", "(3,)"), "pickled objects are never loaded");
    expect_refused(dictionary("<U2", "(3,)"), "element type '<U2' is not supported");
    expect_refused(dictionary("", "(3,)"), "element type '' is not supported");
    expect_refused("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (3,), }",
                   "structured types");
}

TEST(Npy, ShapesMustBePlain) {
    expect_refused(dictionary("|u1", "(-3,)"), "not negative");
    expect_refused(dictionary("|u1", "(3L,)"), "expected ',' or ')'");
    expect_refused(dictionary("|u1", "(3.0,)"), "expected ',' or ')'");
    expect_refused(dictionary("|u1", "(3)"), "',' after a single dimension");
    expect_refused(dictionary("|u1", "(3 3)"), "expected ',' or ')'");
    expect_refused(dictionary("|u1", "(,)"), "a dimension");
    expect_refused(dictionary("|u1", "[3]"), "expected '('");
    expect_refused(dictionary("|u1", "(99999999999999999999,)"), "too large");
    expect_refused(dictionary("|u1", "(1099511627776, 1099511627776)"), "too large");
    expect_refused(dictionary("|u1", "(0, 2199023255552)"), "too large");
    expect_refused(dictionary("|u1", "(4,)"), "expected 4 bytes for shape (4) of |u1, found 3");
    std::string many = "(";
    for (int i = 0; i < 33; ++i) many += "1, ";
    expect_refused(dictionary("|u1", many + ")"), "more than 32 dimensions");
}

TEST(Npy, HeadersMustBeWellFormed) {
    expect_refused("{'descr': '|u1', 'fortran_order': True, 'shape': (3,), }", "Fortran order");
    expect_refused("{'descr': '|u1', 'fortran_order': 1, 'shape': (3,), }", "True or False");
    expect_refused("{'descr': '|u1', 'shape': (3,), }", "needs 'descr'");
    expect_refused("{'descr': '|u1', 'descr': '|u1'}", "'descr' is there twice");
    expect_refused("{'evil': __import__('os')}", "'evil' is unknown");
    expect_refused(dictionary("|u1", "(3,)") + "x", "nothing but blanks");
    expect_refused("{'descr", "the end of a string");
    expect_refused("{descr: 1}", "a quoted string");
    expect_refused("{'de\\scr': '|u1'}", "no '\\'");
    expect_refused("", "expected '{'");
    Bytes no_newline = npy(dictionary("|u1", "(3,)"), {});
    no_newline.back() = ' ';
    EXPECT_ERROR(parse_npy(no_newline), ErrorCode::data, "does not end with a newline");
    EXPECT_ERROR(parse_npy(npy(dictionary("|u1", "(3,)") + std::string(70'000, ' '), {}, 2)),
                 ErrorCode::data, "at most 65,536 are read");
    EXPECT_ERROR(parse_npy(bytes_of("PK\3\4 something else")), ErrorCode::data,
                 "not an npy array (starts with 'PK\\x03\\x04 s')");
}

TEST(Npz, ReadsWhatNumpyWrites) {
    auto npz = Npz::open(golden + "digits.npz");
    ASSERT_TRUE(npz) << test::message_of(npz);
    EXPECT_THAT(npz->names(), ElementsAre("x_train", "y_train", "x_test", "y_test"));
    const auto images = npz->read("x_train", plenty);
    ASSERT_TRUE(images) << test::message_of(images);
    EXPECT_EQ(images->dtype, "|u1");
    EXPECT_THAT(images->shape, ElementsAre(2, 28, 28));
    for (std::size_t i = 0; i < images->values.size(); ++i)
        ASSERT_EQ(images->values[i], i % 28 < 4 ? i * 7 % 256 : 0) << i;
    const auto labels = npz->read("y_test", plenty);
    ASSERT_TRUE(labels) << test::message_of(labels);
    EXPECT_EQ(labels->dtype, "<i8");
    EXPECT_THAT(labels->values, ElementsAre(5, 0, 0, 0, 0, 0, 0, 0));
}

TEST(Npz, ReadsOtherKindsOfNumbers) {
    auto npz = Npz::open(golden + "kinds.npz");
    ASSERT_TRUE(npz) << test::message_of(npz);
    EXPECT_EQ(npz->read("floats", plenty)->dtype, "<f8");
    const auto big = npz->read("big", plenty);
    ASSERT_TRUE(big);
    EXPECT_EQ(big->dtype, ">i4");
    EXPECT_THAT(big->values, ElementsAre(0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3));
    EXPECT_THAT(npz->read("scalar", plenty)->shape, ElementsAre());
    EXPECT_THAT(npz->read("empty", plenty)->shape, ElementsAre(0, 3));
}

TEST(Npz, RefusesWhatIsNoPlainArray) {
    auto npz = Npz::open(golden + "refused.npz");
    ASSERT_TRUE(npz) << test::message_of(npz);
    EXPECT_ERROR(npz->read("objects", plenty), ErrorCode::data, "pickled objects");
    EXPECT_ERROR(npz->read("fortran", plenty), ErrorCode::data, "Fortran order");
    EXPECT_ERROR(npz->read("text", plenty), ErrorCode::data, "'<U2' is not supported");
    EXPECT_ERROR(npz->read("records", plenty), ErrorCode::data, "structured types");
    EXPECT_ERROR(npz->read("x_train", plenty), ErrorCode::data,
                 "no array 'x_train'; there are: objects, fortran, text, records");
}

TEST(Npz, ReadsMembersWithDataDescriptors) {
    auto npz = Npz::open(golden + "streamed.npz");
    ASSERT_TRUE(npz) << test::message_of(npz);
    EXPECT_THAT(npz->read("numbers", plenty)->values, ElementsAre(1, 2, 3));
}

class NpzFile : public testing::Test {
  protected:
    Result<Npz> open(const Bytes& content) {
        test::put(scratch_ / "file.npz", content);
        return Npz::open(scratch_ / "file.npz");
    }
    Result<NpyArray> read(const ZipMember& member) {
        INKLING_TRY(Npz npz, open(ZipBuilder::build({member})));
        return npz.read("a", plenty);
    }

    const Bytes array_ = npy(dictionary("|u1", "(50,)"), Bytes(50, 7));
    Scratch scratch_;
};

TEST_F(NpzFile, StoredAndDeflatedAreRead) {
    for (const bool deflate : {false, true}) {
        const auto array = read({"a.npy", array_, deflate});
        ASSERT_TRUE(array) << test::message_of(array);
        EXPECT_EQ(array->values, Bytes(50, 7));
    }
}

TEST_F(NpzFile, WhatIsNoZipSaysWhatItIs) {
    EXPECT_ERROR(open(bytes_of("<!DOCTYPE html><html>")), ErrorCode::data,
                 "not a zip archive (starts with '<!DOC')");
    EXPECT_ERROR(open({}), ErrorCode::data, "not a zip archive (empty file)");
    EXPECT_ERROR(Npz::open(scratch_ / "missing"), ErrorCode::file, "No such file");
    EXPECT_ERROR(Npz::open(scratch_.path()), ErrorCode::file, "not a regular file");
}

TEST_F(NpzFile, CutAtEveryByteIsRefused) {
    const Bytes whole = ZipBuilder::build({{"a.npy", array_, true}, {"b.npy", array_}});
    ASSERT_TRUE(open(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto npz = open({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
        EXPECT_ERROR(npz, ErrorCode::data, scratch_ / "file.npz");
    }
}

TEST_F(NpzFile, EveryFlippedBitIsNoticedOrHarmless) {
    const Bytes whole = ZipBuilder::build({{"a.npy", array_, true}});
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        Bytes damaged = whole;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        auto npz = open(damaged);
        if (!npz) continue;
        const auto array = npz->read("a", plenty);
        EXPECT_TRUE(!array || array->values == Bytes(50, 7)) << "bit " << bit;
    }
}

TEST_F(NpzFile, NamesThatLeadOutsideOrComeTwiceAreRefused) {
    for (const char* name : {"../a.npy", "x/../../a.npy", "/etc/a.npy", "..\\a.npy"})
        EXPECT_ERROR(read({name, array_}), ErrorCode::data, "leads outside");
    EXPECT_ERROR(open(ZipBuilder::build({{"a.npy", array_}, {"a.npy", array_}})), ErrorCode::data,
                 "two members of the same name");
    EXPECT_THAT(scratch_.names(), ElementsAre("file.npz"));
}

TEST_F(NpzFile, UnsupportedMembersAreNamed) {
    EXPECT_ERROR(read({.name = "a.npy", .content = array_, .flags = 1}), ErrorCode::data,
                 "'a.npy' is encrypted");
    EXPECT_ERROR(read({.name = "a.npy", .content = array_, .method = 12}), ErrorCode::data,
                 "compressed by method 12");
    EXPECT_ERROR(read({.name = "a.npy", .content = array_, .method = 99}), ErrorCode::data,
                 "file.npz");
}

TEST_F(NpzFile, LyingEntriesAreRefused) {
    const auto size = static_cast<std::uint32_t>(array_.size());
    for (const bool deflate : {false, true}) {
        EXPECT_ERROR(read({.name = "a.npy", .content = array_, .deflate = deflate, .crc = 1}),
                     ErrorCode::data, "CRC");
        for (const std::uint32_t lie : {size - 1, size + 1, 0xFFFFFFF0U})
            EXPECT_ERROR(
                read({.name = "a.npy", .content = array_, .deflate = deflate, .size = lie}),
                ErrorCode::data, "a.npy");
        for (const std::uint32_t lie : {0U, 5U, 100'000U, 0xFFFFFFF0U})
            EXPECT_ERROR(
                read({.name = "a.npy", .content = array_, .deflate = deflate, .packed_size = lie}),
                ErrorCode::data, "file.npz");
    }
}

TEST_F(NpzFile, OverlappingMembersAreRefused) {
    std::vector<ZipMember> members = {{"a.npy", Bytes(100'000), true}};
    for (int i = 0; i < 50; ++i) {
        members.push_back(members[0]);
        members.back().shares_with = 0;
        members.back().name = static_cast<char>('b' + i % 25) + std::string(i < 25 ? "" : "x");
        members.back().name += ".npy";
    }
    EXPECT_ERROR(open(ZipBuilder::build(members)), ErrorCode::data, "");
}

TEST_F(NpzFile, MembersMustNotExceedTheLimit) {
    auto npz = open(ZipBuilder::build(
        {{"a.npy", npy(dictionary("|u1", "(1000000,)"), Bytes(1'000'000)), true}}));
    ASSERT_TRUE(npz);
    EXPECT_TRUE(npz->read("a", 1'000'000));
    EXPECT_ERROR(npz->read("a", 900'000), ErrorCode::data, "are read");
}

}  // namespace
}  // namespace inkling
