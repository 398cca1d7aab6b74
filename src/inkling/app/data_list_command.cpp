// `inkling data list`: what can be learned from by name, and what of it is on this machine.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "inkling/app/common_options.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/data_commands.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/base/text.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

namespace {

struct ListOptions {
    explicit ListOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    std::optional<std::string> data_dir;
    bool json = false;
};

struct Row {
    std::string name;
    std::string title;
    std::uint64_t train_images = 0;
    std::uint64_t test_images = 0;
    std::string cached;       ///< yes, no, partly
    std::uint64_t bytes = 0;  ///< on disk
    std::string folder;
};

Result<Row> row_of(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string folder, resolve_data_dir(options));
    INKLING_TRY(const std::vector<CachedFile> files, list_files(source, options));
    Row row{source.name,
            source.title,
            source.train_count,
            source.test_count,
            "no",
            0,
            folder + "/" + source.name};
    std::size_t there = 0;
    for (const CachedFile& file : files) {
        if (file.state == CachedFile::State::missing || file.state == CachedFile::State::corrupt)
            continue;
        ++there;
        row.bytes += file.size;
    }
    if (there > 0) row.cached = there == files.size() ? "yes" : "partly";
    return row;
}

/// One line a data set; on a terminal, none is wider than it.
std::string table(const std::vector<Row>& rows, const std::string& folder,
                  const Terminal& terminal) {
    const auto line = [&terminal](const Row& row, const std::string& counts) {
        std::string text = fmt::format("{:<16} {}  {:<8}  {:>8}  ", row.name, counts, row.cached,
                                       row.bytes == 0 ? "" : byte_size(row.bytes));
        const int room = terminal.width - display_width(text);
        const bool cut = terminal.interactive && room > 10;
        return text + (cut ? printable(row.title, static_cast<std::size_t>(room - 1)) : row.title) +
               "\n";
    };
    std::string text = fmt::format("{:<16} {:>8} {:>7}  {:<8}  {:>8}  {}\n", "name", "training",
                                   "test", "cached", "size", "what");
    for (const Row& row : rows)
        text += line(row, fmt::format("{:>8} {:>7}", with_commas(row.train_images),
                                      with_commas(row.test_images)));
    return text + "\nData folder: " + printable(folder) +
           "\nA folder, .npz or .csv of your own can be given to --dataset as well.\n";
}

Result<int> run_list(const ListOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    DataOptions data;
    data.data_dir = options.data_dir.value_or("");
    INKLING_TRY(const std::string folder, resolve_data_dir(data));
    std::vector<Row> rows;
    for (const DataSource& source : data_sources()) {
        INKLING_TRY(Row row, row_of(source, data));
        rows.push_back(std::move(row));
    }
    for (const GeneratedSource& source : generated_sources())
        rows.push_back(
            {source.name, source.title, source.train_count, source.test_count, "built in", 0, ""});
    if (!options.json) {
        INKLING_TRY_STATUS(write_output(table(rows, folder, terminal_of(1))));
        return 0;
    }
    auto list = nlohmann::ordered_json::array();
    for (const Row& row : rows)
        list.push_back({{"name", row.name},
                        {"title", row.title},
                        {"train_images", row.train_images},
                        {"test_images", row.test_images},
                        {"cached", row.cached},
                        {"bytes", row.bytes},
                        {"folder", row.folder}});
    INKLING_TRY_STATUS(write_output(json_text({{"data_dir", folder}, {"datasets", list}})));
    return 0;
}

}  // namespace

void add_data_list_command(CLI::App& data, Action& chosen) {
    CLI::App* command =
        add_command(data, "list", "Show the data sets, and which are on this machine",
                    "Example:\n  inkling data list");
    auto options = std::make_shared<ListOptions>(*command);
    options->set.text(
        "--data-dir", "DIR", options->data_dir,
        "Where data sets lie (default: $INKLING_DATA_DIR, else $XDG_CACHE_HOME/inkling, else "
        "~/.cache/inkling)");
    options->set.flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run_list(*options); }; });
}

}  // namespace inkling
