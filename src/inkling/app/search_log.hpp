// The results of `inkling train --search` as a CSV file, which grows by a line a trial and from
// which a search goes on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/train/search.hpp"

namespace inkling {

/// What a line says of the trial itself: the values that are searched, and `command`, which repeats
/// it.
std::string trial_columns(const Recipe& recipe, const std::string& command);

class SearchLog {
  public:
    /// `columns` gives trial_columns() of the trial of a number. With `resume`, the trials of an
    /// existing file are taken over. File error: it exists and resume is false, it is of another
    /// search, or another process uses it.
    static Result<SearchLog> open(const std::string& path, bool resume,
                                  const std::function<std::string(std::uint32_t)>& columns);

    /// The next trial, in order. The file is replaced as a whole, so no line is ever cut.
    Status add(const TrialResult& result, const std::string& columns);
    [[nodiscard]] const std::vector<TrialResult>& results() const { return results_; }

  private:
    SearchLog(std::string path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}
    Status read(const std::function<std::string(std::uint32_t)>& columns);

    std::string path_;
    FileLock lock_;
    std::string text_;
    std::vector<TrialResult> results_;
};

}  // namespace inkling
