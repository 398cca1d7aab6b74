#include "inkling/data/content_impl.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/data/readers_impl.hpp"

namespace inkling {
namespace {

bool holds_images(int file) {
    return file == DataSource::train_images || file == DataSource::test_images;
}

Status check_count(std::size_t found, std::size_t expected, const char* what) {
    if (found == expected) return {};
    return data_error(
        fmt::format("{} {}; expected {}", with_commas(found), what, with_commas(expected)));
}

Status parse(const DataSource& source, int file, std::span<const std::uint8_t> raw, bool hash,
             Content& content) {
    if (!holds_images(file)) {
        Bytes plain;
        INKLING_TRY(content.labels, parse_labels(raw, &plain));
        if (hash) content.sha256 = sha256_hex(plain);
        return check_count(content.labels.size(), source.count(file), "labels");
    }
    INKLING_TRY(content.images, parse_idx_images(raw));
    INKLING_TRY_STATUS(check_count(content.images.shape[0], source.count(file), "images"));
    if (hash) content.sha256 = hash_of_idx(content.images);
    return {};
}

Result<CachedFile::State> judge(const DataFile& file, std::span<const std::uint8_t> raw,
                                const std::string& found, const std::string& recorded) {
    if (!file.sha256.empty()) {
        if (found == file.sha256) return CachedFile::State::verified;
        return Error{ErrorCode::checksum,
                     fmt::format("SHA-256 mismatch: expected {}, got {}", file.sha256, found)};
    }
    if (!file.packed_sha256.empty() && raw.size() == file.packed_size &&
        sha256_hex(raw) == file.packed_sha256)
        return CachedFile::State::verified;
    if (recorded.empty() || recorded == found) return CachedFile::State::recorded;
    return Error{
        ErrorCode::checksum,
        fmt::format("SHA-256 mismatch: {} when it was first seen, now {}", recorded, found),
        "if you replaced the file on purpose, delete the file .verified beside it"};
}

}  // namespace

std::string hash_of_idx(const IdxArray& images) {
    std::array<std::uint8_t, 16> header = {0, 0, 0x08, 3};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t byte = 0; byte < 4; ++byte)
            header[4 + i * 4 + byte] =
                static_cast<std::uint8_t>(images.shape[i] >> (24 - 8 * byte));
    Sha256 hash;
    hash.update(header);
    hash.update(images.values);
    return hash.hex();
}

Result<Content> verify_content(const DataSource& source, int file,
                               std::span<const std::uint8_t> raw, const std::string& recorded) {
    Content content;
    INKLING_TRY_STATUS(parse(source, file, raw, true, content));
    INKLING_TRY(content.state,
                judge(source.files[static_cast<std::size_t>(file)], raw, content.sha256, recorded));
    return content;
}

std::optional<Error> why_unreadable(const std::string& folder) {
    struct stat facts = {};
    if (::stat((folder + "/.").c_str(), &facts) == 0 || errno == ENOENT) return std::nullopt;
    Error error = system_error(folder, "cannot open", errno);
    error.hint += std::string(error.hint.empty() ? "" : "; or ") + folder_hint;
    return error;
}

std::string find_cached(const std::string& folder, const DataFile& file) {
    const std::filesystem::path path = std::filesystem::path(folder) / file.name;
    if (file_exists(path.string())) return path.string();
    if (path.extension() != ".gz") return {};
    const std::string plain = (path.parent_path() / path.stem()).string();
    return file_exists(plain) ? plain : std::string{};
}

Result<Content> verify_cached(const DataSource& source, int file, const std::string& path,
                              const std::string& recorded) {
    auto now = current_stamp(path);  // before reading: a later change must not be vouched for
    INKLING_TRY(const Bytes raw, read_file(path));
    auto content = verify_content(source, file, raw, recorded);
    if (!content) return std::move(content).error().within(printable(path));
    if (now) {
        now->sha256 = content->sha256;
        content->new_stamp = std::move(now);
    }
    return content;
}

Result<Content> read_cached(const DataSource& source, int file, const std::string& path,
                            const Stamps& stamps) {
    const DataFile& facts = source.files[static_cast<std::size_t>(file)];
    const std::string name = std::filesystem::path(path).filename().string();
    const std::string vouched = stamps.valid_hash(name, path);
    if (vouched.empty() || (!facts.sha256.empty() && facts.sha256 != vouched)) {
        const Stamp* old = stamps.find(name);
        return verify_cached(source, file, path, old != nullptr ? old->sha256 : "");
    }
    Content content;
    content.state = CachedFile::State::verified;
    if (holds_images(file)) {
        INKLING_TRY(content.images, load_idx_images(path));
        const Status status = check_count(content.images.shape[0], source.count(file), "images");
        if (!status) return Error(status.error()).within(printable(path));
        return content;
    }
    INKLING_TRY(const Bytes raw, read_file(path));
    const Status status = parse(source, file, raw, false, content);
    if (!status) return Error(status.error()).within(printable(path));
    return content;
}

}  // namespace inkling
