// A folder of IDX files, as MNIST and its relatives are published, or one images/labels pair.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/readers_impl.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// Two files that belong together: their names are alike up to the word "images" or "labels".
struct Pair {
    std::string stem;  ///< what stands before that word
    std::string images;
    std::string labels;
};

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

bool is_idx_name(const std::string& name, const char* word) {
    if (!contains(name, word)) return false;
    const std::string extension = fs::path(name).extension().string();
    return extension.empty() || extension == ".gz" || extension == ".idx" ||
           contains(extension, "-ubyte") || contains(extension, "-int");
}

bool is_folder(const std::string& folder, const std::string& name) {
    std::error_code code;
    return fs::is_directory(fs::path(folder) / name, code);
}

/// The file of labels for `images`, or empty. With and without .gz are the same file: the first is
/// taken.
std::string labels_for(const std::string& images, const std::vector<std::string>& names) {
    const std::string start = images.substr(0, images.rfind("images")) + "labels";
    for (const std::string& name : names)
        if (name.compare(0, start.size(), start) == 0 && is_idx_name(name, "labels")) return name;
    return {};
}

Result<std::vector<Pair>> find_pairs(const std::string& folder) {
    INKLING_TRY(std::vector<std::string> names, list_folder(folder));
    // Where a file was unpacked into a folder of its name, the file is taken.
    std::stable_partition(names.begin(), names.end(),
                          [&](const std::string& name) { return !is_folder(folder, name); });
    std::vector<Pair> pairs;
    for (const std::string& name : names) {
        if (!is_idx_images_entry(folder, name)) continue;
        const std::string stem = name.substr(0, name.rfind("images"));
        if (std::any_of(pairs.begin(), pairs.end(),
                        [&](const Pair& pair) { return pair.stem == stem; }))
            continue;
        const std::string labels = labels_for(name, names);
        if (labels.empty())
            return data_error(
                fmt::format("{}: no file of labels for {} (expected {}labels-idx1-ubyte or .gz)",
                            printable(folder), printable(name), printable(stem)),
                "put the labels beside the images");
        pairs.push_back({stem, name, labels});
    }
    return pairs;
}

Result<ImageSet> read_pair(const std::string& folder, const Pair& pair, std::size_t classes) {
    const std::string images_path = (fs::path(folder) / pair.images).string();
    const std::string labels_path = (fs::path(folder) / pair.labels).string();
    LabelledArrays arrays;
    arrays.images_name = images_path;
    arrays.labels_name = labels_path;
    INKLING_TRY(arrays.images, load_idx_images(images_path));
    INKLING_TRY(const Bytes raw, read_file(labels_path));
    auto labels = parse_labels(raw);
    if (!labels) return std::move(labels).error().within(printable(labels_path));
    arrays.labels = std::move(labels).value();
    return make_image_set(std::move(arrays), classes);
}

std::string folder_name(const std::string& folder) {
    const fs::path path = fs::path(folder).lexically_normal();
    return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

/// Which part a pair is: 0 train, 1 test, 2 neither by its name.
int part_of(const Pair& pair) {
    if (contains(pair.stem, "train")) return 0;
    return contains(pair.stem, "t10k") || contains(pair.stem, "test") ? 1 : 2;
}

Error ambiguous(const std::string& folder, const std::vector<Pair>& pairs) {
    std::string list;
    for (const Pair& pair : pairs) list += (list.empty() ? "" : ", ") + printable(pair.images);
    return data_error(
        fmt::format("{}: holds {} data sets: {}", printable(folder), pairs.size(), list),
        "give the path of one of these files of images");
}

}  // namespace

Result<std::vector<std::string>> list_folder(const std::string& folder) {
    std::error_code code;
    std::vector<std::string> names;
    fs::directory_iterator entries(folder, code);
    for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
        std::string name = entries->path().filename().string();
        if (!name.empty() && name.front() != '.') names.push_back(std::move(name));
    }
    if (code) return system_error(folder, "cannot read", code.value());
    std::sort(names.begin(), names.end());
    return names;
}

bool is_idx_images_name(const std::string& name) {
    return is_idx_name(name, "images");
}

bool is_idx_images_entry(const std::string& folder, const std::string& name) {
    return is_idx_images_name(name) && (contains(name, "-ubyte") || !is_folder(folder, name));
}

std::string idx_labels_path(const std::string& images_path) {
    const fs::path path(images_path);
    const std::string name = path.filename().string();
    if (!is_idx_images_name(name)) return {};
    const auto names = list_folder(path.has_parent_path() ? path.parent_path().string() : ".");
    const std::string labels = names ? labels_for(name, *names) : std::string{};
    return labels.empty() ? labels : (path.parent_path() / labels).string();
}

Result<std::vector<std::string>> read_classes(const std::string& folder) {
    const std::string path = (fs::path(folder) / "classes.txt").string();
    if (!file_exists(path)) return digit_classes();
    INKLING_TRY(const Bytes bytes, read_file(path, {.max_bytes = 1 << 20}));
    const std::string text(bytes.begin(), bytes.end());
    std::vector<std::string> classes;
    std::set<std::string> seen;
    for (std::string_view line : split(text, '\n')) {
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty()) continue;
        if (!seen.emplace(line).second)
            return data_error(
                fmt::format("{}: class '{}' is named twice", printable(path), printable(line)),
                "one class a line, each once");
        classes.emplace_back(line);
    }
    if (classes.empty() || classes.size() > 256)
        return data_error(
            fmt::format("{}: {} classes; 1 to 256 are possible", printable(path), classes.size()),
            "one class a line, each once");
    return classes;
}

Result<Dataset> read_idx_folder(const std::string& folder, const DataOptions& options) {
    INKLING_TRY(const std::vector<Pair> pairs, find_pairs(folder));
    const Pair* parts[2] = {};
    for (const Pair& pair : pairs) {
        const int part = part_of(pair) == 2 ? 1 : part_of(pair);
        if (parts[part] != nullptr) return ambiguous(folder, pairs);
        parts[part] = &pair;
    }
    Dataset dataset;
    dataset.name = folder_name(folder);
    INKLING_TRY(dataset.classes, read_classes(folder));
    Result<ImageSet> sets[2] = {ImageSet{}, ImageSet{}};
    const bool wanted[2] = {options.want_train, options.want_test};
    PoolOf pool(options);
    (*pool).run(2, [&](int i) {
        if (parts[i] != nullptr && wanted[i])
            sets[i] =
                no_throw([&] { return read_pair(folder, *parts[i], dataset.classes.size()); });
    });
    for (Result<ImageSet>& set : sets)
        if (!set) return std::move(set).error();
    dataset.train = std::move(*sets[0]);
    dataset.test = std::move(*sets[1]);
    return dataset;
}

Result<Dataset> read_idx_pair(const std::string& images_path) {
    const fs::path path(images_path);
    const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
    INKLING_TRY(const std::vector<std::string> names, list_folder(folder));
    Pair pair{.stem = {}, .images = path.filename().string(), .labels = {}};
    pair.labels = labels_for(pair.images, names);
    if (pair.labels.empty())
        return data_error(fmt::format("{}: no file of labels beside it", printable(images_path)),
                          "its name must be the same but for \"labels\" in place of \"images\"");
    Dataset dataset;
    dataset.name = path.stem().stem().string();
    INKLING_TRY(dataset.classes, read_classes(folder));
    INKLING_TRY(dataset.test, read_pair(folder, pair, dataset.classes.size()));
    return dataset;
}

}  // namespace inkling
