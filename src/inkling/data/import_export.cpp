#include "inkling/data/import_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/data/readers_impl.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/data/staged_folder_impl.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr int archive_level = 9;

std::string join(const std::string& folder, const std::string& name) {
    return (fs::path(folder) / name).string();
}

Status make_folder(const std::string& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) return file_error(fmt::format("{}: {}", printable(folder), code.message()));
    return {};
}

bool cancelled(const CancelToken* cancel) {
    return cancel != nullptr && cancel->cancelled();
}

Error interrupted() {
    return {ErrorCode::interrupted, "interrupted while writing the data set",
            "nothing of it is left; the same command begins anew"};
}

Status write_text(const std::string& path, const std::string& text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    return write_file_atomic(path, {bytes, text.size()});
}

Status write_classes(const Dataset& dataset, const std::string& folder) {
    if (dataset.classes == digit_classes()) return {};
    std::string text;
    for (const std::string& name : dataset.classes) text += name + '\n';
    return write_text(join(folder, "classes.txt"), text);
}

Status write_idx_part(const ImageSet& set, const std::string& folder, const std::string& part) {
    IdxArray images;
    images.shape = {static_cast<std::uint32_t>(set.count), static_cast<std::uint32_t>(set.height),
                    static_cast<std::uint32_t>(set.width)};
    images.values = set.pixels;
    IdxArray labels;
    labels.shape = {static_cast<std::uint32_t>(set.count)};
    labels.values = set.labels;
    INKLING_TRY_STATUS(write_file_atomic(join(folder, part + "-images-idx3-ubyte.gz"),
                                         gzip(write_idx(images), archive_level)));
    return write_file_atomic(join(folder, part + "-labels-idx1-ubyte.gz"),
                             gzip(write_idx(labels), archive_level));
}

Status write_csv_part(const ImageSet& set, const std::string& folder, const std::string& part,
                      const CancelToken* cancel) {
    std::string text = "label";
    for (std::size_t i = 0; i < set.image_size(); ++i) text += fmt::format(",pixel{}", i);
    text += '\n';
    // The 256 texts are made once: 47 million numbers are written.
    std::vector<std::string> number(256);
    for (std::size_t i = 0; i < number.size(); ++i) number[i] = fmt::format(",{}", i);
    for (std::size_t i = 0; i < set.count; ++i) {
        if (cancelled(cancel)) return interrupted();
        text.append(number[set.labels[i]], 1, std::string::npos);
        for (const std::uint8_t value : set.image(i)) text += number[value];
        text += '\n';
    }
    return write_text(join(folder, part + ".csv"), text);
}

/// Tens of thousands of small files are not worth a sync each.
Status write_plain(const std::string& path, std::span<const std::uint8_t> bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file)
        return file_error(
            fmt::format("{}: cannot be written: {}", printable(path), std::strerror(errno)));
    return {};
}

/// The folder of each class. Usage error where two would be the same or one has no name.
Result<std::vector<std::string>> class_folders(const std::vector<std::string>& classes) {
    std::vector<std::string> folders;
    for (const std::string& name : classes) {
        folders.push_back(class_folder(name));
        const bool taken = std::count(folders.begin(), folders.end(), folders.back()) > 1;
        if (taken || name.empty() || name.front() == '.' || name.size() > 200)
            return usage_error(
                fmt::format("class '{}' cannot be the name of a folder", printable(name)),
                "export as idx or csv");
    }
    return folders;
}

Status write_png_part(const ImageSet& set, const std::vector<std::string>& class_names,
                      const std::string& folder, ThreadPool& pool, const CancelToken* cancel) {
    for (const std::string& name : class_names) INKLING_TRY_STATUS(make_folder(join(folder, name)));
    std::mutex mutex;
    std::optional<Error> error;
    std::atomic<bool> failed = false;
    pool.for_ranges(set.count, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !failed && !cancelled(cancel); ++i) {
            const auto ink = set.image(i);
            GreyImage picture;
            picture.width = static_cast<int>(set.width);
            picture.height = static_cast<int>(set.height);
            picture.pixels.assign(ink.begin(), ink.end());
            const std::string path =
                join(join(folder, class_names[set.labels[i]]), fmt::format("{:06}.png", i));
            Status status = write_plain(path, encode_png(picture));
            if (status) continue;
            const std::lock_guard lock(mutex);
            if (!failed.exchange(true)) error = std::move(status).error();
        }
    });
    if (error) return std::move(*error);
    if (cancelled(cancel)) return interrupted();
    return {};
}

}  // namespace

std::optional<DataFormat> parse_data_format(std::string_view name) {
    if (name == "idx") return DataFormat::idx;
    if (name == "csv") return DataFormat::csv;
    if (name == "png") return DataFormat::png;
    return std::nullopt;
}

Status export_dataset(const Dataset& dataset, DataFormat format, const std::string& folder,
                      ThreadPool& pool, const CancelToken* cancel) {
    std::vector<std::string> class_names;
    if (format == DataFormat::png) {
        INKLING_TRY(class_names, class_folders(dataset.classes));
    }
    INKLING_TRY(StagedFolder staged, StagedFolder::make(folder));
    const std::string& out = staged.path();
    INKLING_TRY_STATUS(write_classes(dataset, out));
    for (const bool train : {true, false}) {
        const ImageSet& set = train ? dataset.train : dataset.test;
        if (cancelled(cancel)) return interrupted();
        if (set.empty()) continue;
        if (format == DataFormat::idx)
            INKLING_TRY_STATUS(write_idx_part(set, out, train ? "train" : "t10k"));
        else if (format == DataFormat::csv)
            INKLING_TRY_STATUS(write_csv_part(set, out, train ? "train" : "test", cancel));
        else
            INKLING_TRY_STATUS(write_png_part(set, class_names, join(out, train ? "train" : "test"),
                                              pool, cancel));
    }
    if (cancelled(cancel)) return interrupted();
    return staged.publish();
}

}  // namespace inkling
