// Pictures without any figure: noise, patterns, specks.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "inkling/base/math.hpp"
#include "inkling/data/field_impl.hpp"
#include "inkling/data/negatives_impl.hpp"

namespace inkling {

namespace {

constexpr float pi = static_cast<float>(math::pi), two_pi = 2 * pi;

/// Ink on a share of the pixels, and, of `pepper`, on all but a share of them.
Field salted(float share, bool pepper, Rng& rng) {
    Field field;
    for (float& value : field) value = rng.chance(share) != pepper ? rng.uniform(0.5F, 1) : 0;
    return field;
}

/// White noise around a level, narrow or broad.
Field grey_noise(Rng& rng) {
    Field field = white_noise(rng);
    const float low = rng.uniform(0, 0.6F);
    stretch(field, low, low + rng.uniform(0.2F, 1 - low));
    return field;
}

/// Two grounds with an edge between, under a texture: a horizon, a table, a wall.
Field photograph(Rng& rng) {
    Field field = photo_noise(rng);
    stretch(field, 0, rng.uniform(0.3F, 1));
    if (rng.chance(0.5F)) {
        const float angle = two_pi * rng.uniform(), step = rng.uniform(-0.5F, 0.5F);
        const float c = cosine_of(angle), s = sine_of(angle), offset = rng.uniform(-0.6F, 0.6F);
        for (std::size_t i = 0; i < framed_size; ++i) {
            const Place place = place_of(i);
            const float side = 14 * (c * place.x + s * place.y - offset);
            field[i] += step * std::clamp(side + 0.5F, 0.0F, 1.0F);
        }
    }
    const float low = rng.uniform(0, 0.4F);
    stretch(field, low, rng.uniform(low + 0.3F, 1));
    return field;
}

Field checkerboard(Rng& rng) {
    const float angle = rng.chance(0.5F) ? 0.0F : pi * rng.uniform();
    const float period = rng.uniform(3, 12), phase = two_pi * rng.uniform();
    const Field across = striped({angle, period, phase, 4});
    const Field down = striped({angle + pi / 2, period, two_pi * rng.uniform(), 4});
    Field field;
    for (std::size_t i = 0; i < framed_size; ++i)
        field[i] = across[i] + down[i] - 2 * across[i] * down[i];
    return field;
}

Field gradient(Rng& rng) {
    const float angle = two_pi * rng.uniform(), c = cosine_of(angle), s = sine_of(angle);
    const float from = rng.uniform(), to = rng.uniform();
    Field field;
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Place place = place_of(i);
        field[i] = from + (to - from) * (0.5F + 0.36F * (c * place.x + s * place.y));
    }
    return field;
}

/// Ripples around a point: three rings and more, the first of which may be a full disc.
Field ripples(Rng& rng) {
    const float x = rng.uniform(-1, 1), y = rng.uniform(-1, 1), phase = two_pi * rng.uniform();
    const float frequency = two_pi * rng.uniform(1.6F, 4), sharpness = rng.uniform(1, 4);
    Field field;
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Place place = place_of(i);
        const float dx = place.x - x, dy = place.y - y;
        const float wave = cosine_of(frequency * std::sqrt(dx * dx + dy * dy) + phase);
        field[i] = std::clamp(0.5F + 0.5F * sharpness * wave, 0.0F, 1.0F);
    }
    return field;
}

/// Lines on paper, in one direction or in two.
Field ruled(Rng& rng) {
    const float angle = rng.chance(0.5F) ? 0.0F : pi * rng.uniform();
    const float period = rng.uniform(4, 10);
    Field field = striped({angle, period, two_pi * rng.uniform(), 3});
    const Field other = striped({angle + pi / 2, period, two_pi * rng.uniform(), 3});
    for (std::size_t i = 0; i < framed_size; ++i)
        field[i] = std::max(field[i], other[i]) - std::min(field[i], other[i]) / 2;
    return field;
}

/// Paper around the texture, as where a picture was framed: at least 14 pixels stay each way.
void cut_out(Field& field, Rng& rng) {
    const auto side = [&rng] { return 14 + static_cast<int>(rng.below(12)); };
    const int width = rng.chance(0.5F) ? framed_ink_side : side();
    const int height = rng.chance(0.5F) ? framed_ink_side : side();
    const int left = (framed_side - width) / 2, top = (framed_side - height) / 2;
    for (int y = 0; y < framed_side; ++y)
        for (int x = 0; x < framed_side; ++x)
            if (x < left || y < top || x >= left + width || y >= top + height)
                field[static_cast<std::size_t>(y * framed_side + x)] = 0;
}

void finish(Field& field, Rng& rng, Painting out) {
    if (rng.chance(0.25F)) cut_out(field, rng);
    write_field(field, out);
}

}  // namespace

void paint_noise(Rng& rng, Painting out) {
    Field field;
    switch (rng.below(6)) {
        case 0:
            field = white_noise(rng);
            break;
        case 1:
            field = grey_noise(rng);
            break;
        case 2: {
            const bool pepper = rng.chance(0.2F);
            field = salted(rng.uniform(0.05F, 0.5F), pepper, rng);
            break;
        }
        case 3:
            field = smooth_noise(rng.uniform(1.2F, 7), rng);
            stretch(field, 0, rng.uniform(0.4F, 1));
            break;
        default:
            field = photograph(rng);
            break;
    }
    finish(field, rng, out);
}

void paint_pattern(Rng& rng, Painting out) {
    Field field;
    switch (rng.below(6)) {
        case 0:
        case 1:
            field = striped({pi * rng.uniform(), rng.uniform(2.5F, 10), two_pi * rng.uniform(),
                             rng.uniform(1, 5)});
            break;
        case 2:
            field = checkerboard(rng);
            break;
        case 3:
            field = gradient(rng);
            break;
        case 4:
            field = ripples(rng);
            break;
        default:
            field = ruled(rng);
            break;
    }
    const float low = rng.chance(0.5F) ? 0.0F : rng.uniform(0, 0.4F);
    const float high = rng.chance(0.5F) ? 1.0F : rng.uniform(low + 0.2F, 1);
    for (float& value : field) value = low + (high - low) * value;
    finish(field, rng, out);
}

void paint_specks(Rng& rng, Painting out) {
    Field field{};
    const std::uint32_t specks = rng.below(9);
    for (std::uint32_t i = 0; i < specks; ++i) {
        const int x = 1 + static_cast<int>(rng.below(framed_side - 2));
        const int y = 1 + static_cast<int>(rng.below(framed_side - 2));
        const float level = rng.uniform(0.3F, 1);
        for (const int offset : {0, 1, framed_side, framed_side + 1})
            if (offset == 0 || rng.chance(0.4F))
                field[static_cast<std::size_t>(y * framed_side + x + offset)] = level;
    }
    if (rng.chance(0.3F)) {
        const Field paper = rng.chance(0.5F) ? white_noise(rng) : smooth_noise(6, rng);
        const float depth = rng.uniform(0.02F, 0.2F);
        for (std::size_t i = 0; i < framed_size; ++i) field[i] += depth * paper[i];
    }
    write_field(field, out);
}

}  // namespace inkling
