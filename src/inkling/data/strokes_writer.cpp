// From a model to the way of a pen: a hand is drawn (slant, proportions, roundness, pen …), the
// model's knots are scattered as that hand would, a spline runs through them, and the whole is
// bent and slanted. Randomness comes from the sample's own stream; the arithmetic is plain
// addition, multiplication, division and square root, so the bits are the same everywhere.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/data/strokes_models_impl.hpp"
#include "inkling/data/strokes_writer_impl.hpp"

namespace inkling {

namespace {

constexpr std::uint32_t writing_stream = 0;

/// Nearly normal, mean 0, standard deviation 1, but never beyond ±3: no sample is absurd.
float bell(Rng& rng) {
    const float sum = rng.uniform() + rng.uniform() + rng.uniform();
    return 2 * sum - 3;
}

float exp_of(float x) {
    return static_cast<float>(math::exp(static_cast<double>(x)));
}

/// What one writer does to all the points of a digit.
struct Hand {
    float slant, cosine, sine, width;  ///< affine part; slant to the right is positive
    float roundness;                   ///< 0: straight lines from knot to knot, 1: round
    float scatter;                     ///< standard deviation of a knot, in digit heights
    float tremor;
    float bends[8];
    float pen_width, fade, blot, nib_x, nib_y;
};

/// A 0 is written smaller than a 9, with the same pen.
constexpr float relative_pen_width[10] = {1.14F, 1.08F, 1.10F, 1.03F, 0.96F,
                                          0.99F, 1.01F, 1.03F, 0.95F, 0.93F};

Hand draw_hand(Rng& rng) {
    Hand hand{};
    hand.slant = 0.17F + 0.22F * bell(rng);
    const float turn = 0.10F * bell(rng);
    hand.cosine = static_cast<float>(math::cos(static_cast<double>(turn)));
    hand.sine = static_cast<float>(math::sin(static_cast<double>(turn)));
    hand.width = exp_of(0.08F + 0.22F * bell(rng));
    hand.roundness = rng.uniform(0.7F, 1.15F);
    const float care = rng.uniform();
    hand.scatter = 0.020F + 0.068F * care * care;
    hand.tremor = rng.uniform(0, 0.016F);
    constexpr float bend_deviations[8] = {0.09F, 0.16F, 0.08F, 0.06F, 0.07F, 0.13F, 0.08F, 0.06F};
    for (int i = 0; i < 8; ++i) hand.bends[i] = bend_deviations[i] * bell(rng);
    hand.pen_width = 0.134F * exp_of(0.28F * bell(rng));
    hand.fade = 0.15F * bell(rng);
    hand.blot = rng.uniform(0, 0.32F);
    hand.nib_x = 0.08F * bell(rng);
    hand.nib_y = 0.08F * bell(rng);
    return hand;
}

std::vector<Knot> scattered_knots(const GlyphModel& model, const Hand& hand, Rng& rng) {
    std::vector<Knot> knots = model.knots;
    for (const Habit& habit : model.habits) {
        const float strength = rng.uniform(habit.low, habit.high);
        for (const Pull& pull : habit.pulls) {
            Knot& knot = knots[static_cast<std::size_t>(pull.knot)];
            knot.x += strength * pull.dx;
            knot.y += strength * pull.dy;
        }
    }
    // A slip of the hand lasts longer than one knot; that also keeps round what is round.
    constexpr float kept = 0.5F, fresh = 0.8660254F;  // squares add up to 1
    float dx = 0, dy = 0;
    for (Knot& knot : knots) {
        const float scatter = knot.turn == Turn::loose ? 2 * hand.scatter : hand.scatter;
        dx = kept * dx + fresh * scatter * bell(rng);
        dy = kept * dy + fresh * scatter * bell(rng);
        knot.x += dx;
        knot.y += dy;
    }
    return knots;
}

float distance(const Knot& a, const Knot& b) {
    const float dx = b.x - a.x, dy = b.y - a.y;
    return std::max(std::sqrt(dx * dx + dy * dy), 1e-4F);
}

struct Vector {
    float x = 0, y = 0;
};

/// The pen's direction at a smooth knot between two others, per unit of length: the derivative of
/// the parabola through the three (chord-length parametrisation).
Vector direction(const Knot& before, const Knot& at, const Knot& after) {
    const float a = distance(before, at), b = distance(at, after);
    const float scale = 1 / (a + b);
    return {((at.x - before.x) / a * b + (after.x - at.x) / b * a) * scale,
            ((at.y - before.y) / a * b + (after.y - at.y) / b * a) * scale};
}

/// The direction at the end of a piece whose other end has direction `other`: the piece becomes a
/// parabola.
Vector end_direction(Vector chord, Vector other) {
    return {1.5F * chord.x - 0.5F * other.x, 1.5F * chord.y - 0.5F * other.y};
}

/// Appends the cubic piece between knots i and i + 1, its first point left out.
void append_piece(std::span<const Knot> knots, std::size_t i, float roundness, PenStroke& out) {
    const Knot &p = knots[i], &q = knots[i + 1];
    const float length = distance(p, q);
    const Vector chord{(q.x - p.x) / length, (q.y - p.y) / length};
    const bool free_start = i == 0 || p.turn == Turn::corner;
    const bool free_end = i + 2 == knots.size() || q.turn == Turn::corner;
    Vector u = chord, v = chord;
    if (!free_start) u = direction(knots[i - 1], p, q);
    if (!free_end) v = direction(p, q, knots[i + 2]);
    if (free_start && !free_end) u = end_direction(chord, v);
    if (free_end && !free_start) v = end_direction(chord, u);
    const float pull = length * roundness;
    const int steps = std::clamp(static_cast<int>(length * 24) + 1, 2, 12);
    for (int step = 1; step <= steps; ++step) {
        const float t = static_cast<float>(step) / static_cast<float>(steps);
        const float s = 1 - t;
        const float h0 = s * s * (1 + 2 * t), h1 = t * t * (3 - 2 * t);
        const float g0 = t * s * s * pull, g1 = -t * t * s * pull;
        out.push_back(
            {h0 * p.x + h1 * q.x + g0 * u.x + g1 * v.x, h0 * p.y + h1 * q.y + g0 * u.y + g1 * v.y});
    }
}

/// Starts early or late, ends short or runs on, as pens do.
void move_ends(std::span<Knot> knots, const Hand& hand, Rng& rng) {
    const auto move = [&](Knot& end, const Knot& neighbour) {
        const float by = 1.2F * hand.scatter * bell(rng) / distance(neighbour, end);
        end.x += by * (end.x - neighbour.x);
        end.y += by * (end.y - neighbour.y);
    };
    move(knots.front(), knots[1]);
    move(knots.back(), knots[knots.size() - 2]);
}

/// Bends the whole figure smoothly, then slants, widens and turns it.
void shape(PenPoint& point, const Hand& hand) {
    const float u = 2 * point.x - 0.64F, v = 2 * point.y - 1;
    const float* b = hand.bends;
    float x = u + b[0] * v * v + b[1] * u * v + b[2] * u * u + b[3] * v * v * v;
    float y = v + b[4] * u * u + b[5] * v * v + b[6] * u * v + b[7] * u * v * v;
    x = x * hand.width - hand.slant * y;
    point.x = hand.cosine * x - hand.sine * y;
    point.y = hand.sine * x + hand.cosine * y;
}

/// Tremor and pressure along a stroke whose points have their places.
void finish(PenStroke& stroke, const Hand& hand, Rng& rng) {
    float shake_x = 0, shake_y = 0, swell = 0;
    const float step = 1 / static_cast<float>(stroke.size() - 1);
    for (std::size_t i = 0; i < stroke.size(); ++i) {
        shake_x = 0.7F * shake_x + hand.tremor * (2 * rng.uniform() - 1);
        shake_y = 0.7F * shake_y + hand.tremor * (2 * rng.uniform() - 1);
        swell = 0.8F * swell + hand.blot * (2 * rng.uniform() - 1);
        PenPoint& point = stroke[i];
        point.x += shake_x;
        point.y += shake_y;
        const PenPoint& next = i + 1 < stroke.size() ? stroke[i + 1] : stroke[i - 1];
        const float dx = next.x - point.x, dy = next.y - point.y;
        const float square = std::max(dx * dx + dy * dy, 1e-9F);
        const float nib = (hand.nib_x * (dx * dx - dy * dy) + hand.nib_y * 2 * dx * dy) / square;
        const float along = static_cast<float>(i) * step;
        point.pressure = std::max(0.4F, 1 + nib + swell + hand.fade * (2 * along - 1));
    }
}

}  // namespace

int stroke_variants(int digit) {
    return static_cast<int>(glyph_models(digit).size());
}

const GlyphModel& choose_glyph(std::span<const GlyphModel> models, Rng& rng) {
    int total = 0;
    for (const GlyphModel& model : models) total += model.share;
    auto left = static_cast<int>(rng.below(static_cast<std::uint32_t>(total)));
    std::size_t i = 0;
    while (left >= models[i].share) left -= models[i++].share;
    return models[i];
}

PennedDigit pen_glyph(const GlyphModel& model, Rng& rng) {
    const Hand hand = draw_hand(rng);
    std::vector<Knot> knots = scattered_knots(model, hand, rng);

    PennedDigit result;
    result.digit = model.digit;
    result.pen_width = 2 * hand.pen_width;
    for (std::size_t begin = 0, end = 0; begin < knots.size(); begin = end) {
        for (end = begin + 1; end < knots.size() && !knots[end].starts;) ++end;
        const std::span<Knot> run(knots.data() + begin, end - begin);
        move_ends(run, hand, rng);
        PenStroke stroke;
        stroke.reserve(12 * run.size());
        stroke.push_back({run[0].x, run[0].y});
        for (std::size_t i = 0; i + 1 < run.size(); ++i)
            append_piece(run, i, hand.roundness, stroke);
        for (PenPoint& point : stroke) shape(point, hand);
        finish(stroke, hand, rng);
        result.strokes.push_back(std::move(stroke));
    }
    return result;
}

PennedDigit pen_digit(std::uint64_t seed, std::uint32_t sample, int digit) {
    Rng rng(seed, Purpose::strokes, writing_stream, sample);
    const std::span<const GlyphModel> models = glyph_models(digit);
    const GlyphModel& model = choose_glyph(models, rng);
    PennedDigit result = pen_glyph(model, rng);
    result.variant = static_cast<int>(&model - models.data());
    result.pen_width *= relative_pen_width[digit];
    return result;
}

}  // namespace inkling
