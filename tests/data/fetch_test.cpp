// Fetching: where from, where to, and what is believed where no hash is published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/cache_fixture.hpp"
#include "data/npz_fixture.hpp"
#include "inkling/data/fetch_impl.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::Cache;
using test::expect_whole;
using test::files_of;
using test::Published;
using test::same;
using test::small_dataset;
using test::write;
using testing::HasSubstr;
using State = CachedFile::State;

using test::Environment;
using testing::ElementsAre;
class Fetch : public Cache {};

TEST(Urls, OwnMirrorFirst) {
    const DataSource& mnist = *find_data_source("mnist");
    const Environment mirror("INKLING_MIRROR", "https://mirror.example/data");
    EXPECT_THAT(
        urls_of(mnist, "x.gz"),
        ElementsAre("https://mirror.example/data/mnist/x.gz", "https://mirror.example/data/x.gz",
                    "https://ossci-datasets.s3.amazonaws.com/mnist/x.gz",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/x.gz"));
    const Environment none("INKLING_MIRROR", "");
    EXPECT_EQ(urls_of(mnist, "x.gz").size(), 2U);
}

// BAD-INPUT 83.

TEST_F(Fetch, AFolderThatCannotBeMadeMeansMemory) {
    published_.put(mirror_.path());
    write(cache_ / "file", "in the way");
    const DataOptions how = {.data_dir = cache_ / "file"};
    const auto loaded = load_source(source_, how);
    expect_whole(loaded);
    EXPECT_THAT(loaded->notice, HasSubstr("kept in memory"));
    EXPECT_THAT(loaded->notice, HasSubstr("--data-dir"));
    const Status status = fetch_files(source_, how);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::file);
    EXPECT_THAT(status.error().hint, HasSubstr("--data-dir"));
}

TEST_F(Fetch, AReadOnlyFolderIsReadAndLeftAlone) {
    published_.put(mirror_.path());
    published_.put(cache_ / "small");
    fs::permissions(cache_ / "small", fs::perms::owner_read | fs::perms::owner_exec);
    expect_whole(load_source(source_, offline()));
    EXPECT_FALSE(file_exists(cache_ / "small/.verified"));
    fs::permissions(cache_ / "small", fs::perms::owner_all);
    fs::remove(cached(0));
    fs::permissions(cache_ / "small", fs::perms::owner_read | fs::perms::owner_exec);
    const auto loaded = load_source(source_, options());
    fs::permissions(cache_ / "small", fs::perms::owner_all);
    expect_whole(loaded);
    EXPECT_THAT(loaded->notice, HasSubstr("kept in memory"));
}

// Files whose hash nobody has published.

TEST_F(Fetch, UnknownHashesAreRecordedAndHeld) {
    for (DataFile& file : published_.source.files) file.sha256.clear();
    published_.put(mirror_.path());
    expect_whole(load_source(source_, options()));
    for (const CachedFile& file : files_of(list_files(source_, options())))
        EXPECT_EQ(file.state, State::recorded) << file.name;

    Bytes other = *gunzip(content(0), 1 << 24);
    other.back() ^= 1;
    write(cached(0), gzip(other));
    const auto files = verify_files(source_, options());
    EXPECT_EQ((*files)[0].state, State::corrupt);
    EXPECT_THAT((*files)[0].detail, HasSubstr("when it was first seen"));
    EXPECT_EQ(load_source(source_, offline()).error().code, ErrorCode::checksum);

    fs::remove(cache_ / "small/.verified");
    EXPECT_EQ(load_source(source_, offline())->train.count, 20U);
}

TEST_F(Fetch, UnknownHashesStillMeanRightCounts) {
    for (DataFile& file : published_.source.files) file.sha256.clear();
    const Published fewer({}, small_dataset(19, 10));
    published_.put(mirror_.path());
    write(mirror_ / name(0), fewer.files[0]);
    const auto loaded = load_source(source_, options());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::checksum);
    EXPECT_THAT(loaded.error().message, HasSubstr("19 images; expected 20"));
}

TEST_F(Fetch, TheHashAsPublishedServesWhereItIsTheOnlyOne) {
    for (std::size_t f = 0; f < 4; ++f) {
        DataFile& file = published_.source.files[f];
        file.sha256.clear();
        file.packed_size = published_.files[f].size();
        file.packed_sha256 = sha256_hex(published_.files[f]);
    }
    published_.put(mirror_.path());
    expect_whole(load_source(source_, options()));
    for (const CachedFile& file : files_of(verify_files(source_, options())))
        EXPECT_EQ(file.state, State::verified) << file.name;

    fs::remove_all(cache_ / "small");
    write(mirror_ / name(0), gzip(*gunzip(content(0), 1 << 24), 1));  // the same, packed anew
    EXPECT_FALSE(load_source(source_, options()));
}

TEST_F(Fetch, FilesOfAnArchive) {
    std::vector<std::pair<std::string, Bytes>> members = {{"gzip/other.gz", {1, 2, 3}}};
    for (std::size_t f = 0; f < 4; ++f)
        members.emplace_back("gzip/" + source_.files[f].name, published_.files[f]);
    const Bytes archive = test::zip(members);
    write(mirror_ / "gzip.zip", archive);
    published_.source.archive = {"gzip.zip", "gzip/", archive.size(), sha256_hex(archive)};
    DataOptions test_only = options();
    test_only.want_train = false;
    ASSERT_TRUE(load_source(source_, test_only));
    fs::remove_all(mirror_.path());
    expect_whole(load_source(source_, options()));
    EXPECT_FALSE(file_exists(cache_ / "small/gzip.zip"));

    write(mirror_ / "gzip.zip", "something else");
    fs::remove(cached(0));
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded);
    EXPECT_THAT(loaded->notice, HasSubstr("gzip.zip"));
}

}  // namespace
}  // namespace inkling
