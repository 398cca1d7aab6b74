// Shapes of ink that a line is written with: digits of a data set or of the pen models, and marks
// that are no digits. Inside the data room.
#pragma once

#include <span>
#include <vector>

#include "inkling/base/rng.hpp"
#include "inkling/data/strokes.hpp"

namespace inkling {

/// Ink 0 .. 1, cut to what is inked.
struct InkShape {
    int width = 0;
    int height = 0;
    std::vector<float> ink;

    [[nodiscard]] float at(int x, int y) const {
        return ink[static_cast<std::size_t>(y * width + x)];
    }
    [[nodiscard]] bool empty() const { return width == 0 || height == 0; }
};

inline constexpr float inked = 0.35F;  ///< more than that is ink

/// How the digits of one line are written.
struct Hand {
    float scale = 3;          ///< pixels of the picture a pixel of a 28×28 digit
    float slant = 0;          ///< columns a row
    float rotation = 0;       ///< radians
    float edge_low = 0.25F;   ///< what is below is paper, of a digit's grey levels
    float edge_high = 0.75F;  ///< what is above is solid ink
    float pen = 2.5F;         ///< breadth of marks, in pixels of a 28×28 digit
    float breaks = 0;         ///< how often a pen skips
};

/// A digit of 28×28 pixels, enlarged.
InkShape enlarged(std::span<const std::uint8_t> digit, const Hand& hand, Rng& rng);
/// A digit of the pen models.
InkShape penned(const PennedDigit& digit, const Hand& hand, Rng& rng);
/// A letter, dash, dot, comma, slash, bracket, tick, scribble or crossed-out digit.
InkShape random_mark(const Hand& hand, Rng& rng);

}  // namespace inkling
