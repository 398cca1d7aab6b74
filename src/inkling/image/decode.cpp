#include "inkling/image/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "inkling/base/text.hpp"
#include "inkling/image/decode_impl.hpp"
#include "inkling/image/picture_format_impl.hpp"

namespace inkling {
namespace {

constexpr const char* usual_hint = "get the file again, or save the picture anew as a PNG";
constexpr const char* what_to_use = "use PNG, JPEG, PGM, TIFF, WebP, GIF or BMP";

Error unknown_format(ByteSpan bytes) {
    if (bytes.empty()) return data_error("empty file: no picture", "give the file of a picture");
    if (const auto name = unsupported_format(bytes); !name.empty())
        return data_error(fmt::format("format {} is not supported; use PNG, JPEG, PGM", name),
                          "convert the picture to one of these formats");
    std::string head;
    for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 12)))
        head += static_cast<char>(byte);
    return data_error(
        fmt::format("not a picture in a known format (starts with '{}')", printable(head)),
        what_to_use);
}

}  // namespace

Status check_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
    const std::string size = fmt::format("{} x {}", with_commas(width), with_commas(height));
    if (width == 0 || height == 0)
        return data_error(fmt::format("the picture has no pixels: {}", size));
    // Sides below 2^31 each; the comparison cannot overflow.
    if (width >= 1ULL << 31 || height >= 1ULL << 31 || width > limits.max_pixels / height)
        return data_error(fmt::format("the picture is too large: {} pixels; the limit is {} pixels",
                                      size, with_commas(limits.max_pixels)),
                          "make the picture smaller");
    return {};
}

namespace {

Result<GreyImage> decode_by_format(ByteSpan bytes, const DecodeLimits& limits) {
    const auto format = picture_format(bytes);
    if (!format) return unknown_format(bytes);
    switch (*format) {
        case PictureFormat::png:
            return decode_png(bytes, limits);
        case PictureFormat::jpeg:
            return decode_jpeg(bytes, limits);
        case PictureFormat::tiff:
            return decode_tiff(bytes, limits, 0);
        case PictureFormat::webp:
            return decode_webp(bytes, limits);
        case PictureFormat::gif:
            return decode_gif(bytes, limits);
        case PictureFormat::bmp:
            return decode_bmp(bytes, limits);
        case PictureFormat::pnm:
            return decode_pnm(bytes, limits);
    }
    return unknown_format(bytes);
}

}  // namespace

Result<GreyImage> decode_image(ByteSpan bytes, DecodeLimits limits) {
    return with_hint(decode_by_format(bytes, limits), usual_hint);
}

Result<GreyImage> decode_page(ByteSpan bytes, int page, DecodeLimits limits) {
    if (page == 0) return decode_image(bytes, limits);
    if (page < 0 || picture_format(bytes) != PictureFormat::tiff)
        return data_error(fmt::format("the file has no page {}", page + 1));
    return with_hint(decode_tiff(bytes, limits, page), usual_hint);
}

}  // namespace inkling
