// Distance from each pixel's centre to the pen's line, turned into ink: exact enough for lines of
// a few pixels, and fast, since only pixels near a line are visited.
#include "inkling/data/strokes_pixels_impl.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace inkling {

namespace {

constexpr int box_side = 20, image_side = 28;
/// Half the breadth of a line's grey edge, in pixels; chosen so that greys are as common as in
/// MNIST.
constexpr float soft = 0.65F;

struct InkBounds {
    float left = std::numeric_limits<float>::max(), top = left, right = -left, bottom = -left;
};

/// The bounds of the ink: of the points and the pen's breadth around them.
InkBounds ink_bounds(const PennedDigit& digit) {
    InkBounds box;
    for (const PenStroke& stroke : digit.strokes) {
        for (const PenPoint& point : stroke) {
            const float radius = 0.5F * digit.pen_width * point.pressure;
            box.left = std::min(box.left, point.x - radius);
            box.right = std::max(box.right, point.x + radius);
            box.top = std::min(box.top, point.y - radius);
            box.bottom = std::max(box.bottom, point.y + radius);
        }
    }
    return box;
}

using BoxPixels = std::array<float, box_side * box_side>;

struct Dot {
    float x, y, radius;
};

/// Draws the line from a to b: each pixel keeps how deep inside of any line it lies.
void draw_line(Dot a, Dot b, BoxPixels& pixels) {
    const float reach = std::max(a.radius, b.radius) + soft;
    const auto from = [](float low) { return std::max(0, static_cast<int>(std::floor(low))); };
    const auto to = [](float high) {
        return std::min(box_side - 1, static_cast<int>(std::floor(high)));
    };
    const int x0 = from(std::min(a.x, b.x) - reach), x1 = to(std::max(a.x, b.x) + reach);
    const int y0 = from(std::min(a.y, b.y) - reach), y1 = to(std::max(a.y, b.y) + reach);
    const float dx = b.x - a.x, dy = b.y - a.y;
    const float inverse = 1 / std::max(dx * dx + dy * dy, 1e-9F);
    for (int y = y0; y <= y1; ++y) {
        for (int x = x0; x <= x1; ++x) {
            const float px = static_cast<float>(x) + 0.5F - a.x;
            const float py = static_cast<float>(y) + 0.5F - a.y;
            const float t = std::clamp((px * dx + py * dy) * inverse, 0.0F, 1.0F);
            const float ex = px - t * dx, ey = py - t * dy;
            const float radius = a.radius + t * (b.radius - a.radius);
            const float inside = radius - std::sqrt(ex * ex + ey * ey);
            float& pixel = pixels[static_cast<std::size_t>(y * box_side + x)];
            pixel = std::max(pixel, inside);
        }
    }
}

/// Ink of a pixel whose centre lies `inside` pixels inside of the line's edge.
std::uint8_t ink_at(float inside) {
    const float t = std::clamp((inside + soft) / (2 * soft), 0.0F, 1.0F);
    return static_cast<std::uint8_t>(t * t * (3 - 2 * t) * 255 + 0.5F);
}

}  // namespace

void paint_framed(const PennedDigit& digit, std::span<std::uint8_t, 784> out) {
    const InkBounds box = ink_bounds(digit);
    const float scale =
        static_cast<float>(box_side) / std::max(box.right - box.left, box.bottom - box.top);
    const auto dot = [&](const PenPoint& point) {
        return Dot{(point.x - box.left) * scale, (point.y - box.top) * scale,
                   std::max(0.5F, 0.5F * digit.pen_width * point.pressure * scale)};
    };
    BoxPixels pixels;
    pixels.fill(-soft);
    for (const PenStroke& stroke : digit.strokes)
        for (std::size_t i = 0; i + 1 < stroke.size(); ++i)
            draw_line(dot(stroke[i]), dot(stroke[i + 1]), pixels);

    std::array<std::uint8_t, box_side * box_side> ink{};
    float mass = 0, mass_x = 0, mass_y = 0;
    for (int y = 0; y < box_side; ++y) {
        for (int x = 0; x < box_side; ++x) {
            const auto at = static_cast<std::size_t>(y * box_side + x);
            ink[at] = ink_at(pixels[at]);
            const auto value = static_cast<float>(ink[at]);
            mass += value;
            mass_x += value * static_cast<float>(x);
            mass_y += value * static_cast<float>(y);
        }
    }
    // As in MNIST, the centre of mass lies on average at index 14, not at 13.5.
    const auto shift = [&](float moment, float side) {
        const int room = image_side - static_cast<int>(std::ceil(side * scale - 0.001F));
        return std::clamp(static_cast<int>(std::floor(14.5F - moment / mass)), 0, room);
    };
    const int left = shift(mass_x, box.right - box.left);
    const int top = shift(mass_y, box.bottom - box.top);
    for (int y = 0; y < box_side && y + top < image_side; ++y)
        std::copy_n(ink.data() + y * box_side, std::min(box_side, image_side - left),
                    out.data() + (y + top) * image_side + left);
}

}  // namespace inkling
