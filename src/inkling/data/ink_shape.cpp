#include "inkling/data/ink_shape_impl.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/base/math.hpp"
#include "inkling/data/letters_models_impl.hpp"
#include "inkling/data/strokes_writer_impl.hpp"
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

Knots scribble(Rng& rng) {
    Knots knots;
    const std::uint32_t count = 3 + rng.below(9);
    for (std::uint32_t i = 0; i < count; ++i) knots.push_back({rng.uniform(), rng.uniform()});
    return knots;
}

/// A digit with strokes across it; a single one might make a 7 or a 0 of it.
PennedDigit crossed_out_digit(Rng& rng) {
    const auto label = static_cast<int>(rng.below(10));
    PennedDigit digit = pen_digit(rng.below(1U << 30), 0, label);
    const std::uint32_t count = 2 + rng.below(3);
    for (std::uint32_t i = 0; i < count; ++i)
        digit.strokes.push_back({{rng.uniform(-0.3F, 0), rng.uniform(0.1F, 0.9F), 1},
                                 {rng.uniform(0.6F, 0.9F), rng.uniform(0.1F, 0.9F), 1}});
    return digit;
}

/// A letter that does not look like a digit, and is not held out for tests.
PennedDigit pen_letter(Rng& rng) {
    const auto all = letter_models();
    for (;;) {
        const LetterModels& letter = all[rng.below(static_cast<std::uint32_t>(all.size()))];
        if (!letter.held_out) return pen_glyph(choose_glyph(letter.ways, rng), rng);
    }
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
    for (const auto& knot : knots)
        points.push_back(
            {static_cast<float>(margin) + (knot[0] + rng.uniform(-scatter, scatter)) * size.width,
             static_cast<float>(margin) + (knot[1] + rng.uniform(-scatter, scatter)) * size.height,
             radius});
    canvas.draw_stroke(points);
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
    if (kind < 0.1F) {  // a dot or a comma
        const float broad = radius * rng.uniform(1, 1.6F);
        return drawn({{0.5F, 0}, {0.4F, 1}}, {0.1F * unit, rng.uniform(0.02F, 0.25F) * unit}, broad,
                     0.1F, rng);
    }
    if (kind < 0.24F)  // a dash
        return drawn({{0, .5F}, {1, .5F}}, {rng.uniform(0.2F, 0.9F) * unit, 0.12F * unit}, radius,
                     0.3F, rng);
    if (kind < 0.34F) {
        const MarkSize size{rng.uniform(0.4F, 1.6F) * unit, rng.uniform(0.4F, 1.2F) * unit};
        return drawn(scribble(rng), size, radius, 0, rng);
    }
    return penned(kind < 0.44F   ? crossed_out_digit(rng)
                  : kind < 0.54F ? pen_glyph(choose_glyph(mark_models(), rng), rng)
                                 : pen_letter(rng),
                  hand, rng);
}

}  // namespace inkling
