#include "inkling/data/cache.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/content_impl.hpp"
#include "inkling/data/fetch_impl.hpp"
#include "inkling/data/readers_impl.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string home_folder() {
    std::string home = environment("HOME");
    if (!home.empty() && home.front() == '/') return home;
    const struct passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr && entry->pw_dir != nullptr ? entry->pw_dir : "";
}

Result<std::string> folder_of(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string root, resolve_data_dir(options));
    return (fs::path(root) / source.name).string();
}

CachedFile describe(const DataFile& file, const std::string& folder) {
    CachedFile found;
    found.name = file.name;
    found.path = find_cached(folder, file);
    if (found.path.empty()) return found;
    found.state = CachedFile::State::present;
    if (const auto now = current_stamp(found.path)) found.size = now->size;
    return found;
}

}  // namespace

Result<std::string> resolve_data_dir(const DataOptions& options) {
    if (!options.data_dir.empty()) return options.data_dir;
    if (std::string named = environment("INKLING_DATA_DIR"); !named.empty()) return named;
    // The XDG specification: a path that is not absolute is to be ignored.
    if (const std::string cache = environment("XDG_CACHE_HOME");
        !cache.empty() && cache.front() == '/')
        return cache + "/inkling";
    const std::string home = home_folder();
    if (home.empty())
        return file_error("no folder for data sets: HOME is not set",
                          "name one with --data-dir or $INKLING_DATA_DIR");
    return home + "/.cache/inkling";
}

Status check_data_dir(const DataOptions& options) {
    INKLING_TRY(const std::string folder, resolve_data_dir(options));
    const bool by_environment = !environment("INKLING_DATA_DIR").empty();
    const std::string name = !options.data_dir.empty() ? "--data-dir"
                             : by_environment          ? "$INKLING_DATA_DIR"
                                                       : "";
    if (auto error = why_unreadable(folder))
        return std::move(*error).within(name.empty() ? "data folder" : name);
    std::error_code code;
    if (name.empty() || fs::exists(folder, code)) return {};
    return system_error(folder, name + ": the folder is missing", ENOENT);
}

std::string keras_mnist_path() {
    std::string keras = environment("KERAS_HOME");
    if (keras.empty()) {
        const std::string home = home_folder();
        if (home.empty()) return {};
        keras = home + "/.keras";
    }
    std::string path = keras + "/datasets/mnist.npz";
    return file_exists(path) ? path : std::string{};
}

Result<std::vector<CachedFile>> list_files(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string folder, folder_of(source, options));
    const Stamps stamps = Stamps::read(folder);
    std::vector<CachedFile> files;
    for (const DataFile& file : source.files) {
        CachedFile found = describe(file, folder);
        found.sha256 = stamps.valid_hash(fs::path(found.path).filename().string(), found.path);
        if (!found.sha256.empty())
            found.state = found.sha256 == file.sha256 ? CachedFile::State::verified
                          : file.sha256.empty()       ? CachedFile::State::recorded
                                                      : CachedFile::State::corrupt;
        files.push_back(std::move(found));
    }
    return files;
}

Result<std::vector<CachedFile>> verify_files(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string folder, folder_of(source, options));
    if (auto error = why_unreadable(folder)) return std::move(*error);
    Stamps stamps = Stamps::read(folder);
    std::vector<CachedFile> files(source.files.size());
    std::vector<std::optional<Stamp>> fresh(files.size());
    PoolOf pool(options);
    (*pool).run(static_cast<int>(files.size()), [&](int i) {
        const auto index = static_cast<std::size_t>(i);
        CachedFile& found = files[index] = describe(source.files[index], folder);
        if (found.state == CachedFile::State::missing) return;
        const Stamp* old = stamps.find(fs::path(found.path).filename().string());
        auto content = no_throw([&] {
            return verify_cached(source, i, found.path, old != nullptr ? old->sha256 : "");
        });
        if (!content) {
            found.state = is_corrupt(content.error()) ? CachedFile::State::corrupt
                                                      : CachedFile::State::unreadable;
            found.detail = content.error().message;
            return;
        }
        found.state = content->state;
        found.sha256 = content->sha256;
        fresh[index] = std::move(content->new_stamp);
    });
    for (std::size_t i = 0; i < files.size(); ++i)
        if (fresh[i]) stamps.set(fs::path(files[i].path).filename().string(), *fresh[i]);
    stamps.save();
    return files;
}

Status fetch_files(const DataSource& source, const DataOptions& options) {
    INKLING_TRY(const std::string folder, folder_of(source, options));
    INKLING_TRY(const std::vector<CachedFile> files, verify_files(source, options));
    Fetcher fetcher(source, options, folder);
    for (int i = 0; i < static_cast<int>(files.size()); ++i) {
        const auto state = files[static_cast<std::size_t>(i)].state;
        if (state == CachedFile::State::verified || state == CachedFile::State::recorded) continue;
        INKLING_TRY_STATUS(fetcher.fetch_to_disk(i));
    }
    return {};
}

}  // namespace inkling
