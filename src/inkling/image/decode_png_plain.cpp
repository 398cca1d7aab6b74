// The common kinds of PNG, fast: grey or RGB of 8 bits, not interlaced, in one go through
// libdeflate. Whatever is unusual, damaged or cut is left to libpng, which says what is wrong.
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "inkling/image/decode_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t largest_raw = std::size_t{64} << 20;  // larger ones are decoded row by row
constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};

std::uint32_t big_endian(ByteSpan bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | bytes[3];
}

/// What of the file matters here.
struct PlainPng {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::size_t channels = 0;
    std::vector<std::uint8_t> packed;

    [[nodiscard]] std::size_t pitch() const { return width * channels; }
    [[nodiscard]] std::size_t raw_size() const { return (pitch() + 1) * height; }
};

bool read_header(ByteSpan data, PlainPng& png) {
    if (data.size() != 13) return false;
    png.width = big_endian(data);
    png.height = big_endian(data.subspan(4));
    const bool usual = data[8] == 8 && (data[9] == 0 || data[9] == 2) && data[10] == 0 &&
                       data[11] == 0 && data[12] == 0;
    png.channels = data[9] == 2 ? 3 : 1;
    return usual && png.width > 0 && png.height > 0 && png.width <= 1U << 20 &&
           png.height <= 1U << 20;
}

/// Header, pixels, end, and between them only chunks that do not matter; all of them undamaged.
bool read_chunks(ByteSpan bytes, PlainPng& png) {
    if (bytes.size() < signature.size() ||
        !std::equal(signature.begin(), signature.end(), bytes.begin()))
        return false;
    bytes = bytes.subspan(signature.size());
    bool first = true, pixels_ended = false;
    while (bytes.size() >= 12) {
        const std::size_t size = big_endian(bytes);
        if (size > bytes.size() - 12) return false;
        const ByteSpan checked = bytes.subspan(4, 4 + size);
        const ByteSpan data = bytes.subspan(8, size);
        if (libdeflate_crc32(0, checked.data(), checked.size()) !=
            big_endian(bytes.subspan(8 + size)))
            return false;
        const auto is = [&](const char* type) { return std::memcmp(checked.data(), type, 4) == 0; };
        if (first != is("IHDR")) return false;
        if (is("IEND")) return size == 0 && !png.packed.empty();
        if (first) {
            if (!read_header(data, png)) return false;
            first = false;
        } else if (is("IDAT")) {
            if (pixels_ended) return false;
            png.packed.insert(png.packed.end(), data.begin(), data.end());
        } else {
            constexpr std::uint8_t ancillary = 0x20;
            if ((checked[0] & ancillary) == 0 || is("tRNS")) return false;
            pixels_ended = !png.packed.empty();
        }
        bytes = bytes.subspan(12 + size);
    }
    return false;
}

bool unpack(const PlainPng& png, std::vector<std::uint8_t>& raw) {
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (decompressor == nullptr) throw std::bad_alloc();
    std::size_t used = 0;
    const auto result =
        libdeflate_zlib_decompress_ex(decompressor.get(), png.packed.data(), png.packed.size(),
                                      raw.data(), raw.size(), &used, nullptr);
    return result == LIBDEFLATE_SUCCESS && used == png.packed.size();
}

int paeth(int left, int above, int corner) {
    const int by_left = std::abs(above - corner);
    const int by_above = std::abs(left - corner);
    const int by_corner = std::abs(left + above - 2 * corner);
    if (by_left <= by_above && by_left <= by_corner) return left;
    return by_above <= by_corner ? above : corner;
}

/// Undoes the filter of a row in place; `above` is the row before, already undone.
template <int channels>
bool undo_filter(int filter, std::uint8_t* row, const std::uint8_t* above, std::size_t pitch) {
    int left[channels] = {}, corner[channels] = {};
    const auto undo = [&](auto predict) {
        for (std::size_t x = 0; x < pitch; x += channels)
            for (int c = 0; c < channels; ++c) {
                const std::size_t i = x + static_cast<std::size_t>(c);
                const int up = above[i];
                row[i] = static_cast<std::uint8_t>(row[i] + predict(left[c], up, corner[c]));
                left[c] = row[i];
                corner[c] = up;
            }
    };
    switch (filter) {
        case 0:
            return true;
        case 1:
            undo([](int l, int, int) { return l; });
            return true;
        case 2:
            for (std::size_t i = 0; i < pitch; ++i)
                row[i] = static_cast<std::uint8_t>(row[i] + above[i]);
            return true;
        case 3:
            undo([](int l, int up, int) { return (l + up) / 2; });
            return true;
        case 4:
            undo(paeth);
            return true;
        default:
            return false;
    }
}

template <int channels>
bool undo_filters(const PlainPng& png, std::vector<std::uint8_t>& raw, GreyImage& image) {
    const std::size_t pitch = png.pitch();
    const std::vector<std::uint8_t> nothing(pitch, 0);
    const std::uint8_t* above = nothing.data();
    std::uint8_t* out = image.pixels.data();
    for (std::uint32_t y = 0; y < png.height; ++y, out += png.width) {
        std::uint8_t* row = raw.data() + (pitch + 1) * y;
        const int filter = *row++;
        if (!undo_filter<channels>(filter, row, above, pitch)) return false;
        above = row;
        if constexpr (channels == 1)
            std::copy_n(row, pitch, out);
        else
            for (std::uint32_t x = 0; x < png.width; ++x)
                out[x] = luma(row[3 * x], row[3 * x + 1], row[3 * x + 2]);
    }
    return true;
}

}  // namespace

std::optional<GreyImage> decode_plain_png(ByteSpan bytes, const DecodeLimits& limits) {
    PlainPng png;
    if (!read_chunks(bytes, png) || !check_size(png.width, png.height, limits)) return {};
    // Deflate makes data at most 1032 times as small: what declares more cannot be whole.
    if (png.raw_size() > largest_raw || png.raw_size() / 1032 > png.packed.size()) return {};
    std::vector<std::uint8_t> raw(png.raw_size());
    if (!unpack(png, raw)) return {};
    GreyImage image = blank_image(static_cast<int>(png.width), static_cast<int>(png.height), 255);
    const bool done =
        png.channels == 1 ? undo_filters<1>(png, raw, image) : undo_filters<3>(png, raw, image);
    if (!done) return {};
    return image;
}

}  // namespace inkling
