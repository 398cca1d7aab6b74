// An archive that is made is read back by ZipArchive.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "inkling/bytes/zip.hpp"

namespace inkling {
namespace {

TEST(WriteZip, IsReadBack) {
    const Bytes text = {'d', 'i', 'g', 'i', 't'};
    const Bytes blank(100'000, 7);
    const auto archive = write_zip({{"a.csv", text}, {"png/7/1.png", blank}, {"empty", {}}});
    ASSERT_TRUE(archive) << archive.error().message;
    EXPECT_LT(archive->size(), 2'000U);  // deflated
    const std::string path =
        testing::TempDir() + "inkling-zip-" + std::to_string(::getpid()) + ".zip";
    ASSERT_TRUE(write_file_atomic(path, *archive));
    auto opened = ZipArchive::open(path);
    std::filesystem::remove(path);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_THAT(opened->names(), testing::ElementsAre("a.csv", "png/7/1.png", "empty"));
    EXPECT_EQ(*opened->read("a.csv", 100), text);
    EXPECT_EQ(*opened->read("png/7/1.png", 100'000), blank);
    EXPECT_EQ(*opened->read("empty", 100), Bytes{});
}

TEST(WriteZip, RefusesANameTwice) {
    const auto archive = write_zip({{"a", {1}}, {"a", {2}}});
    ASSERT_FALSE(archive);
    EXPECT_THAT(archive.error().message, testing::HasSubstr("already exists"));
}

}  // namespace
}  // namespace inkling
