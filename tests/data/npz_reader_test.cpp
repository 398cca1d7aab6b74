// Keras' mnist.npz and files like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_fixtures.hpp"
#include "data/npz_fixture.hpp"
#include "inkling/data/load.hpp"

namespace inkling {
namespace {

using test::npy;
using test::same;
using test::small_set;
using test::TempFolder;
using test::write;
using testing::HasSubstr;

using Members = std::vector<std::pair<std::string, Bytes>>;

Members members_of(const ImageSet& train, const ImageSet& test) {
    const auto shape = [](const ImageSet& set, const std::string& rest) {
        return "(" + std::to_string(set.count) + "," + rest + ")";
    };
    return {{"x_test.npy", npy("|u1", shape(test, " 28, 28"), test.pixels)},
            {"x_train.npy", npy("|u1", shape(train, " 28, 28"), train.pixels)},
            {"y_train.npy", npy("|u1", shape(train, ""), train.labels)},
            {"y_test.npy", npy("|u1", shape(test, ""), test.labels)}};
}

Result<Dataset> load_members(const Members& members) {
    const TempFolder folder;
    write(folder / "mnist.npz", test::zip(members));
    return load_dataset(folder / "mnist.npz", {});
}

void expect_error(const Members& members, const std::string& part) {
    const auto loaded = load_members(members);
    ASSERT_FALSE(loaded) << part;
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr(part));
    EXPECT_FALSE(loaded.error().hint.empty()) << part;
}

TEST(NpzReader, ReadsWhatKerasWrites) {
    const auto loaded = load_members(members_of(small_set(5, 1), small_set(3, 2)));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_set(5, 1)));
    EXPECT_TRUE(same(loaded->test, small_set(3, 2)));
}

TEST(NpzReader, FolderThatHoldsOne) {
    const TempFolder folder;
    write(folder / "mnist.npz", test::zip(members_of(small_set(5), small_set(3))));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->train.count, 5U);
}

TEST(NpzReader, ShapesOf784AndOneChannel) {
    const ImageSet set = small_set(5);
    for (const std::string shape : {"(5, 784)", "(5, 28, 28, 1)"}) {
        Members members = members_of(set, set);
        members[1].second = npy("|u1", shape, set.pixels);
        const auto loaded = load_members(members);
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_TRUE(same(loaded->train, set));
    }
    Members members = members_of(set, set);
    members[1].second = npy("|u1", "(5, 14, 56)", set.pixels);
    expect_error(members, "shape (5, 14, 56); expected (n, 28, 28) or (n, 784)");
}

TEST(NpzReader, LabelsOfWiderIntegers) {
    const ImageSet set = small_set(5);
    Members members = members_of(set, set);
    Bytes wide;
    for (const std::uint8_t label : set.labels) test::append_little(wide, label, 8);
    members[2].second = npy("<i8", "(5,)", wide);
    const auto loaded = load_members(members);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, set));
    wide[2 * 8 + 3] = 1;
    members[2].second = npy("<i8", "(5,)", wide);
    expect_error(members, "label at index 2");
}

TEST(NpzReader, ErrorsNameTheMember) {
    const ImageSet set = small_set(4);
    const Members good = members_of(set, set);
    Members members = good;
    members[1].second = npy("<f8", "(4, 98)", set.pixels);
    expect_error(members, "x_train: element type '<f8'; images need bytes");
    members = good;
    members[3].second = npy("|u1", "(2, 2)", set.labels);
    expect_error(members, "y_test: shape (2, 2); expected (n)");
    members = good;
    members[2].second = npy("|u1", "(3,)", std::span(set.labels.data(), 3));
    expect_error(members, "4 images but 3 labels");
    members = good;
    members.erase(members.begin() + 1);
    expect_error(members, "x_train");
    members = good;
    members[1].second = Bytes(40);
    expect_error(members, "not an npy array");
    members[1].second = npy("|u1", "(4, 28, 28)", std::span(set.pixels.data(), 9));
    expect_error(members, "npy values cut");
}

TEST(NpzReader, AWrongLabelIsToldWithTheFile) {
    ImageSet set = small_set(4);
    set.labels[2] = 10;
    const auto loaded = load_members(members_of(small_set(4), set));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message,
                HasSubstr("/mnist.npz: y_test: label 10 at index 2; allowed 0..9"));
    EXPECT_THAT(loaded.error().hint, HasSubstr("holds the ten digits"));
}

TEST(NpzReader, NotAZip) {
    const TempFolder folder;
    write(folder / "mnist.npz", "<!DOCTYPE html><html></html>");
    const auto loaded = load_dataset(folder / "mnist.npz", {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().hint, HasSubstr("numpy.savez_compressed"));
}

}  // namespace
}  // namespace inkling
