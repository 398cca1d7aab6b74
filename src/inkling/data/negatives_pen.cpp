// What is no digit, drawn with the pen of strokes. Knots are laid at random, then written and
// framed by the code that writes digits.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/data/field_impl.hpp"
#include "inkling/data/letters_models_impl.hpp"
#include "inkling/data/negatives_impl.hpp"
#include "inkling/data/strokes_pixels_impl.hpp"
#include "inkling/data/strokes_writer_impl.hpp"

namespace inkling {

namespace {

constexpr float two_pi = static_cast<float>(2 * math::pi);

/// A whole number, low to high.
int between(Rng& rng, int low, int high) {
    return low + static_cast<int>(rng.below(static_cast<std::uint32_t>(high - low + 1)));
}

void paint(const PennedDigit& penned, int side, Painting out) {
    Canvas canvas(side, side);
    paint_framed(penned, canvas, out);
}

/// Letters have more strokes than digits: the broadest pens would make blobs of them.
void paint_glyph(const GlyphModel& model, Rng& rng, Painting out) {
    constexpr float broadest_pen = 0.4F;
    PennedDigit penned = pen_glyph(model, rng);
    penned.pen_width = std::min(penned.pen_width, broadest_pen);
    paint(penned, framed_ink_side, out);
}

/// Collects the knots of one figure.
class Sketch {
  public:
    /// Puts the pen down at (x, y).
    void start(float x, float y) { knots_.push_back({x, y, Turn::smooth, true}); }
    void go(float x, float y, Turn turn = Turn::smooth) { knots_.push_back({x, y, turn, false}); }

    /// Written and painted; the line is `pen` times as broad as a digit's.
    void paint_with(float pen, int side, Rng& rng, Painting out) const {
        const GlyphModel model{.digit = -1, .share = 1, .name = {}, .knots = knots_, .habits = {}};
        PennedDigit penned = pen_glyph(model, rng);
        penned.pen_width *= pen;
        paint(penned, side, out);
    }

  private:
    std::vector<Knot> knots_;
};

/// Most are framed as digits are; the rest are larger, as in sets that are framed otherwise.
int scribble_side(Rng& rng) {
    return rng.chance(0.6F) ? framed_ink_side : between(rng, framed_ink_side, framed_side);
}

/// So many turns that no digit comes of it.
void wander(Sketch& sketch, Rng& rng) {
    // One after the other: of arguments, each compiler has an order of its own.
    float y = rng.uniform(), x = rng.uniform();
    sketch.start(x, y);
    const int knots = between(rng, 8, 18);
    for (int i = 0; i < knots; ++i) {
        y = rng.uniform();
        x = rng.uniform();
        sketch.go(x, y);
    }
}

/// At least five legs, along any direction.
void zigzag(Sketch& sketch, Rng& rng) {
    const int legs = between(rng, 5, 11);
    const float angle = two_pi * rng.uniform(), c = cosine_of(angle), s = sine_of(angle);
    const float depth = rng.uniform(0.25F, 0.6F);
    const Turn turn = rng.chance(0.7F) ? Turn::corner : Turn::smooth;
    for (int i = 0; i <= legs; ++i) {
        const float along = static_cast<float>(i) / static_cast<float>(legs) - 0.5F;
        const float across = (i % 2 == 0 ? depth : -depth) * rng.uniform(0.6F, 1.0F);
        const float x = 0.3F + c * along - s * across, y = 0.5F + s * along + c * across;
        if (i == 0)
            sketch.start(x, y);
        else
            sketch.go(x, y, turn);
    }
}

/// More than two turns: a 6 or a 9 has one and a half.
void spiral(Sketch& sketch, Rng& rng) {
    const float turns = rng.uniform(2.4F, 4), phase = two_pi * rng.uniform();
    const float direction = rng.chance(0.5F) ? 1.0F : -1.0F, inner = rng.uniform(0, 0.1F);
    const int knots = static_cast<int>(turns * 8);
    for (int i = 0; i <= knots; ++i) {
        const float part = static_cast<float>(i) / static_cast<float>(knots);
        const float angle = phase + direction * two_pi * turns * part;
        const float radius = inner + (0.5F - inner) * part;
        const float x = 0.32F + radius * cosine_of(angle), y = 0.5F + radius * sine_of(angle);
        if (i == 0)
            sketch.start(x, y);
        else
            sketch.go(x, y);
    }
}

/// Loops in a row, as when a pen is tried.
void coil(Sketch& sketch, Rng& rng) {
    const int loops = between(rng, 3, 6);
    const float radius = rng.uniform(0.2F, 0.4F), height = rng.uniform(0.25F, 0.5F);
    const float tilt = rng.uniform(-0.5F, 0.5F), way = rng.uniform(0.25F, 0.4F);
    for (int i = 0; i <= 6 * loops; ++i) {
        const float part = static_cast<float>(i) / 6, angle = two_pi * part;
        const float along = way * part + radius * cosine_of(angle);
        const float y = 0.5F + height * sine_of(angle) + tilt * along;
        if (i == 0)
            sketch.start(along, y);
        else
            sketch.go(along, y);
    }
}

/// Straight lines all over.
void hatching(Sketch& sketch, Rng& rng) {
    const int lines = between(rng, 4, 9);
    const bool parallel = rng.chance(0.5F);
    const float angle = two_pi * rng.uniform();
    for (int i = 0; i < lines; ++i) {
        const float turn = parallel ? angle + rng.uniform(-0.2F, 0.2F) : two_pi * rng.uniform();
        const float c = 0.45F * cosine_of(turn), s = 0.45F * sine_of(turn);
        const float place = static_cast<float>(i) / static_cast<float>(lines - 1) - 0.5F;
        const float x = 0.32F - 2 * s * place, y = 0.5F + 2 * c * place;
        const float mid_x = parallel ? x : rng.uniform(), mid_y = parallel ? y : rng.uniform();
        sketch.start(mid_x - c, mid_y - s);
        sketch.go(mid_x + c, mid_y + s);
    }
}

/// The parts of a sign: what brush strokes of Kana are like.
enum class Part : int { bar, sweep, hook, loop, bow, dash };
constexpr int large_part_kinds = 5, part_kinds = 6;

/// Draws one part; `at` is its middle where it is short, its height or its column where long.
void add_part(Sketch& sketch, Part part, Corner at, Rng& rng) {
    const auto [x, y] = at;
    const float length = rng.uniform(0.25F, 0.5F), bend = rng.uniform(-0.15F, 0.15F);
    const float side = rng.chance(0.5F) ? 1.0F : -1.0F;
    switch (part) {
        case Part::bar:
            sketch.start(0.4F - length, y + 0.1F);
            sketch.go(0.4F, y + bend / 2);
            sketch.go(0.4F + length, y - 0.06F);
            return;
        case Part::sweep: {
            const float lean = rng.uniform(-0.3F, 0.25F);
            sketch.start(x - lean, 0.5F - length);
            sketch.go(x + bend, 0.5F);
            sketch.go(x + lean, 0.5F + length);
            return;
        }
        case Part::hook:
            sketch.start(x, 0.5F - length);
            sketch.go(x + bend, 0.5F);
            sketch.go(x + 0.1F * side, 0.45F + length);
            sketch.go(x + 0.35F * side, 0.35F + length);
            return;
        case Part::loop: {
            const float radius = rng.uniform(0.1F, 0.18F);
            sketch.start(x + 0.1F, y - 0.4F);
            sketch.go(x, y);
            sketch.go(x - radius, y + radius);
            sketch.go(x, y + 2 * radius);
            sketch.go(x + radius, y + radius);
            sketch.go(x, y + 0.4F * radius);
            sketch.go(x + 0.35F, y + bend + 0.25F);
            return;
        }
        case Part::bow:
            sketch.start(x - length, y - 0.1F);
            sketch.go(x, y - 0.2F);
            sketch.go(x + length, y);
            sketch.go(x + 0.5F * length, y + 0.3F);
            return;
        case Part::dash:
            sketch.start(x, y);
            sketch.go(x + 0.2F * side, y + rng.uniform(0.08F, 0.25F));
            return;
    }
}

/// The middles of parts: each in another quarter of the paper than the one before.
class Quarters {
  public:
    explicit Quarters(Rng& rng) : next_(rng.below(4)), step_(rng.chance(0.5F) ? 1 : 3) {}
    Corner next(Rng& rng) {
        next_ = (next_ + step_) % 4;
        constexpr float columns[4] = {0, 0.5F, 0.5F, 0}, rows[4] = {0, 0, 0.55F, 0.55F};
        const float x = columns[next_] + rng.uniform(0, 0.35F);
        return {x, rows[next_] + rng.uniform(0, 0.4F)};
    }

  private:
    std::uint32_t next_, step_;
};

/// Brushes and scanners give greys: MNIST's ink is black, that of other sets is not.
void fade(Rng& rng, Painting out) {
    const float level = rng.uniform(0.55F, 1);
    for (std::uint8_t& pixel : out)
        pixel = static_cast<std::uint8_t>(static_cast<float>(pixel) * level + 0.5F);
}

}  // namespace

void paint_letter(const LetterModels& letter, Rng& rng, Painting out) {
    paint_glyph(choose_glyph(letter.ways, rng), rng, out);
}

void paint_mark(Rng& rng, Painting out) {
    paint_glyph(choose_glyph(mark_models(), rng), rng, out);
}

void paint_scribble(Rng& rng, Painting out) {
    using Drawer = void (*)(Sketch&, Rng&);
    constexpr Drawer drawers[] = {wander, wander, zigzag, spiral, coil, hatching};
    Sketch sketch;
    drawers[rng.below(std::size(drawers))](sketch, rng);
    const int side = scribble_side(rng);
    sketch.paint_with(rng.uniform(0.4F, 0.9F), side, rng, out);
}

void paint_sign(Rng& rng, Painting out) {
    Sketch sketch;
    Quarters quarters(rng);
    // One long part across and one down, so that a sign is as broad as it is high.
    const Part across = rng.chance(0.7F) ? Part::bar : Part::bow;
    const Part down = rng.chance(0.6F) ? Part::sweep : Part::hook;
    add_part(sketch, across, quarters.next(rng), rng);
    add_part(sketch, down, quarters.next(rng), rng);
    const int more = between(rng, 2, 4);
    for (int i = 0; i < more; ++i) {
        // Three parts could be a 4, a 5 or a crossed 7: the first four are large ones.
        const int kinds = i < 2 ? large_part_kinds : part_kinds;
        const auto part = static_cast<Part>(rng.below(static_cast<std::uint32_t>(kinds)));
        add_part(sketch, part, quarters.next(rng), rng);
    }
    const int side =
        rng.chance(0.4F) ? framed_ink_side : between(rng, framed_ink_side, framed_side);
    sketch.paint_with(rng.uniform(0.45F, 1), side, rng, out);
    if (rng.chance(0.4F)) fade(rng, out);
}

}  // namespace inkling
