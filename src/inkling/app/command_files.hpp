// What a command reads and what it writes. Outputs replace what was there, so one that is an input,
// or a second one of the same file, is refused before anything is done.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inkling/app/common_options.hpp"
#include "inkling/base/result.hpp"

namespace inkling {

class CommandFiles {
  public:
    /// `option` as the user knows it: "--model", or "IMAGE" for a word without one; `what` the file
    /// is: "the model". Nothing happens for a path that is empty or was not given.
    void reads(const std::string& option, const std::string& what,
               const std::optional<std::string>& path);
    /// Pictures as the words of a command; "-" is the standard input.
    void reads_pictures(const std::vector<std::string>& files);
    /// All files of the data set.
    void reads_dataset(const std::string& option, const DatasetOptions& data);
    /// `what` is written besides the file itself: "checkpoint".
    void writes(const std::string& option, const std::optional<std::string>& path,
                const std::string& what = "");

    /// File error that names both options and the file. Files of one option may be the same.
    [[nodiscard]] Status check() const;

  private:
    struct File {
        std::string option, what, path;
    };
    std::vector<File> inputs_, outputs_;
    std::vector<std::pair<std::string, DatasetOptions>> datasets_;
};

}  // namespace inkling
