// The cache folder, its stamps, and what is done about files that are missing or corrupt. Mirrors
// are folders (file://) here; mirror_test.cpp has the network.
#include "inkling/data/cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_fixtures.hpp"
#include "data/npz_fixture.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/fetch_impl.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::Environment;
using test::Published;
using test::same;
using test::small_dataset;
using test::TempFolder;
using test::write;
using testing::ElementsAre;
using testing::HasSubstr;
using State = CachedFile::State;

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

void expect_whole(const Result<Dataset>& loaded) {
    ASSERT_TRUE(loaded) << loaded.error().message;
    const Dataset data = small_dataset();
    EXPECT_EQ(loaded->name, "small");
    EXPECT_TRUE(same(loaded->train, data.train));
    EXPECT_TRUE(same(loaded->test, data.test));
}

std::vector<CachedFile> files_of(Result<std::vector<CachedFile>> files) {
    EXPECT_TRUE(files) << files.error().message;
    return std::move(files).value();
}

TEST(DataDir, OptionThenEnvironmentThenXdgThenHome) {
    const Environment data("INKLING_DATA_DIR", "/data");
    const Environment xdg("XDG_CACHE_HOME", "/xdg");
    const Environment home("HOME", "/home/me");
    EXPECT_EQ(*resolve_data_dir({.data_dir = "/option"}), "/option");
    EXPECT_EQ(*resolve_data_dir({}), "/data");
    const Environment no_data("INKLING_DATA_DIR", "");
    EXPECT_EQ(*resolve_data_dir({}), "/xdg/inkling");
    const Environment relative("XDG_CACHE_HOME", "relative");
    EXPECT_EQ(*resolve_data_dir({}), "/home/me/.cache/inkling");
    const Environment no_home("HOME", "");
    const auto fallback = resolve_data_dir({});  // of the user's entry in the password file
    EXPECT_TRUE(!fallback || fallback->ends_with("/.cache/inkling"));
}

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

TEST_F(Cache, FetchesOnceAndStampsWhatItVerified) {
    published_.put(mirror_.path());
    expect_whole(load_source(source_, options()));
    fs::remove_all(mirror_.path());
    expect_whole(load_source(source_, options()));
    const auto files = list_files(source_, offline());
    ASSERT_TRUE(files);
    for (std::size_t f = 0; f < 4; ++f) {
        EXPECT_EQ((*files)[f].state, State::verified) << (*files)[f].name;
        EXPECT_EQ((*files)[f].sha256, source_.files[f].sha256);
        EXPECT_EQ((*files)[f].size, published_.files[f].size());
    }
}

TEST_F(Cache, PlainFilesAndPlainContentInGzNames) {
    const Bytes plain = *gunzip(content(0), 1 << 24);
    published_.put(cache_ / "small");
    fs::remove(cached(0));
    write(cache_ / "small/train-images-idx3-ubyte", plain);
    write(cached(1), *gunzip(content(1), 1 << 24));
    expect_whole(load_source(source_, offline()));
}

TEST_F(Cache, AStampSparesTheHash) {
    published_.put(cache_ / "small");
    const std::string path = cache_ / "small/t10k-images-idx3-ubyte";
    Bytes plain = *gunzip(content(DataSource::test_images), 1 << 24);
    write(path, plain);
    fs::remove(cached(DataSource::test_images));
    expect_whole(load_source(source_, offline()));

    // The same size and time: what the stamp vouches for is not hashed again.
    const auto time = fs::last_write_time(path);
    plain.back() ^= 1;
    write(path, plain);
    fs::last_write_time(path, time);
    EXPECT_TRUE(load_source(source_, offline())->notice.empty());

    // Another time: it is, and is found out.
    fs::last_write_time(path, time + std::chrono::seconds(1));
    const auto loaded = load_source(source_, offline());
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->test.empty());
    EXPECT_THAT(loaded->notice, HasSubstr("SHA-256 mismatch"));
}

TEST_F(Cache, VerifyHashesWhateverTheStampsSay) {
    published_.put(cache_ / "small");
    expect_whole(load_source(source_, offline()));
    const std::string path = cached(DataSource::train_labels);
    const auto time = fs::last_write_time(path);
    Bytes plain = *gunzip(content(DataSource::train_labels), 1 << 24);
    plain.back() ^= 1;
    write(path, gzip(plain));
    fs::last_write_time(path, time);
    fs::remove(cached(DataSource::test_labels));

    const auto files = verify_files(source_, offline());
    ASSERT_TRUE(files);
    EXPECT_EQ((*files)[0].state, State::verified);
    EXPECT_EQ((*files)[1].state, State::corrupt);
    EXPECT_THAT((*files)[1].detail, HasSubstr("SHA-256 mismatch: expected"));
    EXPECT_EQ((*files)[2].state, State::verified);
    EXPECT_EQ((*files)[3].state, State::missing);
}

TEST_F(Cache, ABrokenBookOfStampsIsIgnored) {
    published_.put(cache_ / "small");
    for (const std::string& book :
         {std::string("garbage"), std::string(70'000, 'x'), std::string("a b c d\n\n \n"),
          std::string(64, '0') + " -5 12 train-images-idx3-ubyte.gz\n"}) {
        write(cache_ / "small/.verified", book);
        expect_whole(load_source(source_, offline()));
    }
}

// BAD-INPUT 90.

TEST_F(Cache, CorruptFilesAreFetchedAgain) {
    published_.put(mirror_.path());
    Bytes wrong = *gunzip(content(0), 1 << 24);
    wrong.back() ^= 1;
    const Bytes cut(content(0).begin(), content(0).end() - 9);
    const std::string html = "<html>login</html>";
    for (const Bytes& bad : {gzip(wrong), wrong, cut, Bytes{}, Bytes(html.begin(), html.end())}) {
        published_.put(cache_ / "small");
        write(cached(0), bad);
        const auto loaded = load_source(source_, options());
        expect_whole(loaded);
        EXPECT_THAT(loaded->notice, HasSubstr("train-images-idx3-ubyte.gz"));
        EXPECT_THAT(loaded->notice, HasSubstr("downloaded again"));
        EXPECT_EQ(*read_file(cached(0)), content(0));
        const auto again = load_source(source_, offline());
        expect_whole(again);
        EXPECT_TRUE(again->notice.empty());
    }
}

TEST_F(Cache, ACorruptPlainFileGivesWayToTheFetchedOne) {
    published_.put(mirror_.path());
    published_.put(cache_ / "small");
    fs::remove(cached(0));
    write(cache_ / "small/train-images-idx3-ubyte", "bad");
    expect_whole(load_source(source_, options()));
    EXPECT_FALSE(file_exists(cache_ / "small/train-images-idx3-ubyte"));
    EXPECT_TRUE(file_exists(cached(0)));
}

TEST_F(Cache, ACorruptFileStaysWhereNoOtherCanBeHad) {
    published_.put(cache_ / "small");
    write(cached(0), "bad");
    write(cached(2), "bad");
    for (const DataOptions& how : {options(), offline()}) {
        const auto loaded = load_source(source_, how);
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::data);
        EXPECT_THAT(loaded.error().message, HasSubstr(cached(0)));
        EXPECT_FALSE(loaded.error().hint.empty());
        EXPECT_TRUE(file_exists(cached(0)));
    }
}

TEST_F(Cache, FetchFillsInWhatIsMissingOrCorrupt) {
    published_.put(mirror_.path());
    published_.put(cache_ / "small");
    fs::remove(cached(1));
    write(cached(2), "bad");
    const Status status = fetch_files(source_, options());
    ASSERT_TRUE(status) << status.error().message;
    for (const CachedFile& file : files_of(verify_files(source_, options())))
        EXPECT_EQ(file.state, State::verified) << file.name;
}

// Parts.

TEST_F(Cache, TestPartAloneLoadsWithANotice) {
    published_.put(cache_ / "small");
    fs::remove(cached(0));
    fs::remove(cached(1));
    for (const DataOptions& how : {options(), offline()}) {
        const auto loaded = load_source(source_, how);
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_TRUE(loaded->train.empty());
        EXPECT_EQ(loaded->test.count, 10U);
        EXPECT_THAT(loaded->notice, HasSubstr("small has no images to learn from here"));
    }
    DataOptions test_only = options();
    test_only.want_train = false;
    const auto loaded = load_source(source_, test_only);
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->notice.empty()) << loaded->notice;
}

TEST_F(Cache, NothingAnywhereIsAnErrorWithAllReasons) {
    const auto online = load_source(source_, options());
    ASSERT_FALSE(online);
    EXPECT_EQ(online.error().code, ErrorCode::network);
    EXPECT_THAT(online.error().message, HasSubstr("file://" + mirror_.path()));
    EXPECT_THAT(online.error().hint, HasSubstr(source_.home));
    EXPECT_THAT(online.error().hint, HasSubstr(source_.files[1].sha256));
    const auto off = load_source(source_, offline());
    ASSERT_FALSE(off);
    EXPECT_EQ(off.error().code, ErrorCode::file);
    EXPECT_THAT(off.error().message, HasSubstr("downloads are switched off"));
}

TEST_F(Cache, CancelStopsIt) {
    published_.put(mirror_.path());
    CancelToken cancel;
    cancel.cancel();
    DataOptions how = options();
    how.cancel = &cancel;
    const auto loaded = load_source(source_, how);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::interrupted);
}

// BAD-INPUT 83.

TEST_F(Cache, AFolderThatCannotBeMadeMeansMemory) {
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

TEST_F(Cache, AReadOnlyFolderIsReadAndLeftAlone) {
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

TEST_F(Cache, UnknownHashesAreRecordedAndHeld) {
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
    const auto loaded = load_source(source_, offline());
    EXPECT_TRUE(loaded->train.empty());

    fs::remove(cache_ / "small/.verified");
    EXPECT_EQ(load_source(source_, offline())->train.count, 20U);
}

TEST_F(Cache, UnknownHashesStillMeanRightCounts) {
    for (DataFile& file : published_.source.files) file.sha256.clear();
    const Published fewer({}, small_dataset(19, 10));
    published_.put(mirror_.path());
    write(mirror_ / name(0), fewer.files[0]);
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->train.empty());
    EXPECT_THAT(loaded->notice, HasSubstr("19 images; expected 20"));
}

TEST_F(Cache, TheHashAsPublishedServesWhereItIsTheOnlyOne) {
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
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->train.empty());
}

// EMNIST's ways.

TEST_F(Cache, FilesOfAnArchive) {
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

TEST_F(Cache, ImagesThatLieOnTheirSideAreTurned) {
    published_.put(cache_ / "small");
    published_.source.transposed = true;
    const auto loaded = load_source(source_, offline());
    ASSERT_TRUE(loaded);
    const auto got = loaded->train.image(3);
    const Dataset data = small_dataset();
    const auto stored = data.train.image(3);
    for (std::size_t y = 0; y < 28; ++y)
        for (std::size_t x = 0; x < 28; ++x) ASSERT_EQ(got[y * 28 + x], stored[x * 28 + y]);
}

// Keras.

class Keras : public Cache {
  protected:
    Keras() {
        published_.source.name = "mnist";
        fs::create_directories(keras_ / "datasets");
    }
    void put(const Dataset& data) {
        const auto shape = [](const ImageSet& set, const std::string& rest) {
            return "(" + std::to_string(set.count) + "," + rest + ")";
        };
        write(
            keras_ / "datasets/mnist.npz",
            test::zip(
                {{"x_train.npy", test::npy("|u1", shape(data.train, " 28, 28"), data.train.pixels)},
                 {"y_train.npy", test::npy("|u1", shape(data.train, ""), data.train.labels)},
                 {"x_test.npy", test::npy("|u1", shape(data.test, " 28, 28"), data.test.pixels)},
                 {"y_test.npy", test::npy("|u1", shape(data.test, ""), data.test.labels)}}));
    }
    TempFolder keras_;
    Environment keras_home_{"KERAS_HOME", keras_.path()};
};

TEST_F(Keras, ItsCopyOfMnistIsUsed) {
    put(small_dataset());
    const auto loaded = load_source(source_, offline());
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_dataset().train));
    EXPECT_TRUE(same(loaded->test, small_dataset().test));
}

TEST_F(Keras, NotWhereItIsAnotherMnist) {
    Dataset other = small_dataset();
    other.train.pixels[400] ^= 1;
    put(other);
    EXPECT_FALSE(load_source(source_, offline()));
    published_.put(mirror_.path());
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(same(loaded->train, small_dataset().train));
    EXPECT_THAT(loaded->notice, HasSubstr("is not the MNIST that was published"));
}

TEST_F(Keras, OnlyForMnist) {
    put(small_dataset());
    published_.source.name = "small";
    EXPECT_FALSE(load_source(source_, offline()));
}

}  // namespace
}  // namespace inkling
