// The bytes of a picture file → grey levels; the first step of the road for pictures.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/result.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// What foreign bytes may ask for. All is checked before pixels are decoded or memory is taken.
struct DecodeLimits {
    std::uint64_t max_pixels = 64'000'000;
    int max_jpeg_scans = 64;  ///< passes over the picture that a progressive JPEG may ask for
};

/// Decodes PNG, JPEG, TIFF (first page), WebP, GIF (first frame), BMP or PNM (P1 to P6), told apart
/// by content. Colour becomes luma (0.299 R + 0.587 G + 0.114 B); what is transparent shows white
/// paper; an EXIF or TIFF orientation is applied. The result holds at least one pixel. Data error
/// where the bytes are cut, damaged, too large or of another format. Silent: no library's messages
/// reach the terminal. Safe for many threads at once.
Result<GreyImage> decode_image(std::span<const std::uint8_t> bytes, DecodeLimits limits = {});

/// How many pages a TIFF file holds; 1 for every other format, and where that cannot be told. Data
/// error above 10,000, or where they run in a circle. Nothing is decoded.
Result<int> page_count(std::span<const std::uint8_t> bytes);

/// The same as decode_image() for page `page`, from 0. Data error where there is none.
Result<GreyImage> decode_page(std::span<const std::uint8_t> bytes, int page,
                              DecodeLimits limits = {});

}  // namespace inkling
