// Ink as runs: in each row the stretches that are darker than a threshold. What is done to a page
// (rules, components, pieces) works on runs, which are far fewer than pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Which pixels are ink: a bit each, the first of a row lowest in its first word.
struct InkBits {
    int width = 0;
    int height = 0;
    std::size_t pitch = 0;  ///< words of a row; the bits behind its pixels are 0, 1, 0 …
    std::vector<std::uint64_t> words;  ///< height · pitch
};

/// The pixels above `threshold`.
InkBits ink_bits(const GreyImage& image, double threshold);

/// Columns become rows.
InkBits transposed(const InkBits& ink);

/// Pixels first .. last - 1 of row `y`.
struct Run {
    int y = 0;
    int first = 0;
    int last = 0;

    [[nodiscard]] int length() const noexcept { return last - first; }
};

/// All runs of a picture, row by row, from left to right.
struct RunTable {
    int width = 0;
    int height = 0;
    std::vector<Run> runs;
    std::vector<std::uint32_t> row_start;  ///< height + 1 places in `runs`

    [[nodiscard]] std::span<const Run> row(int y) const noexcept {
        const auto i = static_cast<std::size_t>(y);
        return {runs.data() + row_start[i], runs.data() + row_start[i + 1]};
    }
};

RunTable find_runs(const InkBits& ink);
/// The runs of pixels above `threshold`.
RunTable find_runs(const GreyImage& image, double threshold);

}  // namespace inkling
