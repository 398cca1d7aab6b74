#include "inkling/data/staged_folder_impl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "data/data_fixtures.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using test::write;
using testing::ElementsAre;
using testing::IsEmpty;

/// Fills a new stage for that folder with a file and a folder; publishes it on demand.
void fill(const std::string& folder, bool publish) {
    auto staged = StagedFolder::make(folder);
    ASSERT_TRUE(staged) << staged.error().message;
    write(staged->path() + "/file", "x");
    write(staged->path() + "/sub/file", "y");
    EXPECT_FALSE(fs::exists(folder + "/file"));
    if (!publish) return;
    const Status status = staged->publish();
    ASSERT_TRUE(status) << status.error().message;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

TEST(StagedFolder, ANewFolderIsThereAsAWholeOrNotAtAll) {
    for (const char* name : {"new", "new/", "deep/er/new"}) {
        const TempFolder scratch;
        fill(scratch / name, false);
        EXPECT_FALSE(fs::exists(scratch / name)) << name;
        fill(scratch / name, true);
        EXPECT_THAT(names_in(scratch / name), ElementsAre("file", "sub")) << name;
        EXPECT_TRUE(fs::exists(fs::path(scratch / name) / "sub/file"));
    }
    const TempFolder scratch;
    fill(scratch / "new", true);
    EXPECT_THAT(names_in(scratch.path()), ElementsAre("new"));
    struct stat facts = {};
    ASSERT_EQ(::stat((scratch / "new").c_str(), &facts), 0);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    EXPECT_EQ(facts.st_mode & 0777U, 0777U & ~mask);
}

TEST(StagedFolder, AnEmptyFolderStaysTheOneThatItWas) {
    const TempFolder scratch;
    fs::create_directory(scratch / "there");
    fs::create_symlink("there", scratch / "link");
    const std::string identity = file_identity(scratch / "there");
    fill(scratch / "link", false);
    EXPECT_THAT(names_in(scratch / "there"), IsEmpty());
    fill(scratch / "link", true);
    EXPECT_THAT(names_in(scratch / "there"), ElementsAre("file", "sub"));
    EXPECT_EQ(file_identity(scratch / "there"), identity);
}

TEST(StagedFolder, WhatCannotBeFilledIsLeftAlone) {
    const TempFolder scratch;
    write(scratch / "full/precious", "mine");
    EXPECT_ERROR(StagedFolder::make(scratch / "full"), ErrorCode::usage, "not empty");
    EXPECT_THAT(names_in(scratch / "full"), ElementsAre("precious"));
    EXPECT_ERROR(StagedFolder::make(scratch / "full/precious"), ErrorCode::file, "precious: ");
    EXPECT_ERROR(StagedFolder::make(scratch / "full/precious/sub"), ErrorCode::file, "sub: ");
    EXPECT_EQ(StagedFolder::make("").error().code, ErrorCode::file);
}

}  // namespace
}  // namespace inkling
