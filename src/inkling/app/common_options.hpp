// Options that several commands share, and what they mean.
#pragma once

#include <optional>
#include <string>

#include "inkling/app/option_set.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/app/terminal.hpp"

namespace inkling {

class ThreadPool;

/// --threads, --progress, --quiet, --json.
struct RunOptions {
    std::optional<std::int64_t> threads;
    std::optional<std::string> progress;
    bool quiet = false;
    bool json = false;

    void declare(OptionSet& set, bool with_progress);
    /// For ThreadPool: 0 is all that this process may use. Warns where it is cut to the maximum.
    [[nodiscard]] int thread_count() const;
    /// Warns where the system gave `pool` fewer threads than that.
    void check_threads(const ThreadPool& pool) const;
    [[nodiscard]] ProgressStyle progress_on(const Terminal& terminal) const {
        return progress_for(progress.value_or("auto"), quiet, terminal);
    }
};

/// --dataset, --data-dir.
struct DatasetOptions {
    std::optional<std::string> dataset;
    std::optional<std::string> data_dir;

    void declare(OptionSet& set);
};

}  // namespace inkling
