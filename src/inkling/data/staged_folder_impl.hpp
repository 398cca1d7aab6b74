// A folder of many files that is there as a whole or not at all: it is filled under a hidden name
// and renamed when it is complete. Not a public header.
#pragma once

#include <string>
#include <utility>

#include "inkling/base/result.hpp"

namespace inkling {

class StagedFolder {
  public:
    /// For `folder`, which is made, with those above it, and must be empty where it exists. Usage
    /// error where it is not; file error where the system refuses.
    static Result<StagedFolder> make(const std::string& folder);

    /// Takes away what was not published, and the folder if it was made.
    ~StagedFolder();
    StagedFolder(StagedFolder&& other) noexcept
        : path_(std::exchange(other.path_, {})),
          target_(std::exchange(other.target_, {})),
          made_(other.made_) {}
    StagedFolder& operator=(StagedFolder&&) = delete;

    /// Where to write to until then.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// Puts all of it in its place. File error.
    Status publish();

  private:
    StagedFolder(std::string path, std::string target, bool made)
        : path_(std::move(path)), target_(std::move(target)), made_(made) {}
    Status move_content();

    std::string path_;    ///< empty: published
    std::string target_;  ///< the folder without links or dots
    bool made_ = false;   ///< it was not there before
};

}  // namespace inkling
