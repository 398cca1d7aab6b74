// What the kernel that restores rows of a PNG is given.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inkling {

/// How a row was filtered: by what each byte was predicted from (PNG specification, section 9.2).
enum class PngFilter : std::uint8_t { none, left, above, mean, nearest };

inline constexpr std::size_t png_rows_at_once = 8;
/// Bytes behind the filtered rows that may be read, and pixels before and behind each row of `out`
/// that are written with no meaning; as many behind `above` are read.
inline constexpr std::size_t png_margin = 32;

/// Of red, green and blue in grey, of 65536: Rec. 601.
inline constexpr std::uint32_t luma_weights[3] = {19595, 38470, 7471};

/// Rows of bytes, of which each pixel has 1 to 4, become pixels: byte k of a word is channel k.
struct PngRowsArgs {
    const std::uint8_t* filtered;  ///< png_rows_at_once of them, `pitch` bytes apart
    std::size_t pitch;
    std::size_t pixel_bytes;
    const PngFilter* filters;    ///< of each row
    const std::uint32_t* above;  ///< pixels of the row above; may be the last row of `out`
    std::uint32_t* out;          ///< as many rows, `out_pitch` pixels apart
    std::size_t out_pitch;
    std::size_t width;
};

}  // namespace inkling
