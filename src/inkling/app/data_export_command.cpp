// `inkling data export` and `inkling data import`: data sets out to other programs' formats, and
// their files in.
#include <fmt/format.h>

#include "inkling/app/command_files.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/data_commands.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/signals.hpp"
#include "inkling/base/text.hpp"
#include "inkling/data/import_export.hpp"

namespace inkling {

namespace {

struct ConvertOptions {
    explicit ConvertOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    std::string source;
    std::optional<std::string> data_dir, format, out;
};

Result<int> convert(const ConvertOptions& options, DataFormat format, const CancelToken& cancel) {
    if (!options.out)
        return usage_error("--out is missing", "name the folder to write to: --out FOLDER");
    CommandFiles files;
    files.reads_dataset("DATASET", {options.source, options.data_dir});
    files.writes("--out", options.out);
    INKLING_TRY_STATUS(files.check());
    ThreadPool pool;
    INKLING_TRY(const Dataset dataset,
                load_with_progress({.dataset = options.source,
                                    .data_dir = options.data_dir.value_or(""),
                                    .progress = progress_for("auto", false, terminal_of(2)),
                                    .cancel = &cancel},
                                   pool));
    INKLING_TRY_STATUS(export_dataset(dataset, format, *options.out, pool, &cancel));
    INKLING_TRY_STATUS(
        write_output(fmt::format("{}, in {}\n", described(dataset), printable(*options.out))));
    return 0;
}

Result<int> run_convert(const ConvertOptions& options, DataFormat format) {
    const SignalGuard signals;
    auto result = convert(options, format, signals.token());
    if (!result && result.error().code == ErrorCode::interrupted && signals.exit_code() != 0) {
        report_error(result.error());
        return signals.exit_code();
    }
    return result;
}

Result<int> run_export(const ConvertOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    const auto format = parse_data_format(options.format.value_or("png"));
    INKLING_CHECK(format.has_value());
    return run_convert(options, *format);
}

Result<int> run_import(const ConvertOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    return run_convert(options, DataFormat::idx);
}

}  // namespace

void add_data_export_command(CLI::App& data, Action& chosen) {
    CLI::App* command = add_command(data, "export", "Write a data set as PNG, CSV or IDX files",
                                    "Example:\n  inkling data export mnist --to png --out digits/");
    auto options = std::make_shared<ConvertOptions>(*command);
    options->set.argument("DATASET", options->source, "Name, folder, .npz or .csv")->required();
    options->set.choice("--to", {"png", "csv", "idx"}, options->format, "Format (default: png)");
    options->set.text("--out", "DIR", options->out, "Folder to write to: new, or empty");
    options->set.text("--data-dir", "DIR", options->data_dir, "Where data sets lie");
    command->callback([options, &chosen] { chosen = [options] { return run_export(*options); }; });
}

void add_data_import_command(CLI::App& data, Action& chosen) {
    CLI::App* command = add_command(
        data, "import", "Turn pictures by class, .csv or .npz into IDX files, which load fastest",
        "Example:\n"
        "  inkling data import photos/ --out mine/      photos/0/…, photos/1/…\n"
        "  inkling train --dataset mine/");
    auto options = std::make_shared<ConvertOptions>(*command);
    options->set.argument("PATH", options->source, "Folder, .npz or .csv")->required();
    options->set.text("--out", "DIR", options->out, "Folder to write to: new, or empty");
    options->set.text("--data-dir", "DIR", options->data_dir, "Where data sets lie");
    command->callback([options, &chosen] { chosen = [options] { return run_import(*options); }; });
}

}  // namespace inkling
