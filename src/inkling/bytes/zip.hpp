// Zip archives: members read into memory one at a time, and an archive made in memory. Nothing is
// ever written to disk, so names of members are only names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

class ZipArchive {
  public:
    /// Opens the archive and checks its directory: members stored or deflated, not encrypted, no
    /// name twice, none with "..", "\" or a leading "/", none overlapping another. The file stays
    /// open. File error, or data error that names the path.
    static Result<ZipArchive> open(const std::string& path);

    ZipArchive(ZipArchive&&) noexcept;
    ZipArchive& operator=(ZipArchive&&) noexcept;
    ~ZipArchive();

    /// In the order of the archive.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept;
    /// The content of a member, its CRC checked. Data error where there is none of that name (the
    /// message lists those that there are), it is damaged, or it has more than `max_bytes`.
    Result<Bytes> read(const std::string& name, std::uint64_t max_bytes);

  private:
    struct State;
    explicit ZipArchive(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

struct ZipEntry {
    std::string name;  ///< with '/' between folders
    Bytes content;
};

/// An archive of these, deflated, in this order. Data error where two have one name.
Result<Bytes> write_zip(const std::vector<ZipEntry>& entries);

}  // namespace inkling
