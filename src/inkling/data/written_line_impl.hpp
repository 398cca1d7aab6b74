// One line of digits as a picture, with the truth about each pixel: where the examples of `cells`
// come from. Inside the data room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "inkling/base/rng.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Where digits come from: `images` (28×28, may be empty), and the pen models of strokes.
struct DigitSupply {
    const ImageSet* images = nullptr;
    std::uint64_t seed = 0;
};

/// A picture of a line, and which ink is whose.
struct WrittenLine {
    GreyImage picture;
    std::vector<std::int8_t> owner;  ///< of each pixel: index in `labels`, or nobody
    std::vector<int> labels;         ///< of the digits; no_digit for other marks
    std::vector<int> areas;          ///< ink of each, pixels

    static constexpr std::int8_t nobody = -1;
    static constexpr int no_digit = 10;
};

/// Writes line `index`: digits (and marks that are none) beside each other, apart or touching, on
/// plain, ruled or squared paper, in any light: a pure function of its arguments.
WrittenLine write_line(const DigitSupply& supply, std::uint32_t index);

}  // namespace inkling
