#include "inkling/data/ink_shape_impl.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/base/math.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {
namespace {

constexpr int side = 28;

/// The part that is inked, and nothing around it.
InkShape trimmed(int width, int height, std::span<const float> ink) {
    int left = width, right = 0, top = height, bottom = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (ink[static_cast<std::size_t>(y * width + x)] > inked) {
                left = std::min(left, x);
                right = std::max(right, x + 1);
                top = std::min(top, y);
                bottom = std::max(bottom, y + 1);
            }
    InkShape shape;
    if (right <= left) return shape;
    shape.width = right - left;
    shape.height = bottom - top;
    for (int y = top; y < bottom; ++y)
        shape.ink.insert(shape.ink.end(), ink.begin() + y * width + left,
                         ink.begin() + y * width + right);
    return shape;
}

/// A pen skip: a thin band across the shape without ink.
void skip_pen(std::vector<float>& ink, int width, int height, const Hand& hand, Rng& rng) {
    std::vector<int> inky;
    for (int i = 0; i < width * height; ++i)
        if (ink[static_cast<std::size_t>(i)] > inked) inky.push_back(i);
    if (inky.empty()) return;
    const int centre = inky[rng.below(static_cast<std::uint32_t>(inky.size()))];
    const double angle = static_cast<double>(rng.uniform(0, 3.1416F));
    const auto across = static_cast<float>(math::cos(angle));
    const auto down = static_cast<float>(math::sin(angle));
    const float half = hand.scale * rng.uniform(0.4F, 1.1F);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto dx = static_cast<float>(x - centre % width);
            const auto dy = static_cast<float>(y - centre / width);
            if (std::fabs(dx * across + dy * down) < half &&
                std::fabs(dy * across - dx * down) < 4 * hand.scale)
                ink[static_cast<std::size_t>(y * width + x)] = 0;
        }
}

using Knots = std::vector<std::array<float, 2>>;

/// Letters that do not look like digits, as polylines in a box of 1 × 1; a negative x lifts the
/// pen. Round parts are coarse: scatter and the pen's breadth smooth them.
const std::vector<Knots>& letters() {
    static const std::vector<Knots> all = {
        {{0, 1}, {.4F, 0}, {.8F, 1}, {-1, 0}, {.15F, .6F}, {.65F, .6F}},                        // A
        {{.8F, .15F}, {.4F, 0}, {.05F, .4F}, {.1F, .8F}, {.4F, 1}, {.8F, .85F}},                // C
        {{.7F, 0}, {0, 0}, {0, 1}, {.7F, 1}, {-1, 0}, {0, .5F}, {.55F, .5F}},                   // E
        {{.7F, 0}, {0, 0}, {0, 1}, {-1, 0}, {0, .5F}, {.5F, .5F}},                              // F
        {{0, 0}, {0, 1}, {-1, 0}, {.7F, 0}, {.7F, 1}, {-1, 0}, {0, .5F}, {.7F, .5F}},           // H
        {{0, 0}, {0, 1}, {-1, 0}, {.7F, 0}, {0, .55F}, {.7F, 1}},                               // K
        {{0, 0}, {0, 1}, {.6F, 1}},                                                             // L
        {{0, 1}, {.1F, 0}, {.45F, .6F}, {.8F, 0}, {.9F, 1}},                                    // M
        {{0, 1}, {0, 0}, {.7F, 1}, {.7F, 0}},                                                   // N
        {{0, 1}, {0, 0}, {.5F, .05F}, {.6F, .25F}, {.5F, .5F}, {0, .5F}},                       // P
        {{0, 1}, {0, 0}, {.5F, .05F}, {.55F, .3F}, {0, .5F}, {.6F, 1}},                         // R
        {{0, 0}, {.8F, 0}, {-1, 0}, {.4F, 0}, {.4F, 1}},                                        // T
        {{0, 0}, {.05F, .8F}, {.35F, 1}, {.65F, .8F}, {.7F, 0}},                                // U
        {{0, 0}, {.35F, 1}, {.7F, 0}},                                                          // V
        {{0, 0}, {.2F, 1}, {.45F, .3F}, {.7F, 1}, {.9F, 0}},                                    // W
        {{0, 0}, {.7F, 1}, {-1, 0}, {.7F, 0}, {0, 1}},                                          // X
        {{0, 0}, {.35F, .5F}, {.35F, 1}, {-1, 0}, {.7F, 0}, {.35F, .5F}},                       // Y
        {{.6F, .45F}, {.3F, .35F}, {.05F, .65F}, {.3F, 1}, {.6F, .8F}, {.6F, .4F}, {.7F, 1}},   // a
        {{.05F, .7F}, {.55F, .6F}, {.4F, .4F}, {.1F, .5F}, {.1F, .9F}, {.4F, 1}, {.6F, .9F}},   // e
        {{0, 0}, {0, 1}, {.05F, .6F}, {.35F, .5F}, {.5F, .65F}, {.5F, 1}},                      // h
        {{0, .4F}, {0, 1}, {0, .6F}, {.3F, .4F}, {.4F, 1}, {.45F, .6F}, {.7F, .4F}, {.8F, 1}},  // m
        {{0, .4F}, {0, 1}, {.05F, .6F}, {.3F, .42F}, {.5F, .6F}, {.5F, 1}},                     // n
        {{0, .4F}, {0, 1}, {.05F, .6F}, {.35F, .4F}},                                           // r
        {{.2F, 0}, {.2F, .9F}, {.4F, 1}, {-1, 0}, {0, .35F}, {.45F, .35F}},                     // t
        {{0, .4F}, {.05F, .9F}, {.3F, 1}, {.5F, .8F}, {.5F, .4F}, {.55F, 1}},                   // u
        {{0, .4F}, {.15F, 1}, {.35F, .5F}, {.55F, 1}, {.7F, .4F}},                              // w
        {{0, .3F}, {.5F, .3F}, {-1, 0}, {0, .7F}, {.5F, .7F}},                                  // =
        {{.3F, .2F}, {.3F, .8F}, {-1, 0}, {0, .5F}, {.6F, .5F}},                                // +
        {{.3F, 0}, {.05F, .3F}, {.05F, .7F}, {.3F, 1}},                                         // (
        {{0, .5F}, {.2F, .9F}, {.8F, 0}},  // tick
        {{0, .2F}, {.5F, .8F}, {-1, 0}, {.5F, .2F}, {0, .8F}, {-1, 0}, {0, .5F}, {.5F, .5F}},  // *
    };
    return all;
}

Knots scribble(Rng& rng) {
    Knots knots;
    const std::uint32_t count = 3 + rng.below(9);
    for (std::uint32_t i = 0; i < count; ++i) knots.push_back({rng.uniform(), rng.uniform()});
    return knots;
}

struct MarkSize {
    float width, height;
};

/// A polyline in a box of this size, pixels of the picture, with a pen of `radius`.
InkShape drawn(const Knots& knots, MarkSize size, float radius, float scatter, Rng& rng) {
    const int margin = static_cast<int>(std::ceil(radius)) + 2 + static_cast<int>(size.height / 8);
    Canvas canvas(static_cast<int>(size.width) + 2 * margin,
                  static_cast<int>(size.height) + 2 * margin);
    std::vector<StrokePoint> points;
    const auto put_down = [&] {
        if (!points.empty()) canvas.draw_stroke(points);
        points.clear();
    };
    for (const auto& knot : knots) {
        if (knot[0] < 0) {
            put_down();
            continue;
        }
        points.push_back(
            {static_cast<float>(margin) + (knot[0] + rng.uniform(-scatter, scatter)) * size.width,
             static_cast<float>(margin) + (knot[1] + rng.uniform(-scatter, scatter)) * size.height,
             radius});
    }
    put_down();
    return trimmed(canvas.width(), canvas.height(), canvas.coverage());
}

}  // namespace

InkShape enlarged(std::span<const std::uint8_t> digit, const Hand& hand, Rng& rng) {
    const int size = std::max(4, static_cast<int>(side * hand.scale * 1.5F));
    std::vector<float> ink(static_cast<std::size_t>(size * size), 0.0F);
    const auto cosine = static_cast<float>(math::cos(static_cast<double>(hand.rotation)));
    const auto sine = static_cast<float>(math::sin(static_cast<double>(hand.rotation)));
    const float middle = static_cast<float>(size - 1) / 2;
    const auto level = [&](int x, int y) {
        return x < 0 || y < 0 || x >= side || y >= side
                   ? 0.0F
                   : static_cast<float>(digit[static_cast<std::size_t>(y * side + x)]);
    };
    const bool steep = hand.scale > 1.4F;
    const float low = steep ? hand.edge_low : 0;
    const float high = steep ? hand.edge_high : 1;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const float u = (static_cast<float>(x) - middle) / hand.scale;
            const float v = (static_cast<float>(y) - middle) / hand.scale;
            const float row = cosine * v - sine * u + 13.5F;
            const float column = cosine * u + sine * v + hand.slant * v + 13.5F;
            if (row <= -1 || column <= -1 || row >= side || column >= side) continue;
            const int ix = static_cast<int>(column + 1) - 1;
            const int iy = static_cast<int>(row + 1) - 1;
            const float fx = column - static_cast<float>(ix);
            const float fy = row - static_cast<float>(iy);
            const float value = (level(ix, iy) * (1 - fx) + level(ix + 1, iy) * fx) * (1 - fy) +
                                (level(ix, iy + 1) * (1 - fx) + level(ix + 1, iy + 1) * fx) * fy;
            ink[static_cast<std::size_t>(y * size + x)] =
                std::clamp((value / 255 - low) / (high - low), 0.0F, 1.0F);
        }
    if (rng.chance(hand.breaks)) skip_pen(ink, size, size, hand, rng);
    return trimmed(size, size, ink);
}

InkShape penned(const PennedDigit& digit, const Hand& hand, Rng& rng) {
    float left = 1e9F, right = -1e9F, top = 1e9F, bottom = -1e9F;
    const auto lean = [&](const PenPoint& p) { return p.x - 0.5F * hand.slant * p.y; };
    for (const PenStroke& stroke : digit.strokes)
        for (const PenPoint& point : stroke) {
            left = std::min(left, lean(point));
            right = std::max(right, lean(point));
            top = std::min(top, point.y);
            bottom = std::max(bottom, point.y);
        }
    const float unit = 18 * hand.scale / std::max({bottom - top, right - left, 0.1F});
    const float margin = 3 * hand.scale + 2;
    const int width = static_cast<int>((right - left) * unit + 2 * margin);
    const int height = static_cast<int>((bottom - top) * unit + 2 * margin);
    Canvas canvas(width, height);
    std::vector<StrokePoint> points;
    for (const PenStroke& stroke : digit.strokes) {
        points.clear();
        for (const PenPoint& point : stroke)
            points.push_back({(lean(point) - left) * unit + margin, (point.y - top) * unit + margin,
                              std::max(0.6F, 0.5F * digit.pen_width * point.pressure * unit)});
        canvas.draw_stroke(points);
    }
    std::vector<float> ink(canvas.coverage().begin(), canvas.coverage().end());
    if (rng.chance(hand.breaks)) skip_pen(ink, width, height, hand, rng);
    return trimmed(width, height, ink);
}

InkShape random_mark(const Hand& hand, Rng& rng) {
    const float unit = 20 * hand.scale;
    const float radius = std::max(0.6F, 0.5F * hand.pen * hand.scale * rng.uniform(0.7F, 1.3F));
    const float kind = rng.uniform();
    if (kind < 0.12F)  // a dot or a comma
        return drawn({{0.5F, 0}, {0.4F, 1}}, {0.1F * unit, rng.uniform(0.02F, 0.25F) * unit},
                     radius * rng.uniform(1, 1.6F), 0.1F, rng);
    if (kind < 0.3F)  // a dash
        return drawn({{0, .5F}, {1, .5F}}, {rng.uniform(0.2F, 0.9F) * unit, 0.12F * unit}, radius,
                     0.3F, rng);
    if (kind < 0.45F)
        return drawn(scribble(rng),
                     {rng.uniform(0.4F, 1.6F) * unit, rng.uniform(0.4F, 1.2F) * unit}, radius, 0,
                     rng);
    const auto& all = letters();
    const Knots& letter = all[rng.below(static_cast<std::uint32_t>(all.size()))];
    return drawn(letter, {rng.uniform(0.7F, 1.2F) * unit, rng.uniform(0.8F, 1.15F) * unit}, radius,
                 0.07F, rng);
}

}  // namespace inkling
