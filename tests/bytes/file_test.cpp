#include "inkling/bytes/file.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "bytes/bytes_support.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {
namespace {

using test::bytes_of;
using test::get;
using test::put;
using test::Scratch;
using testing::ElementsAre;

TEST(ReadFile, GivesTheWholeContent) {
    const Scratch scratch;
    for (const std::size_t size : {0, 1, 4096, 1'000'003}) {
        put(scratch / "file", test::noise(size));
        const auto bytes = read_file(scratch / "file");
        ASSERT_TRUE(bytes) << test::message_of(bytes);
        EXPECT_EQ(*bytes, test::noise(size));
        EXPECT_EQ(file_size(scratch / "file").value(), size);
    }
}

TEST(ReadFile, RefusesWhatIsLargerThanAllowed) {
    const Scratch scratch;
    put(scratch / "file", bytes_of("12345"));
    EXPECT_TRUE(read_file(scratch / "file", {.max_bytes = 5}));
    EXPECT_ERROR(read_file(scratch / "file", {.max_bytes = 4}), ErrorCode::data,
                 "5 bytes, at most 4");
}

TEST(ReadFile, RefusesWhatIsNoRegularFileAtOnce) {
    const Scratch scratch;
    EXPECT_ERROR(read_file(scratch.path()), ErrorCode::file, "not a regular file (a directory)");
    EXPECT_ERROR(read_file("/dev/zero"), ErrorCode::file, "not a regular file (a device)");
    ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
    EXPECT_ERROR(read_file(scratch / "fifo"), ErrorCode::file, "not a regular file (a pipe)");
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string name = scratch / "socket";
    ASSERT_LT(name.size(), sizeof(address.sun_path));
    name.copy(address.sun_path, name.size());
    ASSERT_EQ(::bind(socket, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_ERROR(read_file(name), ErrorCode::file, "not a regular file (a socket)");
    ::close(socket);
}

TEST(ReadFile, TellsWhyTheSystemRefused) {
    const Scratch scratch;
    EXPECT_ERROR(read_file(scratch / "missing"), ErrorCode::file, "No such file or directory");
    EXPECT_ERROR(read_file(scratch / "missing"), ErrorCode::file, scratch / "missing");
    EXPECT_ERROR(read_file(""), ErrorCode::file, "No such file or directory");
    EXPECT_ERROR(read_file(std::string("a\0b", 3)), ErrorCode::file, "a\\x00b");
    EXPECT_ERROR(read_file(scratch / "a\nb"), ErrorCode::file, "a\\x0Ab");
    EXPECT_ERROR(read_file(std::string(5000, 'x')), ErrorCode::file, "File name too long");
    std::filesystem::create_symlink("loop", scratch / "loop");
    EXPECT_ERROR(read_file(scratch / "loop"), ErrorCode::file, "symbolic links");
    put(scratch / "secret", bytes_of("x"));
    ASSERT_EQ(::chmod((scratch / "secret").c_str(), 0), 0);
    const test::Unprivileged nobody;
    EXPECT_ERROR(read_file(scratch / "secret"), ErrorCode::file, "Permission denied");
}

TEST(ReadFile, SaysWhatToDo) {
    const Scratch scratch;
    std::filesystem::create_symlink("loop", scratch / "loop");
    put(scratch / "file", bytes_of("12345"));
    for (const std::string& path :
         {scratch.path(), std::string("/dev/zero"), scratch / "missing", scratch / "loop",
          scratch / "file/x", std::string(5000, 'x'), scratch / "file"}) {
        const auto bytes = read_file(path, {.max_bytes = 4});
        ASSERT_FALSE(bytes) << path;
        EXPECT_FALSE(bytes.error().hint.empty()) << bytes.error().message;
    }
}

TEST(ReadFile, NoticesThatTheFileChangesItsLength) {
    // Files of the proc file system have the length 0, and content all the same.
    EXPECT_ERROR(read_file("/proc/self/status"), ErrorCode::data, "grew while it was read");
    const Scratch scratch;
    put(scratch / "file", Bytes(100));
    auto file = InputFile::open(scratch / "file");
    ASSERT_TRUE(file);
    std::filesystem::resize_file(scratch / "file", 60);
    Bytes content(100);
    EXPECT_ERROR(file->read(content), ErrorCode::data,
                 "shrank while it was read: expected 100 bytes, found 60");
}

TEST(ReadStdin, ReadsAPipeUpToTheLimit) {
    const Bytes content = test::noise(200'000);
    const auto read_through_pipe = [&](std::uint64_t max_bytes) {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        const int saved = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[0]);
        std::signal(SIGPIPE, SIG_IGN);
        std::thread writer([&] {
            for (std::size_t at = 0; at < content.size();) {
                const ssize_t n = ::write(ends[1], content.data() + at, content.size() - at);
                if (n <= 0) break;
                at += static_cast<std::size_t>(n);
            }
            ::close(ends[1]);
        });
        auto result = read_stdin({.max_bytes = max_bytes});
        ::dup2(saved, STDIN_FILENO);
        ::close(saved);
        writer.join();
        return result;
    };
    const auto all = read_through_pipe(content.size());
    ASSERT_TRUE(all) << test::message_of(all);
    EXPECT_EQ(*all, content);
    EXPECT_ERROR(read_through_pipe(content.size() - 1), ErrorCode::data, "standard input");
}

TEST(ReadStdin, TakesNoMoreMemoryThanTheLimit) {
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    constexpr long limit = 64;  // MB
    const long taken = test::megabytes_taken_by([] {
        ::dup2(::open("/dev/zero", O_RDONLY), STDIN_FILENO);
        const auto read = read_stdin({.max_bytes = limit << 20});
        if (test::message_of(read).find("too large") == std::string::npos) ::_exit(1);
    });
    EXPECT_GT(taken, 0);
    EXPECT_LT(taken, limit + 16);
}

TEST(ReadFileStart, TheFirstBytesAndHowManyThereAre) {
    const Scratch scratch;
    put(scratch / "file", bytes_of("abcdef"));
    for (const std::size_t most : {0, 4, 6, 100}) {
        const auto start = read_file_start(scratch / "file", most);
        ASSERT_TRUE(start) << test::message_of(start);
        EXPECT_EQ(start->bytes, bytes_of(std::string("abcdef").substr(0, most)));
        EXPECT_EQ(start->file_size, 6U);
    }
    EXPECT_ERROR(read_file_start(scratch / "none", 4), ErrorCode::file, "No such file");
    EXPECT_ERROR(read_file_start(scratch.path(), 4), ErrorCode::file, "not a regular file");
    EXPECT_ERROR(read_file_start(scratch / "file", 4, {.max_bytes = 5}), ErrorCode::data,
                 "too large");
}

TEST(FileIdentity, OneFileByManyNames) {
    const Scratch scratch;
    put(scratch / "file", bytes_of("x"));
    put(scratch / "other", bytes_of("x"));
    std::filesystem::create_hard_link(scratch / "file", scratch / "hard");
    std::filesystem::create_symlink("file", scratch / "soft");
    const std::string identity = file_identity(scratch / "file");
    for (const char* name : {"./file", "hard", "soft"})
        EXPECT_EQ(file_identity(scratch / name), identity) << name;
    EXPECT_NE(file_identity(scratch / "other"), identity);
}

TEST(FileIdentity, OnePlaceWhereNothingIsYet) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch / "folder");
    std::filesystem::create_symlink("folder", scratch / "linked");
    std::filesystem::create_symlink("folder/new", scratch / "soft");
    std::filesystem::create_symlink("loop", scratch / "loop");
    const std::string identity = file_identity(scratch / "folder/new");
    for (const char* name : {"folder/./new", "linked/new", "soft"})
        EXPECT_EQ(file_identity(scratch / name), identity) << name;
    for (const char* name : {"folder/other", "new", "none/new", "loop", "folder"})
        EXPECT_NE(file_identity(scratch / name), identity) << name;
    EXPECT_EQ(file_identity("/nowhere/at/all"), "/nowhere/at/all");
    EXPECT_EQ(file_identity("inkling-nowhere"), file_identity("./inkling-nowhere"));
}

TEST(WriteFileAtomic, ReplacesTheContentAndLeavesNothingElse) {
    const Scratch scratch;
    for (const char* text : {"one", "", "a longer text"}) {
        const Status status = write_file_atomic(scratch / "file", bytes_of(text));
        ASSERT_TRUE(status) << test::message_of(status);
        EXPECT_EQ(get(scratch / "file"), bytes_of(text));
    }
    EXPECT_THAT(scratch.names(), ElementsAre("file"));
}

TEST(WriteFileAtomic, KeepsPermissionsAndHonoursTheUmask) {
    const Scratch scratch;
    const mode_t umask_before = ::umask(077);
    EXPECT_TRUE(write_file_atomic(scratch / "new", bytes_of("x")));
    put(scratch / "old", bytes_of("x"));
    EXPECT_EQ(::chmod((scratch / "old").c_str(), 0644), 0);
    EXPECT_TRUE(write_file_atomic(scratch / "old", bytes_of("y")));
    ::umask(umask_before);
    struct stat facts = {};
    ASSERT_EQ(::stat((scratch / "new").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat((scratch / "old").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0644U);
}

TEST(WriteFileAtomic, FollowsSymbolicLinks) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch / "far");
    put(scratch / "far/target", bytes_of("old"));
    std::filesystem::create_symlink("far/target", scratch / "link");
    std::filesystem::create_symlink("far/new", scratch / "dangling");
    EXPECT_TRUE(write_file_atomic(scratch / "link", bytes_of("new")));
    EXPECT_TRUE(write_file_atomic(scratch / "dangling", bytes_of("born")));
    EXPECT_TRUE(std::filesystem::is_symlink(scratch / "link"));
    EXPECT_TRUE(std::filesystem::is_symlink(scratch / "dangling"));
    EXPECT_EQ(get(scratch / "far/target"), bytes_of("new"));
    EXPECT_EQ(get(scratch / "far/new"), bytes_of("born"));
    std::filesystem::create_symlink("loop", scratch / "loop");
    EXPECT_ERROR(write_file_atomic(scratch / "loop", {}), ErrorCode::file, "symbolic links");
}

TEST(WriteFileAtomic, LeavesOtherNamesOfTheOldFileAlone) {
    const Scratch scratch;
    put(scratch / "one", bytes_of("old"));
    std::filesystem::create_hard_link(scratch / "one", scratch / "two");
    EXPECT_TRUE(write_file_atomic(scratch / "one", bytes_of("new")));
    EXPECT_EQ(get(scratch / "one"), bytes_of("new"));
    EXPECT_EQ(get(scratch / "two"), bytes_of("old"));
}

TEST(WriteFileAtomic, RefusesDevicesFoldersAndMissingFolders) {
    const Scratch scratch;
    EXPECT_ERROR(write_file_atomic(scratch.path(), {}), ErrorCode::file, "a directory");
    EXPECT_ERROR(write_file_atomic("/dev/null", {}), ErrorCode::file, "a device");
    EXPECT_ERROR(write_file_atomic(scratch / "no/file", {}), ErrorCode::file, "No such file");
    put(scratch / "file", bytes_of("x"));
    EXPECT_ERROR(write_file_atomic(scratch / "file/x", {}), ErrorCode::file, "Not a directory");
    const test::Unprivileged nobody;
    EXPECT_ERROR(write_file_atomic(scratch / "mine", {}), ErrorCode::file, "Permission denied");
}

TEST(WriteFileAtomic, SurvivesBeingKilledAtAnyMoment) {
    const Scratch scratch;
    const Bytes contents[2] = {test::noise(300'000, 1), test::noise(300'000, 2)};
    put(scratch / "file", contents[0]);
    for (useconds_t moment = 0; moment < 20; ++moment) {
        const pid_t child = ::fork();
        if (child == 0) {
            for (int i = 0;; ++i)
                if (!write_file_atomic(scratch / "file", contents[i % 2])) ::_exit(1);
        }
        ::usleep(500 + moment * 700);
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status));
        const Bytes now = get(scratch / "file");
        EXPECT_TRUE(now == contents[0] || now == contents[1]) << now.size();
    }
}

TEST(CheckWritable, TellsBeforeTheWorkBegins) {
    const Scratch scratch;
    EXPECT_TRUE(check_writable(scratch / "new"));
    put(scratch / "old", bytes_of("x"));
    EXPECT_TRUE(check_writable(scratch / "old"));
    EXPECT_THAT(scratch.names(), ElementsAre("old"));
    EXPECT_ERROR(check_writable(scratch / "no/file"), ErrorCode::file, "does not exist");
    EXPECT_ERROR(check_writable(scratch / "no/"), ErrorCode::file, "does not exist");
    EXPECT_ERROR(check_writable(scratch.path()), ErrorCode::file, "a directory");
    EXPECT_ERROR(check_writable(scratch / ""), ErrorCode::file, "a directory");
    EXPECT_ERROR(check_writable(scratch / "old/x"), ErrorCode::file, "Not a directory");
    EXPECT_ERROR(check_writable(scratch / std::string(300, 'x')), ErrorCode::file, "too long");
    EXPECT_ERROR(check_writable(""), ErrorCode::file, "No such file");
    const test::Unprivileged nobody;
    EXPECT_ERROR(check_writable(scratch / "new"), ErrorCode::file, "Permission denied");
}

TEST(FileLock, IsHeldByOneAtATime) {
    const Scratch scratch;
    {
        const auto first = FileLock::try_acquire(scratch / "lock");
        ASSERT_TRUE(first) << test::message_of(first);
        EXPECT_ERROR(FileLock::try_acquire(scratch / "lock"), ErrorCode::file,
                     "in use by another process");
        CancelToken cancel;
        cancel.cancel();
        EXPECT_ERROR(FileLock::acquire(scratch / "lock", &cancel), ErrorCode::interrupted, "lock");
    }
    EXPECT_TRUE(FileLock::try_acquire(scratch / "lock"));
    EXPECT_ERROR(FileLock::try_acquire(scratch / "no/lock"), ErrorCode::file, "No such file");
}

TEST(FileLock, IsFreeWhenItsHolderWasKilled) {
    const Scratch scratch;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::acquire(scratch / "lock");
        const char ready = lock ? 'y' : 'n';
        if (::write(ends[1], &ready, 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char ready = 0;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    EXPECT_EQ(ready, 'y');
    EXPECT_FALSE(FileLock::try_acquire(scratch / "lock"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(FileLock::acquire(scratch / "lock"));
    ::close(ends[0]);
    ::close(ends[1]);
}

}  // namespace
}  // namespace inkling
