// What the gzip readers of this room share. Not a public header.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/error.hpp"

namespace inkling {

/// What so many compressed bytes can hold at most.
std::uint64_t most_gunzipped_bytes(std::uint64_t packed_bytes) noexcept;

/// Why libdeflate refused the data: it ends early, the CRC is wrong, and so on, and where. Slow,
/// but needs no memory to speak of.
Error explain_damage(std::span<const std::uint8_t> packed);

}  // namespace inkling
