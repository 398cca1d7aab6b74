#include "image/picture_files.hpp"

#include <leptonica/allheaders.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "inkling/base/check.hpp"

namespace inkling::test {
namespace {

void append(FileBytes& bytes, const FileBytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_big_endian(FileBytes& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

int channels_of(const PngHeader& header) {
    switch (header.colour) {
        case 2:
            return 3;
        case 4:
            return 2;
        case 6:
            return 4;
        default:
            return 1;
    }
}

/// The rows of every step-th pixel, each after a filter byte 0.
void append_pass(FileBytes& data, const PngHeader& header, const PngSample& sample,
                 const std::vector<int>& pass) {
    const int left = pass[0];
    const int top = pass[1];
    if (left >= static_cast<int>(header.width)) return;
    for (int y = top; y < static_cast<int>(header.height); y += pass[3]) {
        data.push_back(0);
        unsigned bits = 0;
        int count = 0;
        for (int x = left; x < static_cast<int>(header.width); x += pass[2])
            for (int channel = 0; channel < channels_of(header); ++channel) {
                bits = bits << header.depth | sample(x, y, channel);
                count += header.depth;
                for (; count >= 8; count -= 8)
                    data.push_back(static_cast<std::uint8_t>(bits >> (count - 8)));
            }
        if (count > 0) data.push_back(static_cast<std::uint8_t>(bits << (8 - count)));
    }
}

}  // namespace

FileBytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

FileBytes png_signature() {
    return {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
}

FileBytes png_chunk(const PngChunk& chunk) {
    FileBytes bytes;
    append_big_endian(bytes, static_cast<std::uint32_t>(chunk.data.size()));
    append(bytes, bytes_of(chunk.type));
    append(bytes, chunk.data);
    const auto size = static_cast<unsigned>(bytes.size() - 4);
    append_big_endian(bytes, static_cast<std::uint32_t>(crc32(0, bytes.data() + 4, size)));
    return bytes;
}

FileBytes png_of(const std::vector<PngChunk>& chunks) {
    FileBytes bytes = png_signature();
    for (const PngChunk& chunk : chunks) append(bytes, png_chunk(chunk));
    return bytes;
}

PngChunk ihdr(const PngHeader& header) {
    FileBytes data;
    append_big_endian(data, header.width);
    append_big_endian(data, header.height);
    append(data, {header.depth, header.colour, 0, 0, header.interlaced});
    return {"IHDR", data};
}

FileBytes zlib_of(const FileBytes& data) {
    uLongf size = compressBound(data.size());
    FileBytes packed(size);
    INKLING_CHECK(compress(packed.data(), &size, data.data(), data.size()) == Z_OK);
    packed.resize(size);
    return packed;
}

FileBytes png_picture(const PngHeader& header, const PngSample& sample,
                      const std::vector<PngChunk>& extra) {
    static const std::vector<std::vector<int>> adam7{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8},
                                                     {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2},
                                                     {0, 1, 1, 2}};
    static const std::vector<std::vector<int>> plain{{0, 0, 1, 1}};
    FileBytes data;
    for (const auto& pass : header.interlaced ? adam7 : plain)
        append_pass(data, header, sample, pass);
    std::vector<PngChunk> chunks{ihdr(header)};
    chunks.insert(chunks.end(), extra.begin(), extra.end());
    chunks.push_back({"IDAT", zlib_of(data)});
    chunks.push_back({"IEND", {}});
    return png_of(chunks);
}

namespace {

constexpr J_COLOR_SPACE input_space(JpegKind::Colour colour) {
    switch (colour) {
        case JpegKind::Colour::grey:
            return JCS_GRAYSCALE;
        case JpegKind::Colour::ycc:
        case JpegKind::Colour::rgb:
            return JCS_RGB;
        default:
            return JCS_CMYK;
    }
}

constexpr J_COLOR_SPACE file_space(JpegKind::Colour colour) {
    switch (colour) {
        case JpegKind::Colour::grey:
            return JCS_GRAYSCALE;
        case JpegKind::Colour::ycc:
            return JCS_YCbCr;
        case JpegKind::Colour::rgb:
            return JCS_RGB;
        case JpegKind::Colour::cmyk:
            return JCS_CMYK;
        default:
            return JCS_YCCK;
    }
}

/// DC, then the other coefficients of the first component, over and over, refining nothing: each
/// scan sends one bit of precision less, which decoders must go through all the same.
std::vector<jpeg_scan_info> scan_script(int scans) {
    std::vector<jpeg_scan_info> script;
    script.push_back({1, {0, 0, 0, 0}, 0, 0, 0, 0});
    for (int i = 1; i < scans; ++i) script.push_back({1, {0, 0, 0, 0}, i, i, 0, 0});
    return script;
}

void write_orientation(jpeg_compress_struct& state, int orientation) {
    FileBytes exif = bytes_of(std::string_view("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03", 20));
    append(exif, {0, 0, 0, 1, 0, static_cast<std::uint8_t>(orientation), 0, 0, 0, 0, 0, 0});
    jpeg_write_marker(&state, JPEG_APP0 + 1, exif.data(), static_cast<unsigned>(exif.size()));
}

}  // namespace

FileBytes jpeg_of(const GreyImage& image, const JpegKind& kind) {
    jpeg_compress_struct state{};
    jpeg_error_mgr errors{};
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&state, &out, &size);
    state.image_width = static_cast<unsigned>(image.width);
    state.image_height = static_cast<unsigned>(image.height);
    state.in_color_space = input_space(kind.colour);
    state.input_components = state.in_color_space == JCS_GRAYSCALE ? 1
                             : state.in_color_space == JCS_RGB     ? 3
                                                                   : 4;
    jpeg_set_defaults(&state);
    jpeg_set_colorspace(&state, file_space(kind.colour));
    jpeg_set_quality(&state, 95, TRUE);
    state.arith_code = kind.arithmetic ? TRUE : FALSE;
    const auto script = scan_script(kind.scans);
    if (kind.progressive) jpeg_simple_progression(&state);
    if (kind.scans > 0) {
        state.scan_info = script.data();
        state.num_scans = static_cast<int>(script.size());
    }
    jpeg_start_compress(&state, TRUE);
    if (kind.orientation > 0) write_orientation(state, kind.orientation);
    // libjpeg takes CMYK as Adobe writes it, 255 for no ink; without black here.
    FileBytes row;
    for (int y = 0; y < image.height; ++y) {
        row.clear();
        for (const std::uint8_t grey : image.row(y))
            for (int i = 0; i < state.input_components; ++i) row.push_back(i == 3 ? 255 : grey);
        JSAMPROW rows = row.data();
        jpeg_write_scanlines(&state, &rows, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    FileBytes bytes(out, out + size);
    std::free(out);
    return bytes;
}

std::size_t jpeg_frame_at(const FileBytes& jpeg) {
    for (std::size_t at = 2; at + 9 < jpeg.size();) {
        const int marker = jpeg[at + 1];
        if (marker >= 0xC0 && marker <= 0xC2) return at + 4;
        at += 2 + (std::size_t{jpeg[at + 2]} << 8 | jpeg[at + 3]);
    }
    return 0;
}

FileBytes leptonica_file(const GreyImage& image, LeptonicaFormat format, int depth) {
    Pix* pix = pixCreate(image.width, image.height, depth);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const l_uint32 grey = image.at(x, y);
            const l_uint32 value = depth == 1   ? grey < 128
                                   : depth == 8 ? grey
                                                : grey << 24 | grey << 16 | grey << 8 | 255;
            pixSetPixel(pix, x, y, value);
        }
    constexpr int kinds[] = {IFF_TIFF, IFF_TIFF_LZW, IFF_TIFF_G4, IFF_WEBP, IFF_GIF, IFF_BMP};
    l_uint8* out = nullptr;
    std::size_t size = 0;
    if (format == LeptonicaFormat::webp)
        pixWriteMemWebP(&out, &size, pix, 100, 1);
    else
        pixWriteMem(&out, &size, pix, kinds[static_cast<int>(format)]);
    pixDestroy(&pix);
    FileBytes bytes(out, out + size);
    std::free(out);
    return bytes;
}

}  // namespace inkling::test
