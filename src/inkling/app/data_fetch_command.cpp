// `inkling data fetch` and `inkling data verify`: files of the registry on this machine.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "inkling/app/common_options.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/data_commands.hpp"
#include "inkling/app/signals.hpp"
#include "inkling/base/text.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

namespace {

struct FileOptions {
    explicit FileOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    std::vector<std::string> names;
    std::optional<std::string> data_dir;
    std::optional<std::string> progress;
    bool quiet = false;

    void declare();
};

void FileOptions::declare() {
    set.text("--data-dir", "DIR", data_dir,
             "Where data sets lie (default: $INKLING_DATA_DIR, else $XDG_CACHE_HOME/inkling, else "
             "~/.cache/inkling)");
    set.choice("--progress", {"auto", "always", "never"}, progress,
               "Live progress on stderr (auto: on a terminal)");
    set.flag("--quiet", quiet, "Nothing but errors");
}

/// The data sets of these names; all of them for none.
Result<std::vector<const DataSource*>> sources_named(const std::vector<std::string>& names) {
    std::vector<const DataSource*> sources;
    std::vector<std::string> known;
    for (const DataSource& source : data_sources()) {
        known.push_back(source.name);
        if (names.empty()) sources.push_back(&source);
    }
    for (const std::string& name : names) {
        if (find_generated_source(name) != nullptr || name == "cells")
            return usage_error(name + ": made by the program itself, there are no files of it",
                               "inkling data show " + name);
        if (const DataSource* source = find_data_source(name)) {
            sources.push_back(source);
            continue;
        }
        const auto guess = nearest(name, known);
        return usage_error(
            fmt::format("no data set '{}'; there are {}", printable(name), fmt::join(known, ", ")),
            guess ? fmt::format("did you mean {}?", *guess) : "inkling data list tells about them");
    }
    return sources;
}

Result<int> run_fetch(const FileOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    INKLING_TRY(const auto sources, sources_named(options.names));
    const SignalGuard signals;
    const Terminal terminal = terminal_of(2);
    const ProgressStyle style =
        progress_for(options.progress.value_or("auto"), options.quiet, terminal);
    for (const DataSource* source : sources) {
        DownloadProgress progress(style, terminal);
        DataOptions data;
        data.data_dir = options.data_dir.value_or("");
        data.cancel = &signals.token();
        data.progress = [&progress](const std::string& file, std::uint64_t done,
                                    std::uint64_t total) { progress.update(file, done, total); };
        const Status status = fetch_files(*source, data);
        progress.clear();
        if (!status && status.error().code == ErrorCode::interrupted && signals.exit_code() != 0) {
            report_error(status.error());
            return signals.exit_code();
        }
        INKLING_TRY_STATUS(status);
        INKLING_TRY(const std::string folder, resolve_data_dir(data));
        if (!options.quiet)
            INKLING_TRY_STATUS(write_output(fmt::format("{}: complete in {}\n", source->name,
                                                        printable(folder + "/" + source->name))));
    }
    return 0;
}

std::string state_text(const CachedFile& file) {
    switch (file.state) {
        case CachedFile::State::missing:
            return "missing";
        case CachedFile::State::unreadable:
            return "cannot be read: " + file.detail;
        case CachedFile::State::present:
            return "present";
        case CachedFile::State::verified:
            return "right";
        case CachedFile::State::recorded:
            return "as first seen (no checksum is published)";
        case CachedFile::State::corrupt:
            return "WRONG: " + file.detail;
    }
    return "";
}

/// The error of the worst kind that there is; it names all files of that kind.
Status verdict(const DataSource& source, const std::vector<CachedFile>& files) {
    using State = CachedFile::State;
    const auto told = [&](State state) {
        std::string text;
        for (const CachedFile& file : files)
            if (file.state == state)
                text += (text.empty() ? "" : "; ") +
                        (state == State::missing ? file.name + " is missing" : file.detail);
        return text;
    };
    const std::string remedy = "inkling data fetch " + source.name + " downloads it again";
    if (const std::string text = told(State::corrupt); !text.empty())
        return Error{ErrorCode::checksum, source.name + ": not what it should be: " + text, remedy};
    for (const State state : {State::unreadable, State::missing})
        if (const std::string text = told(state); !text.empty())
            return file_error(source.name + ": " + text, remedy);
    return {};
}

/// One line a file; the error of the worst one.
Status verify_source(const DataSource& source, const FileOptions& options, bool named) {
    DataOptions data;
    data.data_dir = options.data_dir.value_or("");
    INKLING_TRY(const std::vector<CachedFile> files, verify_files(source, data));
    const bool absent = std::all_of(files.begin(), files.end(), [](const CachedFile& file) {
        return file.state == CachedFile::State::missing;
    });
    if (absent && !named) return {};
    for (const CachedFile& file : files)
        if (!options.quiet)
            INKLING_TRY_STATUS(write_output(fmt::format(
                "{}/{}: {}\n", source.name, printable(file.name), printable(state_text(file)))));
    return verdict(source, files);
}

Result<int> run_verify(const FileOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    INKLING_TRY(const auto sources, sources_named(options.names));
    INKLING_TRY_STATUS(check_data_dir({.data_dir = options.data_dir.value_or("")}));
    int worst = 0;
    for (const DataSource* source : sources) {
        const Status status = verify_source(*source, options, !options.names.empty());
        if (!status) worst = std::max(worst, report_error(status.error()));
    }
    return worst;
}

}  // namespace

void add_data_fetch_command(CLI::App& data, Action& chosen) {
    CLI::App* command = add_command(data, "fetch", "Download data sets that are missing or damaged",
                                    "Example:\n  inkling data fetch mnist fashion-mnist");
    auto options = std::make_shared<FileOptions>(*command);
    options->set.arguments("NAME", options->names, "Data sets, as inkling data list names them")
        ->required();
    options->declare();
    command->callback([options, &chosen] { chosen = [options] { return run_fetch(*options); }; });
}

void add_data_verify_command(CLI::App& data, Action& chosen) {
    CLI::App* command = add_command(data, "verify", "Hash the files of data sets and compare",
                                    "Example:\n  inkling data verify mnist");
    auto options = std::make_shared<FileOptions>(*command);
    options->set.arguments("NAME", options->names, "Data sets (default: all that are here)");
    options->declare();
    command->callback([options, &chosen] { chosen = [options] { return run_verify(*options); }; });
}

}  // namespace inkling
