// What the kernels that go over a page row by row are given.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inkling {

inline constexpr int paper_block = 4;  ///< pixels on a side of a block of paper

/// ink = (light − grey) · factor of the paper in each pixel of a row, limited to 0 … 255. `light`
/// goes evenly from the middle of a block to that of the next; `factor` is that of the block whose
/// middle comes last before the pixel. In front of the first middle both stay as they are behind
/// it.
struct TakePaperArgs {
    const std::uint8_t* grey;
    const float* light;   ///< of each block and of one more; lane_count behind them may be read
    const float* factor;  ///< of each block; likewise
    std::uint8_t* ink;
    std::size_t width;  ///< at most the blocks' number · paper_block
};

}  // namespace inkling
