// Atomic writing: a reader, or a power cut, sees the old content or the new, never half of one.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <ctime>
#include <utility>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {
namespace {

/// Where writing to `path` really goes: the end of the chain of symbolic links, which need not
/// exist. realpath(3) does not do: it wants the end to exist.
Result<std::string> follow_links(const std::string& path) {
    constexpr int most_links = 40;  // as the kernel
    std::string target = path;
    for (int i = 0; i < most_links; ++i) {
        struct stat facts = {};
        if (::lstat(target.c_str(), &facts) != 0) {
            if (errno == ENOENT) return target;
            return system_error(path, "cannot write", errno);
        }
        if (!S_ISLNK(facts.st_mode)) return target;
        std::array<char, PATH_MAX> link = {};
        const ssize_t length = ::readlink(target.c_str(), link.data(), link.size());
        if (length < 0) return system_error(path, "cannot write", errno);
        std::string next(link.data(), static_cast<std::size_t>(length));
        if (!next.starts_with('/')) next.insert(0, folder_of(target) + "/");
        target = std::move(next);
    }
    return system_error(path, "cannot write", ELOOP);
}

struct Target {
    std::string path;
    bool exists = false;
    mode_t mode = 0;  ///< permissions, where it exists
};

Result<Target> find_target(const std::string& path) {
    if (path.empty() || path.find('\0') != std::string::npos)
        return system_error(path, "cannot write", ENOENT);
    INKLING_TRY(std::string target, follow_links(path));
    struct stat facts = {};
    if (::stat(target.c_str(), &facts) != 0) {
        if (errno != ENOENT) return system_error(path, "cannot write", errno);
        return Target{.path = std::move(target)};
    }
    // Renaming over a device would replace it.
    if (!S_ISREG(facts.st_mode))
        return file_error(fmt::format("cannot write: {}: not a regular file ({})", printable(path),
                                      kind_of_file(facts.st_mode)),
                          "name a file");
    return Target{std::move(target), true, facts.st_mode & 0777};
}

/// A new file beside the target; removed again unless it was renamed.
class TemporaryFile {
  public:
    ~TemporaryFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    TemporaryFile() = default;
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    /// Zero, or errno. Not mkstemp(3): it would not honour the umask.
    int create(const std::string& folder) {
        static std::atomic<unsigned> counter{0};
        for (int attempt = 0; attempt < 100; ++attempt) {
            struct timespec now = {};
            ::clock_gettime(CLOCK_MONOTONIC, &now);
            path_ = fmt::format("{}/.inkling-{}-{:x}-{}.tmp", folder, ::getpid(), now.tv_nsec,
                                counter.fetch_add(1));
            file_ =
                Descriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
            if (file_.number() >= 0) return 0;
            path_.clear();
            if (errno != EEXIST) return errno;
        }
        return EEXIST;
    }

    /// Zero, or errno.
    int fill(std::span<const std::uint8_t> content, const Target& target) {
        if (target.exists && ::fchmod(file_.number(), target.mode) != 0 && errno != EPERM)
            return errno;
        if (!write_all(file_.number(), content)) return errno;
        if (::fsync(file_.number()) != 0) return errno;
        // Some network file systems tell only now that the disk is full.
        return ::close(file_.release()) != 0 ? errno : 0;
    }

    int move_to(const std::string& path) {
        if (::rename(path_.c_str(), path.c_str()) != 0) return errno;
        path_.clear();
        return 0;
    }

  private:
    std::string path_;
    Descriptor file_;
};

std::string inode_of(const struct stat& facts) {
    return fmt::format("{}:{}", facts.st_dev, facts.st_ino);
}

}  // namespace

bool write_all(int descriptor, std::span<const std::uint8_t> content) noexcept {
    while (!content.empty()) {
        const ssize_t n = ::write(descriptor, content.data(), content.size());
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = ENOSPC;
        if (n <= 0) return false;
        content = content.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Status sync_folder(const std::string& folder) {
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // A folder that one may write to but not list cannot be synced; neither can some file systems.
    if (directory.number() < 0) return {};
    if (::fsync(directory.number()) == 0) return {};
    if (errno == EINVAL || errno == ENOTSUP || errno == EBADF) return {};
    return system_error(folder, "cannot make the change durable", errno);
}

Status write_file_atomic(const std::string& path, std::span<const std::uint8_t> content) {
    INKLING_TRY(const Target target, find_target(path));
    const std::string folder = folder_of(target.path);
    TemporaryFile temporary;
    int failure = temporary.create(folder);
    if (failure == 0) failure = temporary.fill(content, target);
    if (failure == 0) failure = temporary.move_to(target.path);
    if (failure != 0) return system_error(path, "cannot write", failure);
    return sync_folder(folder);
}

Status check_writable(const std::string& path) {
    INKLING_TRY(const Target target, find_target(path));
    const std::string folder = folder_of(target.path);
    struct stat facts = {};
    if (::stat(folder.c_str(), &facts) != 0) {
        if (errno != ENOENT) return system_error(path, "cannot write", errno);
        return file_error(fmt::format("cannot write: {}: the folder {} does not exist",
                                      printable(path), printable(folder)),
                          "make the folder first, or name another file");
    }
    if (!S_ISDIR(facts.st_mode)) return system_error(path, "cannot write", ENOTDIR);
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        return system_error(path, "cannot write", errno);
    const std::size_t slash = target.path.find_last_of('/');
    const std::size_t start = slash == std::string::npos ? 0 : slash + 1;
    if (target.path.size() - start > NAME_MAX)
        return system_error(path, "cannot write", ENAMETOOLONG);
    return {};
}

std::string file_identity(const std::string& path) {
    struct stat facts = {};
    if (::stat(path.c_str(), &facts) == 0) return inode_of(facts);
    const auto target = follow_links(path);
    if (!target || ::stat(folder_of(*target).c_str(), &facts) != 0) return path;
    return inode_of(facts) + "/" + target->substr(target->find_last_of('/') + 1);
}

}  // namespace inkling
