#include "inkling/serve/model_watch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace inkling {
namespace {

void write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

TEST(ModelWatch, SaysOnceThatAFileIsAnother) {
    const std::string path = testing::TempDir() + "inkling-watch";
    write(path, "one");
    ModelWatch watch(path);
    EXPECT_FALSE(watch.changed());
    write(path + ".new", "second");
    std::filesystem::rename(path + ".new", path);
    EXPECT_FALSE(watch.changed());  // it may still be growing
    EXPECT_TRUE(watch.changed());
    EXPECT_FALSE(watch.changed());
    std::filesystem::remove(path);
    EXPECT_FALSE(watch.changed());
    EXPECT_FALSE(watch.changed());
    write(path, "the third");
    EXPECT_FALSE(watch.changed());
    EXPECT_TRUE(watch.changed());
    std::filesystem::remove(path);
}

TEST(ModelWatch, NoFileNeverChanges) {
    ModelWatch watch("");
    EXPECT_FALSE(watch.changed());
    EXPECT_FALSE(watch.changed());
}

}  // namespace
}  // namespace inkling
