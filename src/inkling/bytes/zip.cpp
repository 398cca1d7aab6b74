#include "inkling/bytes/zip.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <set>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"
#include "inkling/bytes/gzip_impl.hpp"

namespace inkling {
namespace {

constexpr std::uint64_t most_archive_bytes = 8ULL << 30;

struct Member {
    std::uint64_t bytes = 0;
    std::uint64_t packed_bytes = 0;
    bool stored = false;
};

struct Closer {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* member) const { zip_fclose(member); }
};

std::string text_of(zip_error_t* error) {
    std::string text = zip_error_code_zip(error) == ZIP_ER_EXISTS ? "two members of the same name"
                                                                  : zip_error_strerror(error);
    zip_error_fini(error);
    return text;
}

/// An HTML page or the like says at its start what it is.
Status check_start(InputFile& file, const std::string& path) {
    std::array<std::uint8_t, 12> room = {};
    const auto start = std::span(room).first(std::min<std::uint64_t>(file.size(), room.size()));
    INKLING_TRY_STATUS(file.read(start));
    if (start.size() >= 4 && start[0] == 'P' && start[1] == 'K') return {};
    const std::string_view text(reinterpret_cast<const char*>(start.data()),
                                std::min<std::size_t>(start.size(), 5));
    return data_error(fmt::format("{}: not a zip archive ({})", printable(path),
                                  start.empty()
                                      ? std::string("empty file")
                                      : fmt::format("starts with '{}'", printable(text))));
}

Status check_name(const std::string& name) {
    const auto parts = split(name, '/');
    const bool climbs = std::find(parts.begin(), parts.end(), "..") != parts.end();
    if (!climbs && !name.starts_with('/') && name.find('\\') == std::string::npos) return {};
    return data_error(fmt::format("member '{}' has a name that leads outside", printable(name)));
}

Result<Member> check_member(const zip_stat_t& facts, const std::string& name) {
    if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE)
        return data_error(fmt::format("member '{}' is encrypted", printable(name)),
                          "save the archive again without a password");
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if ((facts.valid & needed) != needed)
        return data_error(fmt::format("member '{}' has no complete entry", printable(name)));
    if (facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE)
        return data_error(fmt::format("member '{}' is compressed by method {}; only 0 (stored) and "
                                      "8 (deflate) are supported",
                                      printable(name), facts.comp_method),
                          "save the archive again with numpy.savez_compressed()");
    const bool stored = facts.comp_method == ZIP_CM_STORE;
    if (stored ? facts.size != facts.comp_size : facts.size > most_gunzipped_bytes(facts.comp_size))
        return data_error(fmt::format("member '{}' claims {} bytes in {} compressed ones",
                                      printable(name), with_commas(facts.size),
                                      with_commas(facts.comp_size)));
    return Member{facts.size, facts.comp_size, stored};
}

}  // namespace

struct ZipArchive::State {
    std::string path;
    std::unique_ptr<zip_t, Closer> archive;
    std::vector<std::string> names;
    std::vector<Member> members;

    Status open(InputFile& file);
    Status read_directory(std::uint64_t file_bytes);
    Status read_member(std::size_t index, std::span<std::uint8_t> out);
};

Status ZipArchive::State::open(InputFile& file) {
    INKLING_TRY_STATUS(check_start(file, path));
    const std::uint64_t file_bytes = file.size();
    std::FILE* stream = ::fdopen(file.descriptor(), "rb");
    if (stream == nullptr) return system_error(path, "cannot open", errno);
    file.release();
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_filep_create(stream, 0, -1, &error);
    if (source == nullptr) {
        std::fclose(stream);
        return data_error(fmt::format("{}: {}", printable(path), text_of(&error)));
    }
    archive.reset(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error));
    if (archive == nullptr) {
        zip_source_free(source);
        return data_error(
            fmt::format("{}: damaged zip archive: {}", printable(path), text_of(&error)),
            "the file is cut or damaged: fetch or copy it again");
    }
    zip_error_fini(&error);
    Status status = read_directory(file_bytes);
    if (!status) return std::move(status).error().within(printable(path));
    return {};
}

Status ZipArchive::State::read_directory(std::uint64_t file_bytes) {
    constexpr std::uint64_t local_header = 30;
    constexpr std::uint64_t directory_entry = 46;
    constexpr std::uint64_t directory_end = 22;
    std::uint64_t claimed = directory_end;
    std::set<std::string> seen;
    const auto count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t facts;
        zip_stat_init(&facts);
        const auto index = static_cast<zip_uint64_t>(i);
        const char* raw_name = zip_get_name(archive.get(), index, ZIP_FL_ENC_RAW);
        if (raw_name == nullptr ||
            zip_stat_index(archive.get(), index, ZIP_FL_ENC_RAW, &facts) != 0)
            return data_error(fmt::format("damaged zip archive: entry {} is unreadable", i));
        std::string name = raw_name;
        INKLING_TRY_STATUS(check_name(name));
        INKLING_TRY(const Member member, check_member(facts, name));
        if (!seen.insert(name).second)
            return data_error(fmt::format("two members of the same name '{}'", printable(name)));
        claimed += local_header + directory_entry + 2 * name.size() + member.packed_bytes;
        names.push_back(std::move(name));
        members.push_back(member);
    }
    // libzip has checked that each member lies inside the file; that they share no bytes follows
    // for every archive in which this could make the content larger than it seems.
    if (claimed > file_bytes)
        return data_error(fmt::format("members overlap: they claim {} bytes of a file of {}",
                                      with_commas(claimed), with_commas(file_bytes)));
    return {};
}

Status ZipArchive::State::read_member(std::size_t index, std::span<std::uint8_t> out) {
    const std::unique_ptr<zip_file_t, Closer> member(zip_fopen_index(archive.get(), index, 0));
    if (member == nullptr) return data_error(zip_error_strerror(zip_get_error(archive.get())));
    while (!out.empty()) {
        const zip_int64_t n = zip_fread(member.get(), out.data(), out.size());
        if (n < 0) return data_error(zip_error_strerror(zip_file_get_error(member.get())));
        if (n == 0)
            return data_error(fmt::format("content ends {} bytes early", with_commas(out.size())));
        out = out.subspan(static_cast<std::size_t>(n));
    }
    // Only at the end does libzip compare the CRC.
    std::uint8_t more = 0;
    const zip_int64_t n = zip_fread(member.get(), &more, 1);
    if (n < 0) return data_error(zip_error_strerror(zip_file_get_error(member.get())));
    if (n > 0) return data_error("content is longer than its entry says");
    return {};
}

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(const std::string& path) {
    INKLING_TRY(InputFile file, InputFile::open(path, {.max_bytes = most_archive_bytes}));
    auto state = std::make_unique<State>();
    state->path = path;
    INKLING_TRY_STATUS(state->open(file));
    return ZipArchive(std::move(state));
}

const std::vector<std::string>& ZipArchive::names() const noexcept {
    return state_->names;
}

Result<Bytes> ZipArchive::read(const std::string& name, std::uint64_t max_bytes) {
    const auto at = std::find(state_->names.begin(), state_->names.end(), name);
    if (at == state_->names.end()) {
        std::string list = printable(fmt::format("{}", fmt::join(state_->names, ", ")), 400);
        return data_error(fmt::format("{}: no member '{}'; there are: {}", printable(state_->path),
                                      printable(name), list.empty() ? "none" : list));
    }
    const auto index = static_cast<std::size_t>(at - state_->names.begin());
    const Member& member = state_->members[index];
    if (member.bytes > max_bytes)
        return data_error(fmt::format("{}: member '{}' has {} bytes; at most {} are read",
                                      printable(state_->path), printable(name),
                                      with_commas(member.bytes), with_commas(max_bytes)));
    Bytes content(member.bytes);
    Status status = state_->read_member(index, content);
    if (!status)
        return std::move(status).error().within(
            fmt::format("{}: member '{}'", printable(state_->path), printable(name)));
    return content;
}

}  // namespace inkling
