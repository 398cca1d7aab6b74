// Reads and writes the book of verified files.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/stamps_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t hash_length = 64;

std::string book_path(const std::string& folder) {
    return (std::filesystem::path(folder) / ".verified").string();
}

}  // namespace

std::optional<Stamp> current_stamp(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    Stamp stamp;
    stamp.size = static_cast<std::uint64_t>(facts.st_size);
    stamp.modified_ns = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
    return stamp;
}

bool is_writable(const std::string& folder) {
    struct stat facts {};
    constexpr mode_t any_write = S_IWUSR | S_IWGRP | S_IWOTH;
    return ::stat(folder.c_str(), &facts) == 0 && (facts.st_mode & any_write) != 0 &&
           ::access(folder.c_str(), W_OK | X_OK) == 0;
}

Stamps Stamps::read(const std::string& folder) {
    Stamps book;
    book.folder_ = folder;
    if (!file_exists(book_path(folder))) return book;
    const auto bytes = read_file(book_path(folder), {.max_bytes = 1 << 16});
    if (!bytes) return book;
    const std::string text(bytes->begin(), bytes->end());
    for (const std::string_view line : split(text, '\n')) {
        const auto words = split(line, ' ');
        if (words.size() != 4 || words[0].size() != hash_length) continue;
        const auto size = parse_integer(words[1]);
        const auto time = parse_integer(words[2]);
        if (!size || *size < 0 || !time) continue;
        book.stamps_[std::string(words[3])] = {static_cast<std::uint64_t>(*size), *time,
                                               std::string(words[0])};
    }
    return book;
}

const Stamp* Stamps::find(const std::string& name) const {
    const auto found = stamps_.find(name);
    return found == stamps_.end() ? nullptr : &found->second;
}

std::string Stamps::valid_hash(const std::string& name, const std::string& path) const {
    const Stamp* stamp = find(name);
    const auto now = current_stamp(path);
    const bool same = stamp != nullptr && now && stamp->size == now->size &&
                      stamp->modified_ns == now->modified_ns;
    return same ? stamp->sha256 : std::string{};
}

void Stamps::set(const std::string& name, Stamp stamp) {
    changed_[name] = stamp;
    stamps_[name] = std::move(stamp);
}

void Stamps::save() const {
    if (changed_.empty() || !is_writable(folder_)) return;
    Stamps book = read(folder_);
    for (const auto& [name, stamp] : changed_) book.stamps_[name] = stamp;
    std::string text;
    for (const auto& [name, stamp] : book.stamps_)
        text += fmt::format("{} {} {} {}\n", stamp.sha256, stamp.size, stamp.modified_ns, name);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    // Only a convenience: without the book the files are hashed again.
    static_cast<void>(write_file_atomic(book_path(folder_), {bytes, text.size()}));
}

}  // namespace inkling
