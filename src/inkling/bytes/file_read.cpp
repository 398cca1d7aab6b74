// Reading whole files: what is not a regular file is refused before a byte is read from it.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t most_per_call = std::size_t{1} << 30;

const char* hint_of(int errno_value) {
    switch (errno_value) {
        case ENOENT:
            return "check the path; names are case-sensitive";
        case EACCES:
        case EPERM:
            return "check the permissions of the file and of the folders above it";
        case ENOTDIR:
            return "a part of the path is a file, not a folder";
        case ENAMETOOLONG:
            return "names have at most 255 bytes, paths 4095";
        case EFBIG:
            return "a limit of this process stands against it: see ulimit -f";
        case EIO:
            return "the disk or the connection to it fails: try another";
        case EISDIR:
            return "name a file in this folder";
        case EROFS:
            return "the file system is mounted read-only: name another folder";
        case ENOSPC:
        case EDQUOT:
            return "make room on the disk, or name a folder on another one";
        case ELOOP:
            return "symbolic links there lead in a circle";
        case EMFILE:
        case ENFILE:
            return "too many open files: see ulimit -n";
        default:
            return "";
    }
}

Error not_regular(const std::string& path, unsigned mode) {
    return file_error(fmt::format("cannot read: {}: not a regular file ({})", printable(path),
                                  kind_of_file(mode)),
                      S_ISDIR(mode) ? "name a file in this folder"
                                    : "save what comes from there in a file, and name that");
}

Error above_limit(const std::string& path, const std::string& found, std::uint64_t limit) {
    return data_error(fmt::format("{}: too large: {} bytes, at most {} are read", path, found,
                                  with_commas(limit)),
                      "is it the right file?");
}

}  // namespace

Error system_error(const std::string& path, const std::string& what, int errno_value) {
    return file_error(fmt::format("{}: {}: {}", what, printable(path), std::strerror(errno_value)),
                      hint_of(errno_value));
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

const char* kind_of_file(unsigned mode) noexcept {
    if (S_ISREG(mode)) return "a regular file";
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    return "of an unknown kind";
}

std::int64_t read_some(int descriptor, std::span<std::uint8_t> out) noexcept {
    for (;;) {
        const ssize_t n = ::read(descriptor, out.data(), std::min(out.size(), most_per_call));
        if (n >= 0 || errno != EINTR) return n;
    }
}

Result<InputFile> InputFile::open(const std::string& path, ReadLimits limits) {
    if (path.empty() || path.find('\0') != std::string::npos)
        return system_error(path, "cannot open", ENOENT);
    // O_NONBLOCK: opening a FIFO must not wait for a writer. It has no effect on regular files.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.number() < 0) {
        if (errno == ENXIO)  // a socket
            return not_regular(path, S_IFSOCK);
        return system_error(path, "cannot open", errno);
    }
    struct stat facts = {};
    if (::fstat(file.number(), &facts) != 0) return system_error(path, "cannot read", errno);
    if (!S_ISREG(facts.st_mode)) return not_regular(path, facts.st_mode);
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (size > limits.max_bytes)
        return above_limit(printable(path), with_commas(size), limits.max_bytes);
    return InputFile(std::move(file), path, size);
}

Status InputFile::read(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const std::int64_t n = read_some(file_.number(), out);
        if (n < 0) return system_error(path_, "cannot read", errno);
        if (n == 0)
            return data_error(
                fmt::format("{}: file shrank while it was read: expected {} bytes, found {}",
                            printable(path_), with_commas(size_), with_commas(at_)),
                "somebody is writing it: try again");
        at_ += static_cast<std::uint64_t>(n);
        out = out.subspan(static_cast<std::size_t>(n));
    }
    return {};
}

Status InputFile::expect_end() {
    std::uint8_t more = 0;
    const std::int64_t n = read_some(file_.number(), {&more, 1});
    if (n < 0) return system_error(path_, "cannot read", errno);
    if (n == 0) return {};
    return data_error(fmt::format("{}: file grew while it was read: expected {} bytes, found more",
                                  printable(path_), with_commas(size_)),
                      "somebody is writing it: try again");
}

Result<Bytes> read_file(const std::string& path, ReadLimits limits) {
    INKLING_TRY(InputFile file, InputFile::open(path, limits));
    Bytes bytes(file.size());
    INKLING_TRY_STATUS(file.read(bytes));
    INKLING_TRY_STATUS(file.expect_end());
    return bytes;
}

Result<FileStart> read_file_start(const std::string& path, std::size_t most, ReadLimits limits) {
    INKLING_TRY(InputFile file, InputFile::open(path, limits));
    FileStart start{Bytes(std::min<std::uint64_t>(most, file.size())), file.size()};
    INKLING_TRY_STATUS(file.read(start.bytes));
    return start;
}

Result<Bytes> read_stdin(ReadLimits limits) {
    constexpr std::uint64_t first_piece = 64 * 1024, largest_piece = 64 << 20;
    // Pieces, not one buffer that grows: to grow, a vector needs three times what it held.
    std::vector<Bytes> pieces;
    std::uint64_t length = 0;
    std::size_t filled = 0;  // of the last piece
    for (;;) {
        if (pieces.empty() || filled == pieces.back().size()) {
            const std::uint64_t size = std::clamp(length, first_piece, largest_piece);
            pieces.emplace_back(std::min(size, limits.max_bytes - length + 1));
            filled = 0;
        }
        const std::int64_t n = read_some(STDIN_FILENO, std::span(pieces.back()).subspan(filled));
        if (n < 0) return system_error("standard input", "cannot read", errno);
        if (n == 0) break;
        filled += static_cast<std::size_t>(n);
        length += static_cast<std::uint64_t>(n);
        if (length > limits.max_bytes)
            return above_limit("standard input", "more than " + with_commas(limits.max_bytes),
                               limits.max_bytes);
    }
    pieces.back().resize(filled);
    if (pieces.size() == 1) return std::move(pieces.front());
    Bytes bytes;
    bytes.reserve(length);
    for (Bytes& piece : pieces) {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        piece = Bytes();
    }
    return bytes;
}

bool file_exists(const std::string& path) {
    struct stat facts = {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

Result<std::uint64_t> file_size(const std::string& path) {
    INKLING_TRY(const InputFile file, InputFile::open(path, {.max_bytes = ~0ULL}));
    return file.size();
}

}  // namespace inkling
