// The decoders behind decode_image(), one file each, and what they share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "inkling/base/result.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/image/grey_image.hpp"
#include "inkling/tensor/png_rows.hpp"

namespace inkling {

using ByteSpan = std::span<const std::uint8_t>;

/// A larger chunk of a PNG is libpng's to judge: it refuses those that are no rows.
inline constexpr std::size_t most_png_chunk_bytes = 8U << 20;

/// To be called with the size that a header declares, before memory is taken for pixels.
Status check_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits);

/// Rec. 601 luma; a grey stays what it is.
inline std::uint8_t luma(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
    const auto& w = luma_weights;
    return static_cast<std::uint8_t>((w[0] * red + w[1] * green + w[2] * blue + 32768) >> 16);
}

/// What a translucent grey shows on white paper.
inline std::uint8_t on_white(std::uint32_t grey, std::uint32_t alpha) {
    return static_cast<std::uint8_t>((grey * alpha + 255 * (255 - alpha) + 127) / 255);
}

Result<GreyImage> decode_png(ByteSpan bytes, const DecodeLimits& limits);
Result<GreyImage> decode_jpeg(ByteSpan bytes, const DecodeLimits& limits);
Result<GreyImage> decode_pnm(ByteSpan bytes, const DecodeLimits& limits);
Result<GreyImage> decode_tiff(ByteSpan bytes, const DecodeLimits& limits, int page);
Result<GreyImage> decode_webp(ByteSpan bytes, const DecodeLimits& limits);
Result<GreyImage> decode_gif(ByteSpan bytes, const DecodeLimits& limits);
Result<GreyImage> decode_bmp(ByteSpan bytes, const DecodeLimits& limits);

}  // namespace inkling
