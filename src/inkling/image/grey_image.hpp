// What a picture is in memory, after decode.hpp: grey levels, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace inkling {

/// `pixels` holds width * height grey levels, 0 black to 255 white as in the picture, row by row
/// without gaps. Who fills it by hand keeps the three in step.
struct GreyImage {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;

    [[nodiscard]] bool empty() const noexcept { return pixels.empty(); }
    /// Where pixel (x, y) lies in `pixels`.
    [[nodiscard]] std::size_t index(int x, int y) const noexcept {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(x);
    }
    [[nodiscard]] std::uint8_t at(int x, int y) const noexcept { return pixels[index(x, y)]; }
    std::uint8_t& at(int x, int y) noexcept { return pixels[index(x, y)]; }
    [[nodiscard]] std::span<const std::uint8_t> row(int y) const noexcept {
        return {pixels.data() + index(0, y), static_cast<std::size_t>(width)};
    }
};

/// A picture of one grey level. width and height at least 0.
inline GreyImage blank_image(int width, int height, std::uint8_t grey) {
    return {width, height,
            std::vector<std::uint8_t>(
                static_cast<std::size_t>(width) * static_cast<std::size_t>(height), grey)};
}

}  // namespace inkling
