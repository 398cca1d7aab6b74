// TIFF, WebP, GIF and BMP through Leptonica, each looked through before it gets there.
#include <allheaders.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>
#include <vector>

#include "inkling/image/decode_impl.hpp"
#include "inkling/image/gif_frame_impl.hpp"

namespace inkling {
namespace {

struct PixDeleter {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPointer = std::unique_ptr<Pix, PixDeleter>;

void silence_leptonica() {
    static std::once_flag once;
    std::call_once(once, [] {
        setMsgSeverity(L_SEVERITY_NONE);
        leptSetStderrHandler([](const char*) {});
    });
}

Error damaged(std::string_view format) {
    return data_error(fmt::format("{} data is cut, damaged or of an unsupported kind", format),
                      "get the file again, or convert it to PNG");
}

/// Any Pix as grey levels; what is transparent shows white.
Result<GreyImage> to_grey(PixPointer pix, std::string_view format) {
    if (!pix) return damaged(format);
    if (pixGetDepth(pix.get()) == 16) pix.reset(pixConvert16To8(pix.get(), L_MS_BYTE));
    if (pix && pixGetColormap(pix.get()) != nullptr)
        pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_TO_FULL_COLOR));
    if (pix && pixGetDepth(pix.get()) < 8) pix.reset(pixConvertTo8(pix.get(), 0));
    if (!pix) return damaged(format);
    const int depth = pixGetDepth(pix.get());
    if (depth != 8 && depth != 32) return damaged(format);
    GreyImage image = blank_image(pixGetWidth(pix.get()), pixGetHeight(pix.get()), 255);
    const bool has_alpha = pixGetSpp(pix.get()) == 4;
    const l_uint32* words = pixGetData(pix.get());
    const std::ptrdiff_t pitch = pixGetWpl(pix.get());
    for (int y = 0; y < image.height; ++y, words += pitch)
        for (int x = 0; x < image.width; ++x) {
            if (depth == 8) {  // the first pixel is the highest byte of its word
                image.at(x, y) = static_cast<std::uint8_t>(words[x / 4] >> (24 - x % 4 * 8));
                continue;
            }
            const l_uint32 rgba = words[x];
            const std::uint8_t grey = luma(rgba >> 24, rgba >> 16 & 255, rgba >> 8 & 255);
            image.at(x, y) = has_alpha ? on_white(grey, rgba & 255) : grey;
        }
    return image;
}

struct HeaderSize {
    l_int32 width = 0;
    l_int32 height = 0;
};

/// Throws std::bad_alloc where there is no memory for so many pixels. Leptonica and libtiff take
/// what they could not allocate for a damaged file, or use it and crash.
void make_room(std::uint64_t pixels) {
    constexpr std::uint64_t small_things_bytes = 1 << 20;
    ::operator delete(::operator new(pixels * 8 + small_things_bytes));
}

/// Reads the header alone and checks what it declares.
Status check_header(ByteSpan bytes, const DecodeLimits& limits, std::string_view format) {
    silence_leptonica();
    make_room(bytes.size() / 4);  // of a BMP it reads more than the header
    l_int32 kind = 0;
    HeaderSize size;
    if (pixReadHeaderMem(bytes.data(), bytes.size(), &kind, &size.width, &size.height, nullptr,
                         nullptr, nullptr) != 0 ||
        size.width < 0 || size.height < 0)
        return damaged(format);
    const auto width = static_cast<std::uint64_t>(size.width);
    const auto height = static_cast<std::uint64_t>(size.height);
    INKLING_TRY_STATUS(check_size(width, height, limits));
    make_room(width * height);
    return {};
}

std::uint32_t little_endian(ByteSpan bytes, std::size_t at) {
    return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 |
           static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

Error ends_early(std::string_view format, std::size_t size) {
    return data_error(
        fmt::format("{} data ends early: {} bytes are there, and more are needed", format, size),
        "the file was not saved or sent completely: get it again");
}

}  // namespace

Result<GreyImage> decode_tiff(ByteSpan bytes, const DecodeLimits& limits, int page) {
    if (page == 0) INKLING_TRY_STATUS(check_header(bytes, limits, "TIFF"));
    if (page > 0) {
        silence_leptonica();
        HeaderSize size;
        if (readHeaderMemTiff(bytes.data(), bytes.size(), page, &size.width, &size.height, nullptr,
                              nullptr, nullptr, nullptr, nullptr) != 0 ||
            size.width < 0 || size.height < 0)
            return damaged("TIFF");
        INKLING_TRY_STATUS(check_size(static_cast<std::uint64_t>(size.width),
                                      static_cast<std::uint64_t>(size.height), limits));
    }
    return to_grey(PixPointer(pixReadMemTiff(bytes.data(), bytes.size(), page)), "TIFF");
}

Result<GreyImage> decode_webp(ByteSpan bytes, const DecodeLimits& limits) {
    constexpr std::size_t head_bytes = 30;
    if (bytes.size() < head_bytes || little_endian(bytes, 4) > bytes.size() - 8)
        return ends_early("WebP", bytes.size());
    const bool is_extended = std::equal(bytes.begin() + 12, bytes.begin() + 16, "VP8X");
    if (is_extended && (bytes[20] & 2) != 0)
        return data_error("animated WebP is not supported; use PNG, JPEG, PGM",
                          "save one picture of the animation");
    INKLING_TRY_STATUS(check_header(bytes, limits, "WebP"));
    return to_grey(PixPointer(pixReadMemWebP(bytes.data(), bytes.size())), "WebP");
}

Result<GreyImage> decode_gif(ByteSpan bytes, const DecodeLimits& limits) {
    silence_leptonica();
    INKLING_TRY(const GifFrame frame, first_gif_frame(bytes));
    INKLING_TRY_STATUS(check_size(frame.width, frame.height, limits));
    make_room(std::uint64_t{frame.width} * frame.height);
    PixPointer pix(pixReadMemGif(frame.file.data(), frame.file.size()));
    if (pix && frame.transparent) {
        PixColormap* colours = pixGetColormap(pix.get());
        if (colours != nullptr && *frame.transparent < pixcmapGetCount(colours))
            pixcmapResetColor(colours, *frame.transparent, 255, 255, 255);
    }
    return to_grey(std::move(pix), "GIF");
}

Result<GreyImage> decode_bmp(ByteSpan bytes, const DecodeLimits& limits) {
    INKLING_TRY_STATUS(check_header(bytes, limits, "BMP"));
    return to_grey(PixPointer(pixReadMemBmp(bytes.data(), bytes.size())), "BMP");
}

}  // namespace inkling
