// Fields of grey levels from which textures and silhouettes are made: noise, blurred, in waves.
#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/data/field_impl.hpp"

namespace inkling {

float cosine_of(float x) {
    return static_cast<float>(math::cos(static_cast<double>(x)));
}

float sine_of(float x) {
    return static_cast<float>(math::sin(static_cast<double>(x)));
}

Field white_noise(Rng& rng) {
    Field field;
    for (float& value : field) value = rng.uniform();
    return field;
}

Field smooth_noise(float cell, Rng& rng) {
    // Values on a lattice that begins anywhere, blended in between.
    const int lattice_side = static_cast<int>(framed_side / cell) + 3;
    std::vector<float> lattice(static_cast<std::size_t>(lattice_side * lattice_side));
    for (float& value : lattice) value = rng.uniform();
    const float shift_x = rng.uniform(), shift_y = rng.uniform();
    struct Blend {
        std::size_t index;
        float weight;
    };
    const auto blend = [cell](int i, float shift) {
        const float at = static_cast<float>(i) / cell + shift;
        const auto index = static_cast<std::size_t>(at);
        const float t = at - static_cast<float>(index);
        return Blend{index, t * t * (3 - 2 * t)};
    };
    Field field;
    for (int y = 0; y < framed_side; ++y) {
        const Blend down = blend(y, shift_y);
        const float* upper = lattice.data() + down.index * static_cast<std::size_t>(lattice_side);
        const float* lower = upper + lattice_side;
        for (int x = 0; x < framed_side; ++x) {
            const Blend right = blend(x, shift_x);
            const std::size_t i = right.index;
            const float a = upper[i] + right.weight * (upper[i + 1] - upper[i]);
            const float b = lower[i] + right.weight * (lower[i + 1] - lower[i]);
            field[static_cast<std::size_t>(y * framed_side + x)] = a + down.weight * (b - a);
        }
    }
    return field;
}

Field photo_noise(Rng& rng) {
    Field sum{};
    for (const float cell : {1.0F, 2.0F, 4.0F, 8.0F, 16.0F}) {
        const Field octave = smooth_noise(cell, rng);
        for (std::size_t i = 0; i < framed_size; ++i) sum[i] += octave[i] * cell / 31;
    }
    return sum;
}

Field striped(const Stripes& stripes) {
    const float turns = static_cast<float>(framed_side * math::pi) / stripes.period;
    const float c = turns * cosine_of(stripes.angle), s = turns * sine_of(stripes.angle);
    Field field;
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Place place = place_of(i);
        const float wave = cosine_of(c * place.x + s * place.y + stripes.phase);
        field[i] = std::clamp(0.5F + 0.5F * stripes.sharpness * wave, 0.0F, 1.0F);
    }
    return field;
}

void stretch(Field& field, float low, float high) {
    const auto [least, most] = std::minmax_element(field.begin(), field.end());
    const float base = *least;
    const float scale = (high - low) / std::max(*most - base, 1e-6F);
    for (float& value : field) value = low + (value - base) * scale;
}

Field filled(std::span<const Corner> outline) {
    constexpr int lines = 4;  // in each row of pixels; along them the coverage is exact
    Field field{};
    std::vector<float> crossings;
    for (int line = 0; line < framed_side * lines; ++line) {
        const float y = (static_cast<float>(line) + 0.5F) / lines;
        crossings.clear();
        for (std::size_t i = 0; i < outline.size(); ++i) {
            const Corner &a = outline[i], &b = outline[(i + 1) % outline.size()];
            if ((a.y <= y) == (b.y <= y)) continue;
            crossings.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
        std::sort(crossings.begin(), crossings.end());
        float* row = field.data() + static_cast<std::ptrdiff_t>(line / lines) * framed_side;
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
            const float from = std::clamp(crossings[i], 0.0F, static_cast<float>(framed_side));
            const float to = std::clamp(crossings[i + 1], 0.0F, static_cast<float>(framed_side));
            for (int x = static_cast<int>(from); static_cast<float>(x) < to; ++x) {
                const auto left = static_cast<float>(x);
                row[x] += std::max(std::min(to, left + 1) - std::max(from, left), 0.0F) / lines;
            }
        }
    }
    return field;
}

void write_field(const Field& field, std::span<std::uint8_t, framed_size> out) {
    for (std::size_t i = 0; i < framed_size; ++i)
        out[i] = static_cast<std::uint8_t>(std::clamp(field[i], 0.0F, 1.0F) * 255 + 0.5F);
}

}  // namespace inkling
