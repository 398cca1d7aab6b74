// The frame is found before anything is painted, from the points and the pen's breadth: one pass
// over the pixels of the box then does what framing a picture of the digit would do.
#include "inkling/data/strokes_pixels_impl.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

namespace {

struct Extent {
    float left = std::numeric_limits<float>::max(), top = left, right = -left, bottom = -left;
};

/// How far the ink reaches: the points and the pen's breadth around them.
Extent ink_extent(const PennedDigit& digit) {
    Extent extent;
    for (const PenStroke& stroke : digit.strokes) {
        for (const PenPoint& point : stroke) {
            const float radius = 0.5F * digit.pen_width * point.pressure;
            extent.left = std::min(extent.left, point.x - radius);
            extent.right = std::max(extent.right, point.x + radius);
            extent.top = std::min(extent.top, point.y - radius);
            extent.bottom = std::max(extent.bottom, point.y + radius);
        }
    }
    return extent;
}

struct Mass {
    float ink = 0, x = 0, y = 0;
};

Mass mass_of(std::span<const std::uint8_t> ink, int side) {
    Mass mass;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const auto value = static_cast<float>(ink[static_cast<std::size_t>(y * side + x)]);
            mass.ink += value;
            mass.x += value * static_cast<float>(x);
            mass.y += value * static_cast<float>(y);
        }
    }
    return mass;
}

/// Where the box of ink begins in the frame, so that its centre of mass comes to index 14, as in
/// MNIST, and the ink, `breadth` pixels of the box, stays inside.
int box_start(float centre, float breadth) {
    const int room = framed_side - static_cast<int>(std::ceil(breadth - 0.001F));
    return std::clamp(static_cast<int>(std::floor(14.5F - centre)), 0, room);
}

}  // namespace

void paint_framed(const PennedDigit& digit, Canvas& canvas,
                  std::span<std::uint8_t, framed_size> out) {
    const int side = canvas.width();
    INKLING_CHECK(side == canvas.height() && side <= framed_side);
    const Extent extent = ink_extent(digit);
    const float width = extent.right - extent.left, height = extent.bottom - extent.top;
    const float scale = static_cast<float>(side) / std::max(width, height);
    canvas.clear();
    std::vector<StrokePoint> points;
    for (const PenStroke& stroke : digit.strokes) {
        points.clear();
        for (const PenPoint& point : stroke)
            points.push_back({(point.x - extent.left) * scale, (point.y - extent.top) * scale,
                              std::max(0.5F, 0.5F * digit.pen_width * point.pressure * scale)});
        canvas.draw_stroke(points);
    }
    std::array<std::uint8_t, framed_size> pixels;
    const std::span<std::uint8_t> ink(pixels.data(), canvas.coverage().size());
    canvas.write(ink);
    const Mass mass = mass_of(ink, side);
    const int left = box_start(mass.x / mass.ink, width * scale);
    const int top = box_start(mass.y / mass.ink, height * scale);
    for (int y = 0; y < std::min(side, framed_side - top); ++y)
        std::copy_n(ink.data() + y * side, std::min(side, framed_side - left),
                    out.data() + (y + top) * framed_side + left);
}

}  // namespace inkling
