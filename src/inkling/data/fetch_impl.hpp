// Gets the files of a known data set from its mirrors, into the cache or, where that cannot be
// written to, into memory. Not a public header.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/zip.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/load.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

/// $INKLING_MIRROR/SOURCE/FILE, $INKLING_MIRROR/FILE, then the built-in mirrors.
std::vector<std::string> urls_of(const DataSource& source, const std::string& file);

class ScratchFolder;

class Fetcher {
  public:
    /// `folder`: of this data set in the cache; it need not exist.
    Fetcher(const DataSource& source, const DataOptions& options, std::string folder);
    ~Fetcher();

    /// Downloads and verifies one file that is missing or corrupt. Takes what another process has
    /// put there meanwhile. A corrupt file stays until a right one replaces it. Errors: network,
    /// checksum, interrupted, file.
    Result<Content> fetch(int file);
    /// The same, but a folder that cannot be written to is a file error.
    Status fetch_to_disk(int file);

    /// What the user should know about where the files went; empty: nothing.
    [[nodiscard]] const std::string& notice() const noexcept { return notice_; }

  private:
    Result<Content> fetch_into(const std::string& folder, int file);
    Result<Content> download_to(const std::string& path, int file);
    Result<Content> extract_to(const std::string& path, int file);
    Result<Content> extract_one(ZipArchive& archive, const std::string& path, int file);
    Status download_archive(const std::string& path);
    Error explained(Error error, int file) const;

    const DataSource& source_;
    const DataOptions& options_;
    std::string folder_;
    std::unique_ptr<ScratchFolder> scratch_;  ///< once the cache has refused a file
    std::string notice_;
};

}  // namespace inkling
