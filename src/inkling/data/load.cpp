#include "inkling/data/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/cells.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/negatives.hpp"
#include "inkling/data/readers_impl.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/data/strokes.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

Dataset generate(const GeneratedSource& source, const DataOptions& options) {
    PoolOf pool(options);
    const std::size_t train_count = options.want_train ? source.train_count : 0;
    const std::size_t test_count = options.want_test ? source.test_count : 0;
    const auto make = source.name == "letters"            ? make_letters_set
                      : source.name == "letters-held-out" ? make_held_out_letters_set
                      : source.name == "negatives"        ? make_negatives_set
                      : source.name == "noise"            ? make_noise_set
                                                          : make_strokes;
    return make(options.seed, train_count, test_count, *pool);
}

/// Cells of pages, written with MNIST's digits and the pen models.
Result<Dataset> load_cells(const DataOptions& options) {
    INKLING_TRY(const Dataset digits, load_source(*find_data_source("mnist"), options));
    PoolOf pool(options);
    CellCounts counts;
    if (!options.want_train) counts.train_lines = 0;
    if (!options.want_test) counts.test_lines = 0;
    return make_cells(digits, options.seed, counts, *pool);
}

/// MNIST, else strokes, and says so.
Result<Dataset> load_auto(const DataOptions& options) {
    DataOptions once = options;
    once.attempts_per_mirror = 1;
    auto mnist = load_source(*find_data_source("mnist"), once);
    std::string reason;
    if (mnist) {
        const bool complete = (!options.want_train || !mnist->train.empty()) &&
                              (!options.want_test || !mnist->test.empty());
        if (complete) return mnist;
        reason = mnist->notice;
    } else {
        if (mnist.error().code == ErrorCode::interrupted) return mnist;
        reason = mnist.error().message;
    }
    const auto root = resolve_data_dir(options);
    const bool seen = !root || !why_unreadable((fs::path(*root) / "mnist").string());
    Dataset strokes = generate(*find_generated_source("strokes"), options);
    strokes.notice =
        (seen ? "MNIST is not on this machine and could not be fetched: "
              : "Whether MNIST is on this machine cannot be seen: ") +
        reason +
        "\nUsing 'strokes' in its place: digits that inkling draws itself. Accuracies on them are "
        "not accuracies on MNIST.\nGet MNIST with: inkling data fetch mnist";
    return strokes;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

bool ends_with_any(const std::string& name, std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return name.ends_with(ending); });
}

bool is_csv_name(const std::string& name) {
    return ends_with_any(lower_case(name), {".csv", ".csv.gz"});
}

bool is_test_name(const std::string& name) {
    return lower_case(name).find("test") != std::string::npos;
}

std::string name_of(const std::string& path) {
    const fs::path normal = fs::path(path).lexically_normal();
    return (normal.has_filename() ? normal.filename() : normal.parent_path().filename()).string();
}

Result<Dataset> load_csv_folder(const std::string& folder, const std::vector<std::string>& names,
                                const DataOptions& options) {
    CsvPaths paths;
    paths.skip_unlabelled = true;
    for (const std::string& name : names) {
        std::string& path = is_test_name(name) ? paths.test : paths.train;
        if (!path.empty())
            return data_error(
                fmt::format("{}: holds several data sets: {} and {}", printable(folder),
                            printable(name_of(path)), printable(name)),
                "give the path of one of these files");
        path = (fs::path(folder) / name).string();
    }
    INKLING_TRY(const std::vector<std::string> classes, read_classes(folder));
    return read_csv(paths, classes, options);
}

/// The entries of `names` that pass `test`, folders excepted. What is no regular file is refused
/// when it is read.
template <class Test>
std::vector<std::string> files_among(const std::string& folder,
                                     const std::vector<std::string>& names, Test test) {
    std::vector<std::string> files;
    std::error_code code;
    for (const std::string& name : names)
        if (test(name) && !fs::is_directory(fs::path(folder) / name, code)) files.push_back(name);
    return files;
}

/// What a folder is taken for, and the names of its files of that kind; of pictures none.
struct FolderContent {
    enum class Kind { idx, npz, csv, pictures } kind = Kind::pictures;
    std::vector<std::string> names = {};
};

Result<FolderContent> look_into(const std::string& folder) {
    using Kind = FolderContent::Kind;
    INKLING_TRY(const std::vector<std::string> names, list_folder(folder));
    std::vector<std::string> idx;
    std::copy_if(names.begin(), names.end(), std::back_inserter(idx),
                 [&](const std::string& name) { return is_idx_images_entry(folder, name); });
    if (!idx.empty()) return FolderContent{Kind::idx, std::move(idx)};
    auto archives =
        files_among(folder, names, [](const std::string& name) { return name.ends_with(".npz"); });
    if (archives.size() == 1) return FolderContent{Kind::npz, std::move(archives)};
    auto tables = files_among(folder, names, is_csv_name);
    if (!tables.empty()) return FolderContent{Kind::csv, std::move(tables)};
    return FolderContent{};
}

Result<Dataset> load_folder(const std::string& folder, const DataOptions& options) {
    INKLING_TRY(const FolderContent content, look_into(folder));
    switch (content.kind) {
        case FolderContent::Kind::idx:
            return read_idx_folder(folder, options);
        case FolderContent::Kind::npz:
            return read_npz((fs::path(folder) / content.names.front()).string(), options);
        case FolderContent::Kind::csv:
            return load_csv_folder(folder, content.names, options);
        case FolderContent::Kind::pictures:
            break;
    }
    return read_image_folder(folder, options);
}

Result<Dataset> load_file(const std::string& path, const DataOptions& options) {
    const std::string name = name_of(path);
    if (name.ends_with(".npz")) return read_npz(path, options);
    if (is_csv_name(name)) {
        CsvPaths paths;
        (is_test_name(name) ? paths.test : paths.train) = path;
        const fs::path parent = fs::path(path).parent_path();
        INKLING_TRY(const std::vector<std::string> classes,
                    read_classes(parent.empty() ? "." : parent.string()));
        // A file has one part: it is read whatever part was asked for.
        DataOptions all = options;
        all.want_train = all.want_test = true;
        return read_csv(paths, classes, all);
    }
    if (is_idx_images_name(name)) return read_idx_pair(path);
    if (const auto size = file_size(path); !size) return Error(size.error());
    return data_error(fmt::format("{}: no data set that inkling knows", printable(path)),
                      "give a folder, a .npz, a .csv, or an IDX file with \"images\" in its name");
}

/// What a data set at a path is read from.
std::vector<std::string> files_read_from(const std::string& path) {
    std::error_code code;
    std::vector<std::string> files;
    fs::path folder = path;
    if (!fs::exists(path, code)) return files;
    if (fs::is_directory(path, code)) {
        const auto content = look_into(path);
        if (!content) return files;
        if (content->kind == FolderContent::Kind::pictures) files = picture_paths(path);
        for (const std::string& name : content->names) files.push_back((folder / name).string());
    } else {
        files.push_back(path);
        folder = folder.parent_path();
    }
    const std::size_t count = files.size();
    for (std::size_t i = 0; i < count; ++i) files.push_back(idx_labels_path(files[i]));
    files.push_back((folder / "classes.txt").string());
    std::erase_if(files, [](const std::string& file) { return !file_exists(file); });
    return files;
}

/// Whether a word can only be meant as a path.
bool is_path(const std::string& word) {
    return word.find('/') != std::string::npos || is_csv_name(word) ||
           ends_with_any(word, {".npz", ".gz", ".idx", "-ubyte"});
}

/// `why`: errno of the look at it as a path.
Error unknown_name(const std::string& name, int why) {
    const auto names = dataset_names();
    std::string list;
    for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
    std::string hint = "known names: " + list + "; or the path of a folder, .npz or .csv";
    if (is_path(name)) {
        Error error = system_error(name, "cannot open", why);
        error.hint = "check the path; " + hint;
        return error;
    }
    if (const auto near = nearest(name, names))
        hint = fmt::format("did you mean {}? ({})", *near, hint);
    return usage_error(fmt::format("no data set and no path '{}'", printable(name)), hint);
}

}  // namespace

Result<Dataset> load_dataset(const std::string& name_or_path, const DataOptions& options) {
    if (name_or_path == "auto") return load_auto(options);
    if (const GeneratedSource* source = find_generated_source(name_or_path))
        return generate(*source, options);
    if (name_or_path == "cells") return load_cells(options);
    if (const DataSource* source = find_data_source(name_or_path))
        return load_source(*source, options);
    std::error_code code;
    const fs::file_status status = fs::status(name_or_path, code);
    if (status.type() == fs::file_type::not_found)
        return unknown_name(name_or_path, code ? code.value() : ENOENT);
    if (!fs::status_known(status)) return system_error(name_or_path, "cannot open", code.value());
    auto dataset = fs::is_directory(status) ? load_folder(name_or_path, options)
                                            : load_file(name_or_path, options);
    if (dataset && dataset->name.empty()) dataset->name = name_of(name_or_path);
    return dataset;
}

std::vector<std::string> dataset_files(const std::string& name_or_path,
                                       const DataOptions& options) {
    if (find_generated_source(name_or_path) != nullptr) return {};
    const bool uses_mnist = name_or_path == "auto" || name_or_path == "cells";
    const DataSource* source = find_data_source(uses_mnist ? "mnist" : name_or_path);
    if (source == nullptr) return files_read_from(name_or_path);
    std::vector<std::string> files;
    if (const auto root = resolve_data_dir(options))
        for (const DataFile& file : source->files)
            files.push_back(find_cached((fs::path(*root) / source->name).string(), file));
    std::erase(files, "");
    return files;
}

}  // namespace inkling
