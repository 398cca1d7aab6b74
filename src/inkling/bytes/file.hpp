// The only door to the file system for content: whole files in, whole files out, and locks. The
// first step of the road: everything else in the house works on bytes in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/cancel.hpp"
#include "inkling/base/result.hpp"

namespace inkling {

using Bytes = std::vector<std::uint8_t>;

struct ReadLimits {
    std::uint64_t max_bytes = 1ULL << 31;
};

/// A whole regular file. Never hangs: what is not a regular file (directory, FIFO, device, socket)
/// is a file error, as are a missing file and one that may not be read. A file above the limit, or
/// one that changes its size while it is read, is a data error.
Result<Bytes> read_file(const std::string& path, ReadLimits limits = {});

/// The first bytes of a file, and how many there are in all.
struct FileStart {
    Bytes bytes;
    std::uint64_t file_size = 0;
};
/// At most `most` bytes, which tell whether the file is worth reading. Errors as for read_file().
Result<FileStart> read_file_start(const std::string& path, std::size_t most,
                                  ReadLimits limits = {});

/// All of standard input, whatever it is connected to; data error above the limit, beyond which no
/// memory is taken.
Result<Bytes> read_stdin(ReadLimits limits = {});

/// The file afterwards holds either what it held or `content`, whatever happens in between:
/// temporary file in the same folder, fsync, rename, fsync of the folder. A symbolic link stays;
/// its target is replaced. Permissions of a file that was there are kept. File error; no temporary
/// file is left, except after kill -9.
Status write_file_atomic(const std::string& path, std::span<const std::uint8_t> content);

/// What can be said before hours of work whether `path` can be written: its folder is there and may
/// be written to, and it is no folder itself. Creates nothing. File error.
Status check_writable(const std::string& path);

/// The same text for two paths that lead to one file: the same inode, whatever links lead there;
/// where nothing is there yet, the same place in the same folder.
std::string file_identity(const std::string& path);

/// Whether a regular file is there (links are followed).
bool file_exists(const std::string& path);

/// Length in bytes. File error as for read_file().
Result<std::uint64_t> file_size(const std::string& path);

/// The file error "PATH: what: reason of errno", with a hint where the reason has a usual remedy.
Error system_error(const std::string& path, const std::string& what, int errno_value);

/// An exclusive lock between processes: an flock(2) on a file that is made for the purpose, empty,
/// and stays. Freed with the object, and by the kernel when the process dies.
class FileLock {
  public:
    /// Waits until the lock is free; interrupted error when `cancel` fires.
    static Result<FileLock> acquire(const std::string& path, const CancelToken* cancel = nullptr);
    /// File error "in use by another process" at once where somebody else holds it.
    static Result<FileLock> try_acquire(const std::string& path);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

  private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace inkling
