// Locks between processes. The kernel frees them when a process dies, so none is ever stale.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {
namespace {

Result<Descriptor> open_lock(const std::string& path) {
    // O_NONBLOCK in case somebody put a pipe there.
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666));
    if (file.number() < 0) return system_error(path, "cannot lock", errno);
    return file;
}

}  // namespace

Result<bool> lock_now(int descriptor, const std::string& path) {
    for (;;) {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) return system_error(path, "cannot lock", errno);
    }
}

Status lock_when_free(int descriptor, const std::string& path, const CancelToken* cancel) {
    constexpr auto pause = std::chrono::milliseconds(20);
    for (;;) {
        INKLING_TRY(const bool locked, lock_now(descriptor, path));
        if (locked) return {};
        if (cancel != nullptr && cancel->cancelled())
            return Error{ErrorCode::interrupted,
                         fmt::format("interrupted while waiting for the lock {}", printable(path))};
        std::this_thread::sleep_for(pause);
    }
}

Result<FileLock> FileLock::acquire(const std::string& path, const CancelToken* cancel) {
    INKLING_TRY(Descriptor file, open_lock(path));
    INKLING_TRY_STATUS(lock_when_free(file.number(), path, cancel));
    return FileLock(file.release());
}

Result<FileLock> FileLock::try_acquire(const std::string& path) {
    INKLING_TRY(Descriptor file, open_lock(path));
    INKLING_TRY(const bool locked, lock_now(file.number(), path));
    if (!locked)
        return file_error(fmt::format("{}: in use by another process", printable(path)),
                          "wait until it has ended, or name another file");
    return FileLock(file.release());
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace inkling
