// `inkling data show`: a contact sheet of a data set, in the terminal or as a PNG file.
#include <fmt/format.h>

#include <algorithm>

#include "inkling/app/command_files.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/data_commands.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/draw.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/contact_sheet.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {

namespace {

struct ShowOptions {
    explicit ShowOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    DatasetOptions data;
    RunOptions run;
    std::string name;
    std::optional<std::string> split;
    std::optional<std::string> out;
    std::optional<std::int64_t> per_class, skip, scale;
};

/// Half as wide and high: the mean of each 2×2 pixels, and a little more ink, which thin strokes
/// lose.
std::vector<std::uint8_t> halved(std::span<const std::uint8_t> pixels, std::size_t side) {
    const std::size_t half = side / 2;
    std::vector<std::uint8_t> small(half * half);
    for (std::size_t y = 0; y < half; ++y)
        for (std::size_t x = 0; x < half; ++x) {
            const std::size_t at = 2 * y * side + 2 * x;
            const int sum = pixels[at] + pixels[at + 1] + pixels[at + side] + pixels[at + side + 1];
            small[y * half + x] = static_cast<std::uint8_t>(std::min(255, sum * 3 / 10));
        }
    return small;
}

/// One row of pictures for each class that has any.
std::string terminal_sheet(const Dataset& dataset, const ImageSet& part, std::size_t per_class,
                           std::size_t skip) {
    const Terminal terminal = terminal_of(1);
    const std::size_t side = part.width;
    const std::size_t room = static_cast<std::size_t>(terminal.width) / (side / 2 + 1);
    const std::size_t count = std::max<std::size_t>(1, std::min(per_class, room));
    std::string text;
    for (std::size_t label = 0; label < dataset.classes.size(); ++label) {
        std::vector<std::string> lines;
        std::size_t seen = 0;
        for (std::size_t i = 0; i < part.count && seen < skip + count; ++i) {
            if (part.labels[i] != label || seen++ < skip) continue;
            const auto digit =
                drawn(halved(part.image(i), side), static_cast<int>(side / 2), terminal);
            lines.resize(std::max(lines.size(), digit.size()));
            for (std::size_t row = 0; row < digit.size(); ++row) lines[row] += digit[row] + " ";
        }
        if (seen == 0) continue;
        text += styled(terminal, Ink::bold, printable(dataset.classes[label])) + "\n";
        for (const std::string& line : lines) text += line + "\n";
    }
    return text;
}

Result<int> run_show(const ShowOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    const std::string split = options.split.value_or("train");
    CommandFiles files;
    files.reads_dataset("DATASET", {options.name, options.data.data_dir});
    files.writes("--out", options.out);
    INKLING_TRY_STATUS(files.check());
    if (options.out) INKLING_TRY_STATUS(check_writable(*options.out));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Dataset dataset,
                load_with_progress({.dataset = options.name,
                                    .data_dir = options.data.data_dir.value_or(""),
                                    .want_train = split == "train",
                                    .want_test = split == "test",
                                    .progress = options.run.progress_on(terminal_of(2))},
                                   pool));
    const ImageSet& part = split == "train" ? dataset.train : dataset.test;
    if (part.empty())
        return data_error(fmt::format("{}: has no {} images", printable(dataset.name), split),
                          split == "test" ? "try --split train" : "try --split test");
    const auto per_class = static_cast<std::size_t>(options.per_class.value_or(20));
    const auto skip = static_cast<std::size_t>(options.skip.value_or(0));
    if (!options.out) {
        INKLING_TRY_STATUS(write_output(terminal_sheet(dataset, part, per_class, skip)));
        return 0;
    }
    const SheetOptions sheet{.per_class = per_class,
                             .scale = static_cast<std::size_t>(options.scale.value_or(2)),
                             .skip = skip};
    const GreyImage picture = contact_sheet(part, dataset.classes.size(), sheet);
    INKLING_TRY_STATUS(write_file_atomic(*options.out, encode_png(picture)));
    INKLING_TRY_STATUS(write_output(
        fmt::format("{}: {}×{} pixels\n", printable(*options.out), picture.width, picture.height)));
    return 0;
}

}  // namespace

void add_data_show_command(CLI::App& data, Action& chosen) {
    CLI::App* command = add_command(data, "show", "Show images of a data set, a row for each class",
                                    "Examples:\n"
                                    "  inkling data show mnist\n"
                                    "  inkling data show strokes --per-class 40 --out sheet.png");
    auto options = std::make_shared<ShowOptions>(*command);
    options->set.argument("DATASET", options->name, "Name, folder, .npz or .csv")->required();
    OptionSet& set = options->set;
    set.choice("--split", {"train", "test"}, options->split, "Which images (default: train)");
    set.integer("--per-class", {1, 200}, options->per_class,
                "Images in a row (default: 20, or as many as the terminal shows)");
    set.integer("--skip", {0, 1'000'000'000}, options->skip, "Images of each class to pass over");
    set.text("--out", "FILE.png", options->out, "Write a picture instead");
    set.integer("--scale", {1, 8}, options->scale, "Size of a pixel in the picture (default: 2)");
    set.text("--data-dir", "DIR", options->data.data_dir, "Where data sets lie");
    command->callback([options, &chosen] { chosen = [options] { return run_show(*options); }; });
}

}  // namespace inkling
