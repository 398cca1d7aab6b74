// The cache folder and its stamps, and what is done about corrupt files. Mirrors are folders
// (file://) here; mirror_test.cpp has the network.
#include "inkling/data/cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/cache_fixture.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::Cache;
using test::expect_whole;
using test::files_of;
using test::same;
using test::write;
using testing::HasSubstr;
using State = CachedFile::State;

using test::Environment;
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

TEST(DataDir, OneThatIsNamedMustBeThere) {
    const test::TempFolder folder;
    write(folder / "file", "x");
    fs::create_symlink("loop", folder / "loop");
    fs::create_directory(folder / "locked");
    EXPECT_TRUE(check_data_dir({.data_dir = folder.path()}));
    EXPECT_ERROR(check_data_dir({.data_dir = folder / "none"}), ErrorCode::file,
                 "--data-dir: the folder is missing: " + (folder / "none") + ": No such file");
    EXPECT_ERROR(check_data_dir({.data_dir = folder / "file"}), ErrorCode::file,
                 "--data-dir: cannot open: " + (folder / "file") + ": Not a directory");
    for (const char* name : {"none", "file", "loop"}) {
        const Environment named("INKLING_DATA_DIR", folder / name);
        EXPECT_ERROR(check_data_dir({}), ErrorCode::file, "$INKLING_DATA_DIR: ");
        EXPECT_ERROR(check_data_dir({}), ErrorCode::file, folder / name);
    }
    const Environment none("INKLING_DATA_DIR", "");
    const Environment xdg("XDG_CACHE_HOME", folder.path());
    EXPECT_TRUE(check_data_dir({})) << "nothing was fetched yet";
    write(folder / "inkling", "x");
    EXPECT_ERROR(check_data_dir({}), ErrorCode::file, "data folder: cannot open: ");
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(folder / "locked", fs::perms::none);
    const test::Unprivileged nobody;
    EXPECT_ERROR(check_data_dir({.data_dir = folder / "locked"}), ErrorCode::file,
                 "locked: Permission denied");
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
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::checksum);
    EXPECT_THAT(loaded.error().message, HasSubstr(path + ": SHA-256 mismatch"));
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

TEST_F(Cache, VerifyTellsWhatCannotBeRead) {
    published_.put(cache_ / "small");
    fs::permissions(cache_.path(), fs::perms(0755));
    fs::permissions(cached(1), fs::perms::none);
    {
        const test::Unprivileged nobody;
        const auto files = verify_files(source_, offline());
        ASSERT_TRUE(files) << files.error().message;
        EXPECT_EQ((*files)[1].state, State::unreadable);
        EXPECT_THAT((*files)[1].detail, HasSubstr("Permission denied"));
        EXPECT_EQ((*files)[0].state, State::verified);
    }
    fs::remove_all(cache_ / "small");
    fs::create_symlink("small", cache_ / "small");
    EXPECT_ERROR(verify_files(source_, offline()), ErrorCode::file, "symbolic links");
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

}  // namespace
}  // namespace inkling
