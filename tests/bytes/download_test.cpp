#include "inkling/bytes/download.hpp"

#include <thread>

#include "bytes/mirror.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/sha256.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

using test::Mirror;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class DownloadFrom : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(mirror_.is_up()) << "needs python3 and openssl: scripts/setup installs them";
        test::put(mirror_.folder() + "/data", content_);
        options_.ca_file = mirror_.certificate();
        options_.first_pause_seconds = 0.01;
    }

    /// A download of the file from mirrors that behave like this, its size and hash known.
    Download from(const std::vector<std::string>& behaviours) {
        Download wanted;
        for (const std::string& behaviour : behaviours)
            wanted.urls.push_back(behaviour == "dead" ? Mirror::dead_url()
                                                      : mirror_.url(behaviour, "data"));
        wanted.path = path();
        wanted.size = content_.size();
        wanted.sha256 = sha256_hex(content_);
        return wanted;
    }
    [[nodiscard]] std::string path() const { return scratch_ / "cache/data"; }
    [[nodiscard]] std::string part() const { return path() + ".part"; }
    [[nodiscard]] std::size_t part_size() const {
        std::error_code none;
        const auto size = std::filesystem::file_size(part(), none);
        return none ? 0 : size;
    }

    void expect_there() {
        EXPECT_EQ(test::get(path()), content_);
        EXPECT_FALSE(file_exists(part()));
    }
    /// Downloads, and expects the file.
    void expect_success(const Download& wanted) {
        const Status status = download(wanted, options_);
        ASSERT_TRUE(status) << status.error().message;
        expect_there();
    }
    void expect_failure(const Download& wanted, ErrorCode code, const std::string& text) {
        EXPECT_ERROR(download(wanted, options_), code, text);
        EXPECT_FALSE(file_exists(path()));
    }
    /// Starts a download in a process of its own.
    pid_t start(const Download& wanted) {
        const pid_t child = ::fork();
        if (child == 0) {
            const Status status = download(wanted, options_);
            ::_exit(status ? 0 : exit_code(status.error().code));
        }
        return child;
    }

    Mirror mirror_;
    test::Scratch scratch_;
    Bytes content_ = test::noise(300'000);
    DownloadOptions options_;
};

TEST_F(DownloadFrom, AGoodMirrorArrives) {
    std::uint64_t last_done = 0;
    std::uint64_t last_total = 0;
    options_.progress = [&](std::uint64_t done, std::uint64_t total) {
        EXPECT_GE(done, last_done);
        last_done = done;
        last_total = total;
    };
    expect_success(from({"drip"}));
    EXPECT_GT(last_done, 0U);
    EXPECT_EQ(last_total, content_.size());
    // The second time nothing is asked for.
    mirror_.forget_requests();
    expect_success(from({"ok"}));
    EXPECT_THAT(mirror_.requests(), SizeIs(0));
}

TEST_F(DownloadFrom, SizeAndHashMayBeUnknown) {
    Download wanted = from({"ok"});
    wanted.size = 0;
    wanted.sha256.clear();
    expect_success(wanted);
}

TEST_F(DownloadFrom, ACutLineIsResumed) {
    options_.attempts_per_url = 2;
    expect_success(from({"cut", "range"}));
    // One third, a third of the rest, and then from the other mirror what is left: 4/9.
    EXPECT_THAT(mirror_.requests(),
                ElementsAre("/cut/data -", "/cut/data bytes=100000-", "/range/data bytes=166666-"));
}

TEST_F(DownloadFrom, AMirrorThatRefusesDoesNotSpoilThePart) {
    options_.attempts_per_url = 1;
    expect_success(from({"cut", "404", "html", "dead", "range"}));
    EXPECT_EQ(mirror_.requests().back(), "/range/data bytes=100000-");
}

TEST_F(DownloadFrom, AServerWithoutRangesStartsAnew) {
    options_.attempts_per_url = 1;
    expect_success(from({"cut", "ok"}));
    EXPECT_THAT(mirror_.requests(), ElementsAre("/cut/data -", "/ok/data bytes=100000-"));
}

TEST_F(DownloadFrom, AnotherRangeThanAskedForIsNotUsed) {
    options_.attempts_per_url = 1;
    expect_failure(from({"cut", "badrange"}), ErrorCode::network, "another range");
    options_.attempts_per_url = 2;
    expect_success(from({"cut", "badrange"}));
}

TEST_F(DownloadFrom, ABusyServerIsAskedAgain) {
    expect_success(from({"busy"}));
    EXPECT_THAT(mirror_.requests(), SizeIs(3));
}

TEST_F(DownloadFrom, RedirectionsAreFollowedWithinHttps) {
    expect_success(from({"moved"}));
    std::filesystem::remove(path());
    expect_failure(from({"http"}), ErrorCode::network, "not https: refused");
    expect_failure(from({"circle"}), ErrorCode::network, "redirects");
}

TEST_F(DownloadFrom, WrongBytesAreNeverKept) {
    expect_failure(from({"wrong"}), ErrorCode::checksum, "SHA-256 mismatch: expected ");
    EXPECT_FALSE(file_exists(part()));
    EXPECT_THAT(mirror_.requests(), SizeIs(1));
    expect_success(from({"wrong", "ok"}));
}

TEST_F(DownloadFrom, AWrongPartIsForgotten) {
    std::filesystem::create_directory(scratch_ / "cache");
    test::put(part(), Bytes(1000, 'x'));
    expect_success(from({"range"}));
    EXPECT_THAT(mirror_.requests(), ElementsAre("/range/data bytes=1000-", "/range/data -"));
}

TEST_F(DownloadFrom, APartThatIsTooLongIsForgotten) {
    std::filesystem::create_directory(scratch_ / "cache");
    test::put(part(), Bytes(400'000, 'x'));
    expect_success(from({"range"}));
    std::filesystem::remove(path());
    test::put(part(), Bytes(400'000, 'x'));
    Download unknown_size = from({"range"});
    unknown_size.size = 0;
    expect_success(unknown_size);
}

TEST_F(DownloadFrom, ACompletePartNeedsNoRequest) {
    std::filesystem::create_directory(scratch_ / "cache");
    test::put(part(), content_);
    expect_success(from({"range"}));
    EXPECT_THAT(mirror_.requests(), SizeIs(0));
    std::filesystem::rename(path(), part());
    Download unknown_size = from({"range"});
    unknown_size.size = 0;
    expect_success(unknown_size);
    EXPECT_THAT(mirror_.requests(), ElementsAre("/range/data bytes=300000-"));
}

TEST_F(DownloadFrom, AWrongFileIsReplaced) {
    std::filesystem::create_directory(scratch_ / "cache");
    test::put(path(), Bytes(content_.size(), 'x'));
    expect_success(from({"ok"}));
}

TEST_F(DownloadFrom, PagesForPeopleAreRecognised) {
    expect_failure(from({"html"}), ErrorCode::network,
                   "got text/html, 5,120 bytes, starts '<html'");
    expect_failure(from({"disguised"}), ErrorCode::network, "starts '<!DOCTYPE'");
    EXPECT_EQ(part_size(), 0U);
    expect_success(from({"html", "ok"}));
}

TEST_F(DownloadFrom, EveryMirrorIsListedWithItsReason) {
    const Status status = download(from({"404", "500", "dead", "html"}), options_);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::network);
    EXPECT_THAT(status.error().message,
                AllOf(HasSubstr("cannot download data"),
                      HasSubstr(mirror_.url("404", "data") + ": HTTP 404"),
                      HasSubstr(mirror_.url("500", "data") + ": HTTP 500"),
                      HasSubstr(Mirror::dead_url() + ": "), HasSubstr("got text/html")));
    EXPECT_THAT(status.error().hint,
                AllOf(HasSubstr("by hand"), HasSubstr(path()), HasSubstr("300,000 bytes"),
                      HasSubstr(sha256_hex(content_))));
    // What may pass is tried again, what will not pass is not.
    const auto requests = mirror_.requests();
    EXPECT_EQ(std::count(requests.begin(), requests.end(), "/404/data -"), 1);
    EXPECT_EQ(std::count(requests.begin(), requests.end(), "/500/data -"), 3);
    EXPECT_TRUE(std::filesystem::is_empty(scratch_ / "cache"));
}

TEST_F(DownloadFrom, TooManyBytesAreCut) {
    expect_failure(from({"more"}), ErrorCode::network, "more than the expected 300,000 bytes");
    expect_failure(from({"offer"}), ErrorCode::network, "offers 300,004 bytes, expected 300,000");
    expect_failure(from({"endless"}), ErrorCode::network, "more than the expected 300,000 bytes");
    Download unknown_size = from({"endless"});
    unknown_size.size = 0;
    options_.max_bytes = 1'000'000;
    expect_failure(unknown_size, ErrorCode::network, "more than the expected 1,000,000 bytes");
}

TEST_F(DownloadFrom, AStalledLineIsGivenUp) {
    options_.stalled_seconds = 1;
    options_.attempts_per_url = 1;
    expect_failure(from({"stall"}), ErrorCode::network, "too slow");
    EXPECT_EQ(part_size(), 10U);
}

TEST_F(DownloadFrom, OnlyTrustedCertificatesAndSafeSchemesAreUsed) {
    options_.ca_file.clear();
    expect_failure(from({"ok"}), ErrorCode::network, "certificate");
    ::setenv("INKLING_CA_FILE", mirror_.certificate().c_str(), 1);
    expect_success(from({"ok"}));
    ::unsetenv("INKLING_CA_FILE");
    std::filesystem::remove(path());
    Download wanted = from({"ok"});
    for (const char* url : {"http://127.0.0.1:1/data", "ftp://127.0.0.1/data", "nonsense"}) {
        wanted.urls = {url};
        expect_failure(wanted, ErrorCode::network, "only https:// and file:// are allowed");
    }
}

TEST_F(DownloadFrom, FilesOfThisMachineAreMirrorsToo) {
    Download wanted = from({});
    wanted.urls = {"file://" + mirror_.folder() + "/missing",
                   "file://" + mirror_.folder() + "/da%74a"};
    expect_success(wanted);
    std::filesystem::remove(path());
    ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
    wanted.urls = {"file://" + scratch_ / "fifo", "file://" + scratch_.path()};
    expect_failure(wanted, ErrorCode::network, "not a regular file (a pipe)");
    // A part is continued from a file as well.
    test::put(part(), {content_.begin(), content_.begin() + 1000});
    wanted.urls = {"file://" + mirror_.folder() + "/data"};
    expect_success(wanted);
}

TEST_F(DownloadFrom, TheHookHasTheLastWord) {
    // As the data sets use it: each mirror compresses as it likes, only the content is known.
    const Bytes plain = test::noise(50'000, 7);
    test::put(mirror_.folder() + "/data", gzip(plain, 1));
    Download wanted = from({"ok"});
    wanted.size = 0;
    wanted.sha256.clear();
    int calls = 0;
    wanted.verify = [&](std::span<const std::uint8_t> packed) -> Status {
        ++calls;
        INKLING_TRY(const Bytes content, gunzip(packed, 1 << 20));
        if (content == plain) return {};
        return data_error("other content");
    };
    const Status status = download(wanted, options_);
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(calls, 1);
    std::filesystem::remove(path());
    test::put(mirror_.folder() + "/data", gzip(test::noise(50'000, 8)));
    expect_failure(wanted, ErrorCode::checksum, "other content; file removed");
    wanted.urls = {mirror_.url("wrong", "data"), mirror_.url("ok", "data")};
    test::put(mirror_.folder() + "/data", gzip(plain, 9));
    EXPECT_TRUE(download(wanted, options_));
    EXPECT_EQ(test::get(path()), gzip(plain, 9));
}

TEST_F(DownloadFrom, FoldersThatCannotBeWrittenAreNamed) {
    Download wanted = from({"ok"});
    test::put(scratch_ / "file", {});
    wanted.path = scratch_ / "file/data";
    const Status status = download(wanted, options_);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::file);
    EXPECT_THAT(status.error().hint, HasSubstr("--data-dir"));
    std::filesystem::create_directories(path());
    EXPECT_ERROR(download(from({"ok"}), options_), ErrorCode::file, "not a regular file");
    std::filesystem::remove(path());
    ASSERT_EQ(::mkfifo(part().c_str(), 0600), 0);
    EXPECT_ERROR(download(from({"ok"}), options_), ErrorCode::file, "not a regular file (a pipe)");
    EXPECT_THAT(mirror_.requests(), SizeIs(0));
    const test::Unprivileged nobody;
    EXPECT_ERROR(download(from({"ok"}), options_), ErrorCode::file, "Permission denied");
}

TEST_F(DownloadFrom, CancellingKeepsThePart) {
    CancelToken cancel;
    options_.cancel = &cancel;
    std::thread other([&] {
        while (part_size() < 50'000) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        cancel.cancel();
    });
    expect_failure(from({"drip"}), ErrorCode::interrupted, "interrupted");
    other.join();
    EXPECT_GE(part_size(), 50'000U);
    options_.cancel = nullptr;
    expect_success(from({"range"}));
    EXPECT_THAT(mirror_.requests().back(), HasSubstr("/range/data bytes="));
}

TEST_F(DownloadFrom, BeingKilledLeavesAPartThatIsResumed) {
    for (const std::size_t moment : {0U, 4'000U, 100'000U, 250'000U}) {
        mirror_.forget_requests();
        const pid_t child = start(from({"drip"}));
        while (!file_exists(part()) || part_size() < moment)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        EXPECT_FALSE(file_exists(path()));
        const std::size_t there = part_size();
        expect_success(from({"range"}));
        const std::string range = there == 0 ? "-" : "bytes=" + std::to_string(there) + "-";
        EXPECT_EQ(mirror_.requests().back(), "/range/data " + range);
        std::filesystem::remove(path());
    }
}

TEST_F(DownloadFrom, EightProcessesFetchOnce) {
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) children.push_back(start(from({"drip"})));
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    expect_there();
    EXPECT_THAT(mirror_.requests(), SizeIs(1));
}

TEST_F(DownloadFrom, WhenTheFirstOfEightIsKilledAnotherTakesOver) {
    std::vector<pid_t> children;
    children.push_back(start(from({"drip"})));
    while (part_size() < 20'000) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    for (int i = 1; i < 8; ++i) children.push_back(start(from({"drip"})));
    ::kill(children[0], SIGKILL);
    for (std::size_t i = 0; i < children.size(); ++i) {
        int status = 0;
        ::waitpid(children[i], &status, 0);
        if (i > 0) {
            EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
        }
    }
    expect_there();
    EXPECT_THAT(mirror_.requests(), SizeIs(2));
}

TEST_F(DownloadFrom, MnistArrivesWhole) {
    INKLING_NEED_DATA("mnist");
    const std::string name = "t10k-images-idx3-ubyte.gz";
    std::filesystem::copy_file(test::data_folder("mnist") + "/" + name,
                               mirror_.folder() + "/" + name);
    Download wanted;
    wanted.urls = {mirror_.url("wrong", name), mirror_.url("cut", name),
                   mirror_.url("range", name)};
    wanted.path = path();
    wanted.verify = [](std::span<const std::uint8_t> packed) -> Status {
        INKLING_TRY(const Bytes content, gunzip(packed, 7'840'016));
        if (content.size() == 7'840'016) return {};
        return data_error("wrong size");
    };
    const Status status = download(wanted, options_);
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(test::get(path()), test::get(test::data_folder("mnist") + "/" + name));
}

TEST(Download, NeedsAUrlAndAPath) {
    EXPECT_ERROR(download({}), ErrorCode::usage, "needs a URL");
}

}  // namespace
}  // namespace inkling
