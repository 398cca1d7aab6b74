#include "inkling/image/tile_sheet.hpp"

#include <algorithm>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

/// Draws one picture with its upper left corner at (left, top).
void place(std::span<const std::uint8_t> pixels, int width, const TileOptions& options,
           GreyImage& sheet, int left, int top) {
    const int height = static_cast<int>(pixels.size()) / width;
    const std::uint8_t flip = options.invert ? 255 : 0;
    for (int y = 0; y < height * options.scale; ++y) {
        const std::uint8_t* from = pixels.data() + static_cast<std::size_t>(y / options.scale) *
                                                       static_cast<std::size_t>(width);
        std::uint8_t* to = sheet.pixels.data() + sheet.index(left, top + y);
        for (int x = 0; x < width * options.scale; ++x)
            to[x] = static_cast<std::uint8_t>(from[x / options.scale] ^ flip);
    }
}

/// A sheet for `count` pictures, and picture(i) in its place.
template <class Picture>
GreyImage lay_out(std::size_t count, int width, int height, const TileOptions& options,
                  Picture picture) {
    INKLING_CHECK(options.columns >= 1 && options.scale >= 1 && options.gap >= 0);
    if (count == 0) return {};
    const auto columns = static_cast<std::size_t>(options.columns);
    const int used_columns = static_cast<int>(std::min(count, columns));
    const int rows = static_cast<int>((count + columns - 1) / columns);
    const int step_x = width * options.scale + options.gap;
    const int step_y = height * options.scale + options.gap;
    GreyImage sheet = blank_image(used_columns * step_x + options.gap, rows * step_y + options.gap,
                                  options.gap_grey);
    for (std::size_t i = 0; i < count; ++i)
        place(picture(i), width, options, sheet,
              options.gap + static_cast<int>(i % columns) * step_x,
              options.gap + static_cast<int>(i / columns) * step_y);
    return sheet;
}

}  // namespace

GreyImage contact_sheet(std::span<const GreyImage> images, const TileOptions& options) {
    if (images.empty()) return {};
    const GreyImage& first = images.front();
    return lay_out(images.size(), first.width, first.height, options, [&](std::size_t i) {
        INKLING_CHECK(images[i].width == first.width && images[i].height == first.height);
        return std::span<const std::uint8_t>(images[i].pixels);
    });
}

GreyImage contact_sheet(std::span<const std::uint8_t> images, int width, int height,
                        const TileOptions& options) {
    INKLING_CHECK(width >= 1 && height >= 1);
    const std::size_t size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    return lay_out(images.size() / size, width, height, options,
                   [&](std::size_t i) { return images.subspan(i * size, size); });
}

}  // namespace inkling
