// The seal of a model file: its first metadata entry, at a fixed place, tells the format, the size
// of the file and the SHA-256 of all its bytes. So a damaged file is told from a cut one, and no
// damage goes unnoticed. docs/FORMATS.md: "Model files".
#pragma once

#include <span>
#include <string>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

inline constexpr const char* seal_key = "inkling";

/// The value of the entry before the file is sealed: as long as the seal.
std::string empty_seal();
/// Puts size and digest in their places.
Status seal(Bytes& file);
/// So many bytes at the start of a file hold its seal.
inline constexpr std::size_t sealed_start = 124;
/// As far as the start of a file (all of it where it is shorter) and its size tell.
Status check_seal_start(std::span<const std::uint8_t> start, std::uint64_t file_size);
/// Data error: no model, cut, too long, or of a newer format. Checksum error: damaged.
Status check_seal(std::span<const std::uint8_t> file);

}  // namespace inkling
