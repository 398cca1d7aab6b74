// Picture files that the tests of this room write by hand, sound and unsound.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/image/grey_image.hpp"

namespace inkling::test {

using FileBytes = std::vector<std::uint8_t>;

FileBytes bytes_of(std::string_view text);

// PNG

struct PngChunk {
    std::string type;
    FileBytes data;
};

FileBytes png_signature();
/// Length, type, data and CRC.
FileBytes png_chunk(const PngChunk& chunk);
FileBytes png_of(const std::vector<PngChunk>& chunks);

struct PngHeader {
    std::uint32_t width = 1;
    std::uint32_t height = 1;
    std::uint8_t depth = 8;
    std::uint8_t colour = 0;  ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
    std::uint8_t interlaced = 0;
};

PngChunk ihdr(const PngHeader& header);
FileBytes zlib_of(const FileBytes& data);

/// The value of a channel of pixel (x, y), 0 .. 2^depth - 1.
using PngSample = std::function<unsigned(int x, int y, int channel)>;
/// A whole PNG, interlaced if the header says so, with `extra` chunks before the pixels.
FileBytes png_picture(const PngHeader& header, const PngSample& sample,
                      const std::vector<PngChunk>& extra = {});

// JPEG

struct JpegKind {
    enum class Colour { grey, ycc, rgb, cmyk, ycck } colour = Colour::grey;
    bool progressive = false;
    int scans = 0;  ///< of a progressive file; 0: as libjpeg likes it
    bool arithmetic = false;
    int orientation = 0;  ///< in an EXIF block; 0: no such block
};

/// `image` at quality 95; in colour, all pixels have equal red, green and blue.
FileBytes jpeg_of(const GreyImage& image, const JpegKind& kind = {});
/// Where the start-of-frame segment's precision byte is; height and width follow it.
std::size_t jpeg_frame_at(const FileBytes& jpeg);

// Formats that Leptonica writes

enum class LeptonicaFormat { tiff, tiff_lzw, tiff_g4, webp, gif, bmp };
/// `depth` 1 (from 128 on is white), 8, or 32.
FileBytes leptonica_file(const GreyImage& image, LeptonicaFormat format, int depth);

}  // namespace inkling::test
