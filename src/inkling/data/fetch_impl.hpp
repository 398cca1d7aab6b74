// Gets the files of a known data set from its mirrors, into the cache or, where that cannot be
// written to, into memory. Not a public header.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/load.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

/// One place to get a file from.
struct Mirror {
    std::string url;
    bool from_user = false;  ///< $INKLING_MIRROR: may have compressed the file anew
};

/// $INKLING_MIRROR/SOURCE/FILE, $INKLING_MIRROR/FILE, then the built-in mirrors.
std::vector<Mirror> mirrors_of(const DataSource& source, const std::string& file);

class Fetcher {
  public:
    /// `folder`: of this data set in the cache; it need not exist.
    Fetcher(const DataSource& source, const DataOptions& options, std::string folder);

    /// Downloads and verifies one file. Where another process has put it there meanwhile, takes
    /// that. Errors: network, checksum, interrupted, file.
    Result<Content> fetch(int file);
    /// The same, but a folder that cannot be written to is a file error.
    Status fetch_to_disk(int file);

    /// What the user should know about where the files went; empty: nothing.
    [[nodiscard]] const std::string& notice() const noexcept { return notice_; }

  private:
    Status prepare();
    void use_memory(const std::string& why);
    Result<Content> fetch_into(const std::string& folder, int file);
    Result<Content> try_mirror(const Mirror& mirror, const std::string& path, int file);
    Result<Content> fetch_from_archive(int file);

    const DataSource& source_;
    const DataOptions& options_;
    std::string folder_;
    bool prepared_ = false;
    bool in_memory_ = false;
    std::string notice_;
};

}  // namespace inkling
