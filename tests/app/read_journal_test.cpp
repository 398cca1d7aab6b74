#include "inkling/app/read_journal.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace inkling {
namespace {

std::string fresh_path(const std::string& name) {
    const std::string path = testing::TempDir() + "/" + name;
    std::filesystem::remove(path);
    return path;
}

TEST(ReadJournal, GoesOnWhereItWasCut) {
    const std::string path = fresh_path("journal.part");
    {
        auto journal = ReadJournal::open(path, "key", false);
        ASSERT_TRUE(journal);
        EXPECT_EQ(journal->count(), 0U);
        ASSERT_TRUE(journal->add(0, {{{"file", "a"}}}));
        ASSERT_TRUE(journal->add(2, {{{"file", "c\xff"}}}));
    }
    std::ofstream(path, std::ios::app) << "{\"index\": 3, \"rec";  // killed in mid-write
    auto journal = ReadJournal::open(path, "key", true);
    ASSERT_TRUE(journal) << journal.error().message;
    EXPECT_EQ(journal->count(), 2U);
    ASSERT_NE(journal->find(0), nullptr);
    EXPECT_EQ((*journal->find(0))[0]["file"], "a");
    EXPECT_EQ(journal->find(1), nullptr);
    EXPECT_EQ(journal->find(3), nullptr);
    ASSERT_TRUE(journal->add(1, {{{"file", "b"}}}));
    journal->remove();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ReadJournal, OfAnotherRunIsRefused) {
    const std::string path = fresh_path("other.part");
    EXPECT_FALSE(ReadJournal::open(path, "key", true));  // there is none
    ASSERT_TRUE(ReadJournal::open(path, "key", false));
    const auto other = ReadJournal::open(path, "another", true);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::usage);
    EXPECT_TRUE(ReadJournal::open(path, "another", false));           // begins anew
    EXPECT_FALSE(ReadJournal::open(path + "/x.part", "key", false));  // no folder
}

}  // namespace
}  // namespace inkling
