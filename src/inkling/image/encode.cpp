#include "inkling/image/encode.hpp"

#include <png.h>

#include <new>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

/// `format` is libpng's.
std::vector<std::uint8_t> encode(int width, int height, png_uint_32 format,
                                 const std::vector<std::uint8_t>& pixels) {
    const std::size_t expected = static_cast<std::size_t>(width) *
                                 static_cast<std::size_t>(height) *
                                 PNG_IMAGE_PIXEL_CHANNELS(format);
    INKLING_CHECK(width >= 1 && height >= 1 && pixels.size() == expected);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = format;
    // Rows with their filter bytes, deflate's and the chunks' overhead (below 0.2 %), the header.
    png_alloc_size_t size = expected + image.height;
    size += size / 256 + 4096;
    std::vector<std::uint8_t> bytes(size);
    // It fails on misuse and on lack of memory only; the latter is told as everywhere.
    if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0)
        throw std::bad_alloc();
    bytes.resize(size);
    return bytes;
}

}  // namespace

std::vector<std::uint8_t> encode_png(const GreyImage& image) {
    return encode(image.width, image.height, PNG_FORMAT_GRAY, image.pixels);
}

std::vector<std::uint8_t> encode_png(const RgbImage& image) {
    return encode(image.width, image.height, PNG_FORMAT_RGB, image.pixels);
}

}  // namespace inkling
