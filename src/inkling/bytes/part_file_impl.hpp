// PATH.part: a download on its way. It is also the lock between processes that want the same file,
// so that nothing else is left behind when one of them dies. Not a public header.
#pragma once

#include <cstdint>
#include <string>

#include "inkling/base/cancel.hpp"
#include "inkling/base/result.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {

class PartFile {
  public:
    /// Opens or makes `path`.part and waits until no other process works on it. File error;
    /// interrupted error when `cancel` (which may be null) fires.
    static Result<PartFile> open(const std::string& path, const CancelToken* cancel);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] int descriptor() const noexcept { return file_.number(); }
    Result<std::uint64_t> size() const;
    /// Forgets what was fetched.
    Status empty();
    /// Deletes it; the last call.
    void remove();
    /// Makes it durable under its final name, in place of what is there; the last call.
    Status publish(const std::string& final_path);

  private:
    PartFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

    Descriptor file_;
    std::string path_;
};

}  // namespace inkling
