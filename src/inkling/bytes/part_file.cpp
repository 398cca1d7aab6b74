#include "inkling/bytes/part_file_impl.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "inkling/base/text.hpp"

namespace inkling {
namespace {

/// Whether the open file is still the one at `path`: whoever held the lock before may have
/// published or removed it.
bool is_still_there(const struct stat& open_file, const std::string& path) {
    struct stat now = {};
    return ::lstat(path.c_str(), &now) == 0 && now.st_dev == open_file.st_dev &&
           now.st_ino == open_file.st_ino;
}

}  // namespace

Result<PartFile> PartFile::open(const std::string& path, const CancelToken* cancel) {
    const std::string part = path + ".part";
    for (;;) {
        constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
        Descriptor file(::open(part.c_str(), flags, 0666));
        if (file.number() < 0) return system_error(part, "cannot write", errno);
        struct stat facts = {};
        if (::fstat(file.number(), &facts) != 0) return system_error(part, "cannot write", errno);
        if (!S_ISREG(facts.st_mode))
            return file_error(fmt::format("cannot write: {}: not a regular file ({})",
                                          printable(part), kind_of_file(facts.st_mode)),
                              "move it away");
        INKLING_TRY_STATUS(lock_when_free(file.number(), part, cancel));
        if (is_still_there(facts, part)) return PartFile(std::move(file), part);
    }
}

Result<std::uint64_t> PartFile::size() const {
    struct stat facts = {};
    if (::fstat(file_.number(), &facts) != 0) return system_error(path_, "cannot read", errno);
    return static_cast<std::uint64_t>(facts.st_size);
}

Status PartFile::empty() {
    if (::ftruncate(file_.number(), 0) != 0) return system_error(path_, "cannot write", errno);
    return {};
}

void PartFile::remove() {
    ::unlink(path_.c_str());
}

Status PartFile::publish(const std::string& final_path) {
    if (::fsync(file_.number()) != 0) return system_error(path_, "cannot write", errno);
    if (::rename(path_.c_str(), final_path.c_str()) != 0)
        return system_error(final_path, "cannot write", errno);
    return sync_folder(folder_of(final_path));
}

}  // namespace inkling
