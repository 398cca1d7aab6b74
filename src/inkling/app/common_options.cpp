#include "inkling/app/common_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "inkling/app/console.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

namespace {
constexpr std::int64_t max_threads = 256;
}

void RunOptions::declare(OptionSet& set, bool with_progress) {
    set.group("Running");
    set.integer("--threads", {0, 1'000'000}, threads,
                "Threads; 0 (default): all that this process may use. Results do not depend on it");
    if (with_progress) {
        set.choice("--progress", {"auto", "always", "never"}, progress,
                   "Live progress on stderr (auto: on a terminal)");
        set.flag("--quiet", quiet, "Nothing but the result and what must be told");
    }
    set.flag("--json", json, "Print JSON on stdout and nothing else there");
}

int RunOptions::thread_count() const {
    if (!threads) return 0;
    if (*threads <= max_threads) return static_cast<int>(*threads);
    report_warning(
        fmt::format("--threads: {} is more than the maximum; using {}", *threads, max_threads));
    return static_cast<int>(max_threads);
}

void RunOptions::check_threads(const ThreadPool& pool) const {
    const std::int64_t wanted = std::min(threads.value_or(0), max_threads);
    const std::int64_t expected = wanted == 0 ? available_cpus() : wanted;
    if (pool.size() < std::min(expected, max_threads))
        report_warning(fmt::format("the system gave {} of {} threads; going on with these",
                                   pool.size(), expected));
}

void DatasetOptions::declare(OptionSet& set) {
    set.text("--dataset", "NAME|PATH", dataset,
             fmt::format("What to use: {}; a folder, .npz or .csv file of your own",
                         fmt::join(dataset_names(), ", ")));
    set.text("--data-dir", "DIR", data_dir,
             "Where data sets lie (default: $INKLING_DATA_DIR, else $XDG_CACHE_HOME/inkling, else "
             "~/.cache/inkling)");
}

}  // namespace inkling
