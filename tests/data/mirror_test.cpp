// From a mirror on the loopback device, over https, to a loaded data set: BAD-INPUT 83 to 90 as the
// user meets them. bytes/download_test.cpp has the download itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "bytes/mirror.hpp"
#include "data/data_fixtures.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/load.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::Environment;
using test::Mirror;
using test::Published;
using test::same;
using test::small_dataset;
using test::TempFolder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FromMirror : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(mirror_.is_up()) << "needs python3 and openssl: scripts/setup installs them";
        published_.put(mirror_.folder());
    }

    /// The data set, published by mirrors that behave like this.
    DataSource source(const std::vector<std::string>& behaviours) const {
        DataSource source = published_.source;
        for (const std::string& behaviour : behaviours)
            source.mirrors.push_back(behaviour == "dead" ? "https://127.0.0.1:1/"
                                                         : mirror_.url(behaviour, ""));
        return source;
    }
    DataOptions options() const { return {.data_dir = cache_.path(), .attempts_per_mirror = 1}; }
    Result<Dataset> load(const std::vector<std::string>& behaviours) const {
        return load_source(source(behaviours), options());
    }
    void expect_whole(const Result<Dataset>& loaded) const {
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_TRUE(same(loaded->train, small_dataset().train));
        EXPECT_TRUE(same(loaded->test, small_dataset().test));
        EXPECT_EQ(loaded->notice, "");
    }
    /// What lies in the cache of the data set but for the files of the book-keeping.
    std::set<std::string> cached() const {
        std::set<std::string> names;
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator(cache_ / "small", missing))
            if (entry.path().extension() == ".gz" || entry.path().extension() == ".part")
                names.insert(entry.path().filename().string());
        return names;
    }

    Mirror mirror_;
    TempFolder cache_;
    Published published_{{}};
    Environment no_own_mirror_{"INKLING_MIRROR", ""};
    Environment authority_{"INKLING_CA_FILE", mirror_.certificate()};
};

TEST_F(FromMirror, FirstTimeFetchedSecondTimeNot) {
    std::set<std::string> reported;
    DataOptions with_progress = options();
    with_progress.progress = [&](const std::string& file, std::uint64_t, std::uint64_t) {
        reported.insert(file);
    };
    expect_whole(load_source(source({"ok"}), with_progress));
    EXPECT_THAT(reported, SizeIs(4));
    EXPECT_THAT(cached(), SizeIs(4));
    EXPECT_THAT(mirror_.requests(), SizeIs(4));
    mirror_.forget_requests();
    expect_whole(load({"ok"}));
    EXPECT_THAT(mirror_.requests(), IsEmpty());
}

TEST_F(FromMirror, ACutDownloadIsResumedByTheNextMirror) {
    expect_whole(load({"cut", "range"}));
    EXPECT_THAT(mirror_.requests(), testing::Contains(HasSubstr("/range/train-images-idx3-ubyte.gz "
                                                                "bytes=")));
}

TEST_F(FromMirror, ACutDownloadIsResumedByTheNextRun) {
    const auto first = load({"cut"});
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, ErrorCode::network);
    EXPECT_THAT(cached(), testing::ElementsAre("train-labels-idx1-ubyte.gz.part"));
    mirror_.forget_requests();
    expect_whole(load({"range"}));
    EXPECT_THAT(mirror_.requests()[0], HasSubstr("/range/train-labels-idx1-ubyte.gz bytes="));
    EXPECT_THAT(cached(), SizeIs(4));
}

TEST_F(FromMirror, WrongBytesAreNeverUsed) {
    const auto wrong = load({"wrong"});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::checksum);
    EXPECT_THAT(wrong.error().message, HasSubstr("small: "));
    EXPECT_THAT(wrong.error().hint, HasSubstr(published_.source.files[1].sha256));
    EXPECT_THAT(cached(), IsEmpty());
    expect_whole(load({"wrong", "ok"}));
}

TEST_F(FromMirror, RightArchiveOfOtherContentIsAMismatch) {
    const Published other({}, [] {
        Dataset data = small_dataset();
        data.train.labels[3] = 9;
        return data;
    }());
    test::write(mirror_.folder() + "/train-labels-idx1-ubyte.gz", other.files[1]);
    const auto loaded = load({"ok"});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::checksum);
    EXPECT_THAT(loaded.error().message,
                HasSubstr("SHA-256 mismatch: expected " + published_.source.files[1].sha256));
}

TEST_F(FromMirror, APageOfAProxyIsRecognised) {
    const auto page = load({"html"});
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::network);
    EXPECT_THAT(page.error().message, HasSubstr("text/html"));
    EXPECT_THAT(cached(), IsEmpty());
    expect_whole(load({"html", "disguised", "ok"}));
}

TEST_F(FromMirror, ADeadMirrorIsPassedOver) {
    expect_whole(load({"dead", "404", "http", "ok"}));
}

TEST_F(FromMirror, AllReasonsAreGiven) {
    const auto loaded = load({"dead", "404", "http", "503"});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::network);
    for (const std::string part : {"127.0.0.1:1/", "/404/", "/http/", "/503/"})
        EXPECT_THAT(loaded.error().message, HasSubstr(part));
    EXPECT_THAT(loaded.error().hint, HasSubstr("train-labels-idx1-ubyte.gz"));
}

TEST_F(FromMirror, MoreThanTheFileIsCut) {
    const auto loaded = load({"endless"});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(cached(), IsEmpty());
    expect_whole(load({"more", "ok"}));
}

TEST_F(FromMirror, OwnMirrorComesFirst) {
    for (std::size_t f = 0; f < 4; ++f)
        test::write(mirror_.folder() + "/small/" + published_.source.files[f].name,
                    gzip(*gunzip(published_.files[f], 1 << 24), 12));  // packed anew
    const Environment own("INKLING_MIRROR", mirror_.url("ok", ""));
    expect_whole(load({"wrong"}));
    for (const std::string& request : mirror_.requests())
        EXPECT_THAT(request, HasSubstr("/ok/small/"));
}

TEST_F(FromMirror, CorruptInTheCacheIsFetchedAgain) {
    expect_whole(load({"ok"}));
    test::write(cache_ / "small/train-images-idx3-ubyte.gz", "<html>");
    const auto again = load({"ok"});
    ASSERT_TRUE(again);
    EXPECT_TRUE(same(again->train, small_dataset().train));
    EXPECT_THAT(again->notice, HasSubstr("downloaded again"));
}

/// Runs `work` in a process of its own.
pid_t start(const std::function<Result<Dataset>()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto loaded = work();
        ::_exit(!loaded                                         ? exit_code(loaded.error().code)
                : loaded->train.empty() || loaded->test.empty() ? 99
                                                                : 0);
    }
    return child;
}

int exit_status(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST_F(FromMirror, EightProcessesAtOnce) {
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) children.push_back(start([&] { return load({"drip"}); }));
    for (const pid_t child : children) EXPECT_EQ(exit_status(child), 0);
    EXPECT_THAT(mirror_.requests(), SizeIs(4)) << "each file is fetched once";
    EXPECT_THAT(cached(), SizeIs(4));
    expect_whole(load({}));
}

TEST_F(FromMirror, EightProcessesMendACorruptCache) {
    expect_whole(load({"ok"}));
    mirror_.forget_requests();
    test::write(cache_ / "small/train-images-idx3-ubyte.gz", "bad");
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) children.push_back(start([&] { return load({"ok"}); }));
    for (const pid_t child : children) EXPECT_EQ(exit_status(child), 0);
    EXPECT_THAT(mirror_.requests(), SizeIs(1));
    expect_whole(load({}));
}

TEST_F(FromMirror, KilledAtAnyMomentTheNextRunIsWhole) {
    for (int round = 0; round < 12; ++round) {
        fs::remove_all(cache_ / "small");
        const pid_t child = start([&] { return load({"drip"}); });
        ::usleep(static_cast<useconds_t>(10'000 * round));
        ::kill(child, SIGKILL);
        exit_status(child);
        for (const std::string& name : cached()) {
            if (!name.ends_with(".gz")) continue;  // a file of its final name is whole
            EXPECT_EQ(*read_file(cache_ / ("small/" + name)),
                      *read_file(mirror_.folder() + "/" + name));
        }
        expect_whole(load({"range"}));
    }
}

TEST_F(FromMirror, RealMnist) {
    INKLING_NEED_DATA("mnist");
    fs::create_directory_symlink(test::data_folder("mnist"), mirror_.folder() + "/mnist");
    const Environment own("INKLING_MIRROR", mirror_.url("range", ""));
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i)
        children.push_back(start([&] { return load_dataset("mnist", options()); }));
    for (const pid_t child : children) EXPECT_EQ(exit_status(child), 0);
    const auto loaded = load_dataset("auto", {.data_dir = cache_.path(), .allow_download = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->name, "mnist");
    EXPECT_EQ(loaded->train.count, 60'000U);
    EXPECT_THAT(mirror_.requests(), SizeIs(4));
}

}  // namespace
}  // namespace inkling
