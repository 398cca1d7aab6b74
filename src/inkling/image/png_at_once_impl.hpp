// The short way for ordinary PNG files. Inside the image room.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "inkling/image/decode.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// The picture, where the file is sound and ordinary: 8 bits a channel, no palette, no transparent
/// colour, not interlaced, not huge. Nothing otherwise: libpng then reads it, or says what is
/// wrong.
/// Of streams that zlib refuses, libdeflate takes those with more codes of lengths than there are.
std::optional<GreyImage> png_at_once(std::span<const std::uint8_t> bytes,
                                     const DecodeLimits& limits);

}  // namespace inkling
