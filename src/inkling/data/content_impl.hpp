// One file of a known data set, from bytes to verified content. Not a public header.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "inkling/base/result.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/data/cache.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/data/stamps_impl.hpp"

namespace inkling {

/// What helps where the data folder is of no use.
inline constexpr const char* folder_hint =
    "name another folder with --data-dir or $INKLING_DATA_DIR";

/// A file that is what it should be: right structure, right counts, right hash where one is known.
struct Content {
    IdxArray images;              ///< of a file of images
    Buffer<std::uint8_t> labels;  ///< of a file of labels
    std::string sha256;           ///< of the uncompressed file; empty where a stamp vouched for it
    CachedFile::State state = CachedFile::State::present;
    std::optional<Stamp> new_stamp;  ///< to be written into the book
};

/// The hash of the IDX file that holds these images: parsing is strict, so that the file is the
/// header and the pixels and nothing else.
std::string hash_of_idx(const IdxArray& images);

/// Parses and verifies a file as it came. `recorded` is the hash of an earlier time, or empty; it
/// counts only where the registry knows none. Data or checksum error.
Result<Content> verify_content(const DataSource& source, int file,
                               std::span<const std::uint8_t> raw, const std::string& recorded);

/// Why the system does not let one see what is in that folder; nothing where it does, or where
/// there is no such folder.
std::optional<Error> why_unreadable(const std::string& folder);

/// The path of the file in the folder, as published or without .gz; empty where it is missing.
std::string find_cached(const std::string& folder, const DataFile& file);

/// Reads and verifies a cached file; its new_stamp is set. The error names the path.
Result<Content> verify_cached(const DataSource& source, int file, const std::string& path,
                              const std::string& recorded);

/// The same, but does not hash it where the stamps vouch for it.
Result<Content> read_cached(const DataSource& source, int file, const std::string& path,
                            const Stamps& stamps);

/// Whether an error says that the file is bad, not that it could not be read.
inline bool is_corrupt(const Error& error) {
    return error.code == ErrorCode::data || error.code == ErrorCode::checksum;
}

}  // namespace inkling
