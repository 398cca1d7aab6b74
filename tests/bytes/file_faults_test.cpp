// A disk that is full, or broken: write(2), fsync(2) and rename(2) of this program can be told to
// fail, at any byte. The functions here take the place of those of the C library.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "bytes/bytes_support.hpp"
#include "inkling/bytes/download.hpp"
#include "inkling/bytes/file.hpp"

namespace {

/// What is to go wrong. `room` counts the bytes that regular files still take.
struct Faults {
    std::atomic<long> room{-1};
    std::atomic<int> fsync_errno{0};
    std::atomic<int> rename_errno{0};
};
Faults faults;

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    const long room = faults.room.load();
    if (room >= 0 && descriptor > 2) {
        if (room == 0) {
            errno = ENOSPC;
            return -1;
        }
        size = std::min(size, static_cast<size_t>(room));
        faults.room -= static_cast<long>(size);
    }
    return ::syscall(SYS_write, descriptor, data, size);
}

int fsync(int descriptor) {
    if (const int error = faults.fsync_errno.load(); error != 0) {
        errno = error;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int rename(const char* from, const char* to) noexcept {
    if (const int error = faults.rename_errno.load(); error != 0) {
        errno = error;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

}  // extern "C"

namespace inkling {
namespace {

using test::bytes_of;
using testing::ElementsAre;

class FaultyDisk : public testing::Test {
  protected:
    ~FaultyDisk() override {
        faults.room = -1;
        faults.fsync_errno = 0;
        faults.rename_errno = 0;
    }

    /// The write failed with this text, the old file is intact and nothing else is there.
    void expect_refused(const std::string& text) {
        const Status status = write_file_atomic(scratch_ / "file", test::noise(1000));
        faults.room = -1;
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().code, ErrorCode::file);
        EXPECT_THAT(status.error().message, testing::HasSubstr(text));
        EXPECT_EQ(test::get(scratch_ / "file"), bytes_of("old"));
        EXPECT_THAT(scratch_.names(), ElementsAre("file"));
    }

    void SetUp() override { test::put(scratch_ / "file", bytes_of("old")); }

    test::Scratch scratch_;
};

TEST_F(FaultyDisk, FullAtAnyByteLeavesTheOldFile) {
    for (long room = 0; room < 1000; ++room) {
        faults.room = room;
        expect_refused("No space left");
    }
    faults.room = 1000;
    EXPECT_TRUE(write_file_atomic(scratch_ / "file", test::noise(1000)));
    faults.room = -1;
    EXPECT_EQ(test::get(scratch_ / "file"), test::noise(1000));
}

TEST_F(FaultyDisk, FailingToSyncLeavesTheOldFile) {
    faults.fsync_errno = EIO;
    expect_refused("Input/output error");
}

TEST_F(FaultyDisk, FailingToRenameLeavesTheOldFile) {
    for (const int error : {EXDEV, EBUSY, EIO}) {
        faults.rename_errno = error;
        expect_refused("cannot write");
    }
}

TEST_F(FaultyDisk, FullDuringADownloadNamesTheRemedy) {
    test::put(scratch_ / "source", test::noise(100'000));
    faults.room = 5000;
    const Status status = download({.urls = {"file://" + scratch_ / "source"},
                                    .path = scratch_ / "cache/wanted",
                                    .size = 100'000,
                                    .sha256 = {},
                                    .verify = {}});
    faults.room = -1;
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::file);
    EXPECT_THAT(status.error().message, testing::HasSubstr("No space left"));
    EXPECT_THAT(status.error().hint, testing::HasSubstr("--data-dir"));
    EXPECT_FALSE(file_exists(scratch_ / "cache/wanted"));
}

}  // namespace
}  // namespace inkling
