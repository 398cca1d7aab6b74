#include "inkling/data/fetch_impl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/download.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/zip.hpp"

namespace fs = std::filesystem;

namespace inkling {

/// A folder in memory where the system has one (/dev/shm), which is gone with this object.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::error_code code;
        for (const fs::path& parent : {fs::path("/dev/shm"), fs::temp_directory_path(code)}) {
            std::string name = (parent / "inkling-XXXXXX").string();
            if (::mkdtemp(name.data()) == nullptr) continue;
            path_ = name;
            return;
        }
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    std::string path_;
};

namespace {

std::string join(const std::string& folder, const std::string& name) {
    return (fs::path(folder) / name).string();
}

DownloadOptions download_options(const DataOptions& options, const std::string& name) {
    DownloadOptions result;
    result.cancel = options.cancel;
    result.attempts_per_url = options.attempts_per_mirror;
    if (options.progress)
        result.progress = [report = options.progress, name](std::uint64_t done,
                                                            std::uint64_t total) {
            report(name, done, total);
        };
    return result;
}

/// Puts a verified file in the place of a corrupt one, whose name may lack ".gz".
Status replace(const std::string& corrupt, const std::string& fresh, const std::string& path) {
    std::error_code code;
    if (corrupt != path) fs::remove(corrupt, code);
    if (!code) fs::rename(fresh, path, code);
    if (code) return file_error(fmt::format("{}: {}", printable(path), code.message()));
    return {};
}

}  // namespace

std::vector<std::string> urls_of(const DataSource& source, const std::string& file) {
    std::vector<std::string> urls;
    const char* named = std::getenv("INKLING_MIRROR");
    if (named != nullptr && *named != '\0') {
        std::string base = named;
        if (base.back() != '/') base += '/';
        urls.push_back(base + source.name + '/' + file);
        urls.push_back(base + file);
    }
    for (const std::string& base : source.mirrors) urls.push_back(base + file);
    return urls;
}

Fetcher::Fetcher(const DataSource& source, const DataOptions& options, std::string folder)
    : source_(source), options_(options), folder_(std::move(folder)) {}
Fetcher::~Fetcher() = default;

Result<Content> Fetcher::fetch(int file) {
    if (scratch_ == nullptr) {
        auto content = fetch_into(folder_, file);
        if (content || content.error().code != ErrorCode::file) return content;
        scratch_ = std::make_unique<ScratchFolder>();
        notice_ = fmt::format("the download is kept in memory, for this run only: {} ({})\n",
                              content.error().message, folder_hint);
    }
    if (scratch_->path().empty())
        return file_error("no folder for temporary files, and " + notice_, folder_hint);
    return fetch_into(scratch_->path(), file);
}

Status Fetcher::fetch_to_disk(int file) {
    auto content = fetch_into(folder_, file);
    if (content) return {};
    Error error = std::move(content).error();
    if (error.code == ErrorCode::file) error.hint = folder_hint;
    return error;
}

Result<Content> Fetcher::fetch_into(const std::string& folder, int file) {
    const DataFile& facts = source_.files[static_cast<std::size_t>(file)];
    const std::string path = join(folder, facts.name);
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) return file_error(fmt::format("{}: {}", printable(folder), code.message()));
    if (!is_writable(folder))
        return file_error(fmt::format("{}: the folder is read-only", printable(folder)));
    const bool packed_together = !source_.archive.name.empty();
    INKLING_TRY(const FileLock lock, FileLock::acquire(join(folder, ".lock"), options_.cancel));
    Stamps stamps = Stamps::read(folder);
    const std::string cached = find_cached(folder, facts);
    if (!cached.empty()) {
        const Stamp* old = stamps.find(fs::path(cached).filename().string());
        auto content = verify_cached(source_, file, cached, old != nullptr ? old->sha256 : "");
        if (content) return content;
    }
    const std::string fresh = cached.empty() ? path : join(folder, ".new-" + facts.name);
    auto content = packed_together ? extract_to(fresh, file) : download_to(fresh, file);
    if (!content) return content;
    if (!cached.empty()) INKLING_TRY_STATUS(replace(cached, fresh, path));
    if (auto stamp = current_stamp(path)) {
        stamp->sha256 = content->sha256;
        stamps.set(facts.name, *stamp);
        stamps.save();
    }
    return content;
}

Result<Content> Fetcher::download_to(const std::string& path, int file) {
    const DataFile& facts = source_.files[static_cast<std::size_t>(file)];
    Result<Content> content = Content{};
    bool verified = false;
    Download wanted;
    wanted.urls = urls_of(source_, facts.name);
    wanted.path = path;
    if (facts.sha256.empty()) {
        wanted.size = facts.packed_size;
        wanted.sha256 = facts.packed_sha256;
    }
    wanted.verify = [&](std::span<const std::uint8_t> raw) -> Status {
        content = verify_content(source_, file, raw, "");
        verified = content.has_value();
        if (!verified) return content.error();
        return {};
    };
    DownloadOptions options = download_options(options_, facts.name);
    // What is packed is hardly ever larger than what it holds.
    options.max_bytes = facts.size + facts.size / 100 + 4096;
    Status status = download(wanted, options);
    if (!status) return explained(std::move(status).error(), file);
    if (!verified) return verify_cached(source_, file, path, "");
    return content;
}

Status Fetcher::download_archive(const std::string& path) {
    Download wanted;
    wanted.urls = urls_of(source_, source_.archive.name);
    wanted.path = path;
    wanted.size = source_.archive.size;
    wanted.sha256 = source_.archive.sha256;
    return download(wanted, download_options(options_, source_.archive.name));
}

Result<Content> Fetcher::extract_one(ZipArchive& archive, const std::string& path, int file) {
    const DataFile& facts = source_.files[static_cast<std::size_t>(file)];
    INKLING_TRY(const Bytes raw,
                archive.read(source_.archive.folder + facts.name, facts.size + (1 << 20)));
    auto content = verify_content(source_, file, raw, "");
    if (!content)
        return std::move(content).error().within(source_.archive.name + ": " + facts.name);
    INKLING_TRY_STATUS(write_file_atomic(path, raw));
    return content;
}

Result<Content> Fetcher::extract_to(const std::string& path, int file) {
    const std::string folder = fs::path(path).parent_path().string();
    const std::string archive_path = join(folder, source_.archive.name);
    Status status = download_archive(archive_path);
    if (!status) return explained(std::move(status).error(), file);
    INKLING_TRY(ZipArchive archive, ZipArchive::open(archive_path));
    INKLING_TRY(Content content, extract_one(archive, path, file));
    // The others as well: the archive is large, and goes.
    for (int other = 0; other < static_cast<int>(source_.files.size()); ++other) {
        const DataFile& facts = source_.files[static_cast<std::size_t>(other)];
        if (other == file || !find_cached(folder, facts).empty()) continue;
        auto extracted = extract_one(archive, join(folder, facts.name), other);
        if (!extracted) return std::move(extracted).error();
    }
    std::error_code ignored;
    fs::remove(archive_path, ignored);
    return content;
}

Error Fetcher::explained(Error error, int file) const {
    if (error.code != ErrorCode::network && error.code != ErrorCode::checksum) return error;
    const DataFile& facts = source_.files[static_cast<std::size_t>(file)];
    const bool archive = !source_.archive.name.empty();
    const std::string& hash = archive ? source_.archive.sha256 : facts.sha256;
    const std::string& name = archive ? source_.archive.name : facts.name;
    error.hint = fmt::format(
        "to fetch it by hand, save {} as {}{}; or set $INKLING_MIRROR to the https URL of a mirror",
        source_.mirrors.empty() ? source_.home : source_.mirrors.front() + name,
        printable(join(folder_, name)),
        hash.empty() ? "" : fmt::format(" (SHA-256{}: {})", archive ? "" : " unpacked", hash));
    return std::move(error).within(source_.name);
}

}  // namespace inkling
