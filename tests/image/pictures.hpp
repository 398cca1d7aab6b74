// Pictures that the tests of this room draw for themselves.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "inkling/base/rng.hpp"
#include "inkling/image/grey_image.hpp"
#include "inkling/image/raster.hpp"

namespace inkling::test {

/// A 2 as a polyline in a square of the given side, with its middle at (x, y), as ink 0 .. 255.
struct DrawnDigit {
    int width = 100;
    int height = 100;
    float x = 50;
    float y = 50;
    float side = 60;
    float pen = 6;  ///< width of the line
};

inline GreyImage draw_two(const DrawnDigit& digit = {}) {
    constexpr std::array<std::array<float, 2>, 8> way{{{-0.35F, -0.3F},
                                                       {-0.15F, -0.5F},
                                                       {0.15F, -0.5F},
                                                       {0.33F, -0.3F},
                                                       {0.25F, -0.05F},
                                                       {-0.38F, 0.5F},
                                                       {0.0F, 0.45F},
                                                       {0.4F, 0.5F}}};
    std::vector<StrokePoint> points;
    for (const auto& [x, y] : way)
        points.push_back({digit.x + x * digit.side, digit.y + y * digit.side, digit.pen / 2});
    Canvas canvas(digit.width, digit.height);
    canvas.draw_stroke(points);
    GreyImage ink = blank_image(digit.width, digit.height, 0);
    canvas.write(ink.pixels);
    return ink;
}

inline GreyImage inverted(GreyImage image) {
    for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
    return image;
}

inline GreyImage with_noise(GreyImage image, float deviation, std::uint64_t seed) {
    Rng rng(seed, Purpose::test);
    for (auto& pixel : image.pixels) {
        const float value = std::floor(pixel + deviation * rng.normal() + 0.5F);
        pixel = static_cast<std::uint8_t>(std::min(std::max(value, 0.0F), 255.0F));
    }
    return image;
}

/// Each pixel becomes factor × factor.
inline GreyImage enlarged(const GreyImage& image, int factor) {
    GreyImage large = blank_image(image.width * factor, image.height * factor, 0);
    for (int y = 0; y < large.height; ++y)
        for (int x = 0; x < large.width; ++x) large.at(x, y) = image.at(x / factor, y / factor);
    return large;
}

inline GreyImage padded(const GreyImage& image, int margin, std::uint8_t grey) {
    GreyImage large = blank_image(image.width + 2 * margin, image.height + 2 * margin, grey);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) large.at(x + margin, y + margin) = image.at(x, y);
    return large;
}

/// Light falls off from the upper left to the lower right corner, down to `least` of 1.
inline GreyImage shaded(GreyImage image, float least) {
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const float way =
                static_cast<float>(x + y) / static_cast<float>(image.width + image.height);
            const float light = 1 - (1 - least) * way;
            image.at(x, y) = static_cast<std::uint8_t>(image.at(x, y) * light);
        }
    return image;
}

}  // namespace inkling::test
