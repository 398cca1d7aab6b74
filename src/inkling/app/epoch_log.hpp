// The figures of each epoch as a CSV file, which grows while training goes on.
#pragma once

#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

/// The whole file: a header line and one line an epoch; empty fields where there is no validation.
std::string epoch_csv(const std::vector<EpochRecord>& records);

/// Keeps `path` up to date: after each epoch it holds all epochs so far. Lines of epochs before a
/// resume are kept.
class EpochLog {
  public:
    /// With `resume`, a file of an earlier run is gone on with; else it is replaced.
    static Result<EpochLog> open(const std::string& path, bool resume);
    Status add(const EpochRecord& record);
    /// Replaces the whole by these records.
    Status finish(const std::vector<EpochRecord>& history);

  private:
    EpochLog(std::string path, std::vector<std::string> lines)
        : path_(std::move(path)), lines_(std::move(lines)) {}
    Status write() const;

    std::string path_;
    std::vector<std::string> lines_;
};

}  // namespace inkling
