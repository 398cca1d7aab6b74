// The book of verified files: FOLDER/.verified holds "sha256 size modified_ns name" a line. A file
// whose size and time are as written has the content that it had when it was hashed. Not a public
// header.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace inkling {

struct Stamp {
    std::uint64_t size = 0;        ///< bytes on disk
    std::int64_t modified_ns = 0;  ///< since 1970
    std::string sha256;            ///< of the uncompressed content
};

/// Size and time of a file as they are now (sha256 is empty), or nothing.
std::optional<Stamp> current_stamp(const std::string& path);

/// Whether files may be put into the folder. One that is marked read-only is left alone even by
/// root, who could.
bool is_writable(const std::string& folder);

class Stamps {
  public:
    /// A missing or broken book is an empty one.
    static Stamps read(const std::string& folder);

    /// The stamp of that file name whether or not the file has changed since, or null.
    [[nodiscard]] const Stamp* find(const std::string& name) const;
    /// The recorded hash where the file at `path` is as it was, else empty.
    [[nodiscard]] std::string valid_hash(const std::string& name, const std::string& path) const;
    void set(const std::string& name, Stamp stamp);

    /// Writes what was set into the book, beside what others have written meanwhile. Where the
    /// folder is read-only nothing happens: the next start hashes again.
    void save() const;

  private:
    std::string folder_;
    std::map<std::string, Stamp> stamps_;
    std::map<std::string, Stamp> changed_;
};

}  // namespace inkling
