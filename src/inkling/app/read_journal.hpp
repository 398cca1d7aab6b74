// What a run of `inkling read --out` has done so far, so that it can go on after an interruption:
// one line of JSON for each file, after a first line that says which run it is.
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "inkling/base/result.hpp"

namespace inkling {

class ReadJournal {
  public:
    /// Opens PATH for a run that `key` names (its files and what decides its answers). With
    /// `resume`, goes on where the same run was interrupted; a journal of another run, or none, is
    /// a usage error. Without it, begins anew.
    static Result<ReadJournal> open(const std::string& path, const std::string& key, bool resume);

    /// The records of file number `index` from before, or nothing.
    [[nodiscard]] const nlohmann::ordered_json* find(std::size_t index) const;
    /// How many files were done before.
    [[nodiscard]] std::size_t count() const noexcept { return done_.size(); }
    /// Writes the records of a file down. File error where the disk refuses.
    Status add(std::size_t index, const nlohmann::ordered_json& records);
    /// The run is complete: the journal goes.
    void remove();

  private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string path_;
    std::unique_ptr<std::FILE, Close> file_;
    std::map<std::size_t, nlohmann::ordered_json> done_;
};

}  // namespace inkling
