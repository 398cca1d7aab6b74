// Raw access to files for the readers of this room. Not a public header.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

/// Owns a file descriptor.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int number() const noexcept { return number_; }
    int release() noexcept { return std::exchange(number_, -1); }

  private:
    int number_ = -1;
};

/// A regular file that is open for reading.
class InputFile {
  public:
    /// Never blocks, whatever is at `path`. File error, or data error above the limit.
    static Result<InputFile> open(const std::string& path, ReadLimits limits = {});

    /// Length when it was opened.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] int descriptor() const noexcept { return file_.number(); }
    int release() noexcept { return file_.release(); }

    /// Fills `out`. Data error where the file ends before that: it shrank meanwhile.
    Status read(std::span<std::uint8_t> out);
    /// Data error where the file goes on: it grew meanwhile.
    Status expect_end();

  private:
    InputFile(Descriptor file, std::string path, std::uint64_t size)
        : file_(std::move(file)), path_(std::move(path)), size_(size) {}

    Descriptor file_;
    std::string path_;
    std::uint64_t size_ = 0;
    std::uint64_t at_ = 0;
};

/// What kind of thing a file mode tells of: "a directory".
const char* kind_of_file(unsigned mode) noexcept;

/// read(2) and write(2), again after a signal. The number of bytes, or -1 with errno set.
std::int64_t read_some(int descriptor, std::span<std::uint8_t> out) noexcept;
/// Writes all of it; false with errno set.
bool write_all(int descriptor, std::span<const std::uint8_t> content) noexcept;

/// The folder part of a path, "." where it has none.
std::string folder_of(const std::string& path);

/// Makes a rename in that folder durable. File error.
Status sync_folder(const std::string& folder);

/// Whether the flock(2) on an open file could be had at once. File error.
Result<bool> lock_now(int descriptor, const std::string& path);
/// Waits for it; interrupted error when `cancel` (which may be null) fires.
Status lock_when_free(int descriptor, const std::string& path, const CancelToken* cancel);

}  // namespace inkling
