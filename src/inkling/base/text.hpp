// Text for people: numbers with separators, safe quoting of foreign bytes, strict parsing that does
// not depend on the locale, and "did you mean".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

/// 47040016 → "47,040,016".
std::string with_commas(std::uint64_t number);

/// Foreign text made safe for one line of a terminal: control bytes and bytes that are not UTF-8
/// become \xNN, and more than `max_bytes` are cut with "…".
std::string printable(std::string_view text, std::size_t max_bytes = 200);

/// The whole of `text` as a decimal integer; nothing else is accepted (no space, sign '+', 1e3).
std::optional<std::int64_t> parse_integer(std::string_view text);
/// The whole of `text` as a finite decimal number with '.', such as 1e-3; no nan, inf, hex.
std::optional<double> parse_number(std::string_view text);

/// RFC 4648, with padding.
std::string base64(std::span<const std::uint8_t> bytes);

std::vector<std::string_view> split(std::string_view text, char separator);

/// The candidate nearest to `word`, if it is near enough to be a slip of the finger.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace inkling
