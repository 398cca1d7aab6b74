// A cache, a mirror folder, and a data set that is published there, for the tests of the cache.
#pragma once

#include <gmock/gmock.h>

#include "data/data_fixtures.hpp"
#include "inkling/data/cache.hpp"

namespace inkling::test {

/// A cache, a mirror folder and a data set that is published there.
class Cache : public testing::Test {
  protected:
    DataOptions options() const { return {.data_dir = cache_.path()}; }
    DataOptions offline() const { return {.data_dir = cache_.path(), .allow_download = false}; }
    std::string cached(int file) const { return cache_ / ("small/" + name(file)); }
    std::string name(int file) const {
        return published_.source.files[static_cast<std::size_t>(file)].name;
    }
    const Bytes& content(int file) const {
        return published_.files[static_cast<std::size_t>(file)];
    }

    TempFolder cache_;
    TempFolder mirror_;
    Environment no_mirror_{"INKLING_MIRROR", ""};
    Published published_{{"file://" + mirror_.path() + "/"}};
    const DataSource& source_ = published_.source;
};

inline void expect_whole(const Result<Dataset>& loaded) {
    ASSERT_TRUE(loaded) << loaded.error().message;
    const Dataset data = small_dataset();
    EXPECT_EQ(loaded->name, "small");
    EXPECT_TRUE(same(loaded->train, data.train));
    EXPECT_TRUE(same(loaded->test, data.test));
}

inline std::vector<CachedFile> files_of(Result<std::vector<CachedFile>> files) {
    EXPECT_TRUE(files) << files.error().message;
    return std::move(files).value();
}

}  // namespace inkling::test
