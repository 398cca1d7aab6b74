// chunks → one zlib stream → libdeflate → rows → grey: PNG specification, sections 5, 9 and 10.
// libdeflate unpacks a whole buffer in less than half of zlib's time, and eight rows at once take a
// fifth of libpng's. Whatever is out of the ordinary ends with nothing, never with a guess.
#include "inkling/image/png_at_once_impl.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "inkling/image/decode_impl.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t header_bytes = 13;
constexpr std::size_t around_data = 12;             // length, type and CRC of a chunk
constexpr std::size_t most_row_bytes = 64U << 20;   // of the whole picture: kept in memory
constexpr std::uint32_t widest = 65'535;            // of some rows all channels are kept as well
constexpr std::size_t most_unpacked_of_one = 1032;  // bytes that deflate makes of a byte
constexpr std::size_t least_window = 256;           // that a zlib stream may name
constexpr int largest_window_bits = 7;              // above that of the least

std::uint32_t number_at(ByteSpan bytes, std::size_t at) {
    const std::uint8_t* b = bytes.data() + at;
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}

struct Chunk {
    std::string_view type;
    ByteSpan data;
};

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// The chunk at the start of `bytes`, which are left at what follows it; nothing where it is cut,
/// larger than libpng would take for granted, no chunk by its name, or its CRC is wrong.
std::optional<Chunk> take_chunk(ByteSpan& bytes) {
    if (bytes.size() < around_data) return {};
    const std::size_t size = number_at(bytes, 0);
    if (size > bytes.size() - around_data || size > most_png_chunk_bytes) return {};
    const ByteSpan checked = bytes.subspan(4, 4 + size);
    if (libdeflate_crc32(0, checked.data(), checked.size()) != number_at(bytes, 8 + size))
        return {};
    const Chunk chunk{{reinterpret_cast<const char*>(checked.data()), 4}, checked.subspan(4)};
    if (!std::all_of(chunk.type.begin(), chunk.type.end(), is_letter)) return {};
    bytes = bytes.subspan(around_data + size);
    return chunk;
}

struct Header {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::size_t channels = 0;  ///< of one byte each

    [[nodiscard]] std::size_t pitch() const { return 1 + width * channels; }
    [[nodiscard]] std::size_t row_bytes() const { return pitch() * height; }
    /// The last rows are completed to as many as the kernel takes.
    [[nodiscard]] std::size_t spare_bytes() const {
        return (png_rows_at_once - 1) * pitch() + png_margin;
    }
};

std::optional<Header> header_of(ByteSpan data, const DecodeLimits& limits) {
    if (data.size() != header_bytes) return {};
    constexpr std::size_t channels_of[] = {1, 0, 3, 0, 2, 0, 4};  // by type of colour; 0: not here
    Header header{number_at(data, 0), number_at(data, 4), 0};
    const std::uint8_t depth = data[8], colour = data[9];
    const bool is_plain = data[10] == 0 && data[11] == 0 && data[12] == 0;
    if (depth != 8 || colour >= std::size(channels_of) || !is_plain) return {};
    header.channels = channels_of[colour];
    if (header.channels == 0 || !check_size(header.width, header.height, limits)) return {};
    // With 64-bit sizes: no product of a picture within limits runs over.
    if (header.width > widest) return {};
    if (header.row_bytes() + header.spare_bytes() > most_row_bytes) return {};
    return header;
}

/// A PNG taken apart: the header, and the data of all IDAT one after the other.
struct Parts {
    Header header;
    std::vector<std::uint8_t> packed;
};

std::optional<Parts> take_apart(ByteSpan bytes, const DecodeLimits& limits) {
    if (bytes.size() < signature.size() ||
        std::memcmp(bytes.data(), signature.data(), signature.size()) != 0)
        return {};
    bytes = bytes.subspan(signature.size());
    auto chunk = take_chunk(bytes);
    if (!chunk || chunk->type != "IHDR") return {};
    const auto header = header_of(chunk->data, limits);
    if (!header) return {};
    Parts parts{*header, {}};
    parts.packed.reserve(bytes.size());
    bool was_data = false;
    bool had_data = false;
    for (chunk = take_chunk(bytes); chunk; chunk = take_chunk(bytes)) {
        const bool is_data = chunk->type == "IDAT";
        if (is_data) {
            if (had_data && !was_data) return {};
            parts.packed.insert(parts.packed.end(), chunk->data.begin(), chunk->data.end());
        } else if (chunk->type == "IEND") {
            if (!chunk->data.empty()) return {};
            return parts;
        } else {
            const bool may_be_skipped = (chunk->type[0] & 0x20) != 0;
            if (!may_be_skipped || chunk->type == "tRNS") return {};
        }
        was_data = is_data;
        had_data |= is_data;
    }
    return {};
}

/// Whether no byte is copied from farther than the stream's header allows: libdeflate does not
/// look.
bool fits_window(const Parts& parts) {
    if (parts.packed.empty()) return false;
    const int bits = parts.packed.front() >> 4;
    return bits >= largest_window_bits || parts.header.row_bytes() <= least_window << bits;
}

/// All rows, each behind the byte that names its filter, and room behind them for the kernel.
std::unique_ptr<std::uint8_t[]> unpacked_rows(const Parts& parts) {
    const std::size_t size = parts.header.row_bytes(), spare = parts.header.spare_bytes();
    if (size / most_unpacked_of_one > parts.packed.size() || !fits_window(parts)) return {};
    auto rows = std::make_unique_for_overwrite<std::uint8_t[]>(size + spare);
    std::fill_n(rows.get() + size, spare, std::uint8_t{0});
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (decompressor == nullptr) throw std::bad_alloc();
    std::size_t used = 0;
    const auto result =
        libdeflate_zlib_decompress_ex(decompressor.get(), parts.packed.data(), parts.packed.size(),
                                      rows.get(), size, &used, nullptr);
    if (result != LIBDEFLATE_SUCCESS || used != parts.packed.size()) return {};
    return rows;
}

void store_grey(std::size_t channels, const std::uint32_t* pixels, std::span<std::uint8_t> out) {
    if (channels == 3) return kernels().luma(pixels, out.data(), out.size());
    for (std::size_t x = 0; x < out.size(); ++x) {
        const std::uint32_t p = pixels[x];
        const std::uint32_t grey =
            channels == 4 ? luma(p & 255, p >> 8 & 255, p >> 16 & 255) : p & 255;
        const std::uint32_t alpha = channels == 4 ? p >> 24 : channels == 2 ? p >> 8 & 255 : 255;
        out[x] = on_white(grey, alpha);
    }
}

}  // namespace

std::optional<GreyImage> png_at_once(ByteSpan bytes, const DecodeLimits& limits) {
    const auto parts = take_apart(bytes, limits);
    if (!parts) return {};
    const auto rows = unpacked_rows(*parts);
    if (rows == nullptr) return {};
    const Header& header = parts->header;
    GreyImage image =
        blank_image(static_cast<int>(header.width), static_cast<int>(header.height), 255);
    const std::size_t pitch = header.width + 2 * png_margin;
    std::vector<std::uint32_t> pixels(png_rows_at_once * pitch);
    std::uint32_t* first = pixels.data() + png_margin;
    for (std::size_t y = 0; y < header.height; y += png_rows_at_once) {
        PngFilter filters[png_rows_at_once] = {};
        const std::size_t count = std::min<std::size_t>(png_rows_at_once, header.height - y);
        const std::uint8_t* from = rows.get() + y * header.pitch();
        for (std::size_t r = 0; r < count; ++r) {
            const std::uint8_t filter = from[r * header.pitch()];
            if (filter > static_cast<std::uint8_t>(PngFilter::nearest)) return {};
            filters[r] = static_cast<PngFilter>(filter);
        }
        kernels().png_rows({from + 1, header.pitch(), header.channels, filters,
                            first + (png_rows_at_once - 1) * pitch, first, pitch, header.width});
        for (std::size_t r = 0; r < count; ++r)
            store_grey(header.channels, first + r * pitch,
                       {image.pixels.data() + (y + r) * header.width, header.width});
    }
    return image;
}

}  // namespace inkling
