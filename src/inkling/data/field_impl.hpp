// Grey levels as numbers while a picture is made of layers: noise, gradients, stripes, filled
// outlines. Inside the data room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "inkling/base/rng.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

/// 28×28 values, row by row; 0 is paper and 1 is ink.
using Field = std::array<float, framed_size>;

/// The middle of a pixel as seen from the middle of the picture, in units of half its side.
struct Place {
    float x = 0;
    float y = 0;
};

inline Place place_of(std::size_t pixel) {
    constexpr float half = framed_side / 2.0F;
    return {(static_cast<float>(pixel % framed_side) + 0.5F - half) / half,
            (static_cast<float>(pixel / framed_side) + 0.5F - half) / half};
}

float cosine_of(float x);
float sine_of(float x);

/// Independent values, uniform in [0, 1).
Field white_noise(Rng& rng);
/// Hills and dales, 0 to 1, `cell` pixels apart; cell at least 1.
Field smooth_noise(float cell, Rng& rng);
/// Smooth noise of all scales, the amplitude growing with the wavelength, as in photographs.
Field photo_noise(Rng& rng);
/// Waves, 0 to 1: stripes with soft edges (`sharpness` 1) or hard ones (more). `period` in pixels.
struct Stripes {
    float angle = 0;
    float period = 4;
    float phase = 0;
    float sharpness = 1;
};
Field striped(const Stripes& stripes);

/// Stretches the values to low .. high.
void stretch(Field& field, float low, float high);

/// How much of each pixel lies inside the outline, by the even-odd rule; corners in pixels.
struct Corner {
    float x = 0;
    float y = 0;
};
Field filled(std::span<const Corner> outline);

/// As bytes, cut to 0 .. 255.
void write_field(const Field& field, std::span<std::uint8_t, framed_size> out);

}  // namespace inkling
