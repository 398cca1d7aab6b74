// gzip (RFC 1952), whole buffers at a time. Members are joined; anything after the last is an
// error. Memory is bounded by what the caller asks for, never by what the data claims.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

/// Whether the bytes start as every gzip file does (1f 8b), whatever the file is called.
bool is_gzip(std::span<const std::uint8_t> bytes) noexcept;

/// The uncompressed content. Data error: cut, damaged, wrong CRC or length, garbage after the end,
/// or more than `max_bytes` of content.
Result<Bytes> gunzip(std::span<const std::uint8_t> packed, std::uint64_t max_bytes);

/// The same where the length is known: `content` is filled completely, or it is a data error.
/// Nothing else is allocated.
Status gunzip_into(std::span<const std::uint8_t> packed, std::span<std::uint8_t> content);

/// The first bytes of the content, at most `size`; fewer where the content is shorter. Data error
/// where the data is damaged before that. `size` is small: a header.
Result<Bytes> gunzip_prefix(std::span<const std::uint8_t> packed, std::size_t size);

/// One member, without name or time, so that equal content gives equal bytes. `level` 1 to 12.
Bytes gzip(std::span<const std::uint8_t> content, int level = 6);

}  // namespace inkling
