// Loads a data set of the registry: what is cached, in parallel; then what is missing, from
// Keras' cache or the mirrors.
#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/fetch_impl.hpp"
#include "inkling/data/readers_impl.hpp"

namespace inkling {
namespace {

constexpr int file_count = 4;
using Contents = std::array<std::optional<Content>, file_count>;

/// Work on one data set: what was found, and why the rest was not.
struct Loading {
    const DataSource& source;
    const DataOptions& options;
    std::string folder;
    Contents contents = {};
    std::array<std::optional<Error>, file_count> errors = {};
    std::optional<Error> unreadable = {};  ///< the folder
    bool no_network = false;               ///< no mirror answered
    std::string notice = {};

    [[nodiscard]] bool wanted(int file) const {
        return file < DataSource::test_images ? options.want_train : options.want_test;
    }
    [[nodiscard]] bool complete(int first) const {
        const auto f = static_cast<std::size_t>(first);
        return contents[f].has_value() && contents[f + 1].has_value();
    }
};

void read_cache(Loading& loading) {
    loading.unreadable = why_unreadable(loading.folder);
    Stamps stamps = Stamps::read(loading.folder);
    std::array<std::string, file_count> paths;
    // The images first, one to a thread: they take nearly all of the time.
    constexpr std::array<int, file_count> order = {
        DataSource::train_images, DataSource::test_images, DataSource::train_labels,
        DataSource::test_labels};
    PoolOf pool(loading.options);
    (*pool).run(file_count, [&](int i) {
        const int file = order[static_cast<std::size_t>(i)];
        const auto f = static_cast<std::size_t>(file);
        if (!loading.wanted(file)) return;
        paths[f] = find_cached(loading.folder, loading.source.files[f]);
        if (paths[f].empty()) return;
        auto content =
            no_throw([&] { return read_cached(loading.source, file, paths[f], stamps); });
        if (content)
            loading.contents[f] = std::move(content).value();
        else
            loading.errors[f] = std::move(content).error();
    });
    for (std::size_t f = 0; f < file_count; ++f)
        if (loading.contents[f] && loading.contents[f]->new_stamp)
            stamps.set(std::filesystem::path(paths[f]).filename().string(),
                       *loading.contents[f]->new_stamp);
    stamps.save();
}

/// Keras' copy of one part, if it holds the same bytes as the IDX files of the registry.
Status take_part(const DataSource& source, int first, ImageSet set, Contents& contents) {
    const auto f = static_cast<std::size_t>(first);
    IdxArray images;
    images.shape = {static_cast<std::uint32_t>(set.count), digit_side, digit_side};
    images.values = std::move(set.pixels);
    IdxArray labels;
    labels.shape = {static_cast<std::uint32_t>(set.count)};
    labels.values = std::move(set.labels);
    if (hash_of_idx(images) != source.files[f].sha256 ||
        sha256_hex(write_idx(labels)) != source.files[f + 1].sha256)
        return Error{ErrorCode::checksum, "is not the MNIST that was published"};
    contents[f].emplace().images = std::move(images);
    contents[f + 1].emplace().labels = std::move(labels.values);
    return {};
}

void read_keras(Loading& loading) {
    const std::string path = keras_mnist_path();
    if (path.empty()) return;
    DataOptions options = loading.options;
    options.want_train = loading.options.want_train && !loading.complete(DataSource::train_images);
    options.want_test = loading.options.want_test && !loading.complete(DataSource::test_images);
    auto dataset = read_npz(path, options);
    Contents found;
    Status status;
    if (!dataset) status = dataset.error();
    if (status && options.want_train)
        status =
            take_part(loading.source, DataSource::train_images, std::move(dataset->train), found);
    if (status && options.want_test)
        status =
            take_part(loading.source, DataSource::test_images, std::move(dataset->test), found);
    if (!status) {
        loading.notice +=
            fmt::format("{} was not used: {}\n", printable(path), status.error().message);
        return;
    }
    for (std::size_t f = 0; f < file_count; ++f)
        if (found[f]) loading.contents[f] = std::move(found[f]);
}

bool anything_missing(const Loading& loading) {
    for (int file = 0; file < file_count; ++file)
        if (loading.wanted(file) && !loading.contents[static_cast<std::size_t>(file)]) return true;
    return false;
}

Error not_cached(const Loading& loading, int file) {
    return file_error(
        fmt::format("{}: no good {} in {}, and downloads are switched off", loading.source.name,
                    loading.source.files[static_cast<std::size_t>(file)].name,
                    printable(loading.folder)),
        "allow downloads, or put the file there");
}

/// The error of a file that is corrupt or out of sight (or nothing), and why no other could be had.
Error both(std::optional<Error> first, Error unobtainable) {
    if (!first) return unobtainable;
    first->message += "; and no other: " + unobtainable.message;
    if (is_corrupt(*first)) first->hint = unobtainable.hint;
    return std::move(*first);
}

/// Gets one file that is missing or corrupt; where it cannot be had, the reason stays with it.
/// True: it is there. Only an interruption is returned as an error.
Result<bool> fetch_one(Loading& loading, Fetcher& fetcher, int file) {
    const auto f = static_cast<std::size_t>(file);
    std::optional<Error>& error = loading.errors[f];
    if (error && !is_corrupt(*error)) return false;
    const std::optional<Error> first = error ? error : loading.unreadable;
    if (!loading.options.allow_download) {
        error = both(first, not_cached(loading, file));
        return false;
    }
    auto content = fetcher.fetch(file);
    if (!content) {
        if (content.error().code == ErrorCode::interrupted) return std::move(content).error();
        loading.no_network = content.error().code == ErrorCode::network;
        error = both(first, std::move(content).error());
        return false;
    }
    if (error) loading.notice += error->message + ": downloaded again\n";
    error.reset();
    loading.contents[f] = std::move(content).value();
    return true;
}

/// Fills in what is missing. Where one mirror after the other has been waited for in vain, the next
/// file is not worth the same wait; nor is the rest of a part that cannot be completed.
Status fetch_missing(Loading& loading) {
    Fetcher fetcher(loading.source, loading.options, loading.folder);
    for (const int images : {DataSource::train_images, DataSource::test_images}) {
        for (const int file : {images + 1, images}) {
            const auto f = static_cast<std::size_t>(file);
            if (loading.no_network || !loading.wanted(file) || loading.contents[f]) continue;
            INKLING_TRY(const bool there, fetch_one(loading, fetcher, file));
            if (!there) break;
        }
    }
    loading.notice += fetcher.notice();
    return {};
}

/// EMNIST's images lie on their side.
void transpose(ImageSet& set) {
    for (std::size_t i = 0; i < set.count; ++i) {
        std::uint8_t* image = set.pixels.data() + i * digit_size;
        for (std::size_t y = 0; y < digit_side; ++y)
            for (std::size_t x = y + 1; x < digit_side; ++x)
                std::swap(image[y * digit_side + x], image[x * digit_side + y]);
    }
}

Result<ImageSet> take_set(Loading& loading, int first) {
    const auto f = static_cast<std::size_t>(first);
    LabelledArrays arrays;
    arrays.images = std::move(loading.contents[f]->images);
    arrays.labels = std::move(loading.contents[f + 1]->labels);
    arrays.images_name = loading.source.files[f].name;
    arrays.labels_name = loading.source.files[f + 1].name;
    INKLING_TRY(ImageSet set, make_image_set(std::move(arrays), loading.source.classes.size()));
    if (loading.source.transposed) transpose(set);
    return set;
}

std::optional<Error> error_of_part(const Loading& loading, int first) {
    for (const int file : {first + 1, first})
        if (const auto& error = loading.errors[static_cast<std::size_t>(file)]) return error;
    return std::nullopt;
}

/// Takes one part into `set`; where it is out of reach, `missing` says why, and the other part is
/// of use all the same. Wrong content is an error.
Status finish_part(Loading& loading, int first, ImageSet& set, std::optional<Error>& missing) {
    if (!loading.wanted(first)) return {};
    if (loading.complete(first)) {
        INKLING_TRY(set, take_set(loading, first));
        return {};
    }
    missing = error_of_part(loading, first);
    if (missing && is_corrupt(*missing)) return std::move(*missing);
    return {};
}

}  // namespace

Result<Dataset> load_source(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string root, resolve_data_dir(options));
    Loading loading{
        .source = source,
        .options = options,
        .folder = (std::filesystem::path(root) / source.name).string(),
    };
    read_cache(loading);
    if (source.name == "mnist" && anything_missing(loading)) read_keras(loading);
    if (anything_missing(loading)) INKLING_TRY_STATUS(fetch_missing(loading));

    Dataset dataset;
    dataset.name = source.name;
    dataset.classes = source.classes;
    std::optional<Error> no_train;
    std::optional<Error> no_test;
    INKLING_TRY_STATUS(finish_part(loading, DataSource::train_images, dataset.train, no_train));
    INKLING_TRY_STATUS(finish_part(loading, DataSource::test_images, dataset.test, no_test));
    if (dataset.train.empty() && dataset.test.empty())
        if (auto& error = no_train ? no_train : no_test) return std::move(*error);
    dataset.notice = std::move(loading.notice);
    if (no_train)
        dataset.notice += fmt::format("{} has no images to learn from here: {}\n", source.name,
                                      no_train->message);
    if (no_test)
        dataset.notice += fmt::format("{} has no images to be tested on here: {}\n", source.name,
                                      no_test->message);
    if (!dataset.notice.empty()) dataset.notice.pop_back();
    return dataset;
}

}  // namespace inkling
