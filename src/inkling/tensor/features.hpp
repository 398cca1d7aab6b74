// What the fixed front ends compute from a picture of 28×28: maps of how strongly the ink slopes or
// bends in each direction, pooled over a coarse grid. Nothing here is learned.
//
// Directional histograms of gradients with soft binning: C.-L. Liu, K. Nakashima, H. Sako and
// H. Fujisawa, "Handwritten digit recognition: investigation of normalization and feature
// extraction techniques", Pattern Recognition 37, 2004.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inkling {

/// The side of the pictures.
inline constexpr std::size_t feature_side = 28;
inline constexpr std::size_t max_feature_cells = 14;  ///< along one side of a grid

/// How much of each pixel along one side each cell of a grid takes: whole numbers over
/// `denominator`, two pixels (2·pair and 2·pair + 1, in the lower and the upper 16 bits) at a time.
struct PixelPool {
    std::size_t cells = 0;
    std::int32_t denominator = 1;
    std::int32_t largest = 0;                    ///< the largest sum of the weights of a cell
    std::uint8_t begin[max_feature_cells] = {};  ///< pairs that have weights
    std::uint8_t end[max_feature_cells] = {};
    std::int32_t weights[max_feature_cells][feature_side / 2] = {};
};

/// Triangular windows: weight max(0, 1 − |p − centre|/step), step = 28/cells.
PixelPool triangular_pixels(std::size_t cells);
/// Half the resolution, slightly smoothed: weights 1/3, 1, 1, 1/3.
PixelPool halving_pixels();

/// How positions along one side are shared out among the cells of a grid: position p adds `low[p]`
/// of itself to cell first[p] and `high[p]` to cell first[p] + 1, as far as these exist.
struct PoolAxis {
    std::uint32_t cells = 0;
    std::int32_t first[feature_side] = {};  ///< −1 … cells−1
    float low[feature_side] = {};
    float high[feature_side] = {};
};
/// Triangular windows as above over `positions`.
PoolAxis triangular_pool(std::size_t positions, std::size_t cells);

/// The strength of a gradient (gx, gy) along direction k of 16, counted from east:
/// max(0, min(gx·a[k] + gy·b[k], gx·c[k] + gy·d[k])), where 32768 stands for 4. A gradient is
/// shared out between the two directions beside it, as a vector is between two axes.
struct Directions {
    std::int16_t a[16] = {};
    std::int16_t b[16] = {};
    std::int16_t c[16] = {};
    std::int16_t d[16] = {};
};
Directions sixteen_directions();

/// Arguments of the kernels below. `out` is written: cells × cells × channels sums, channel last.
struct FeatureArgs {
    const std::uint8_t* image;     ///< 28×28, 0 paper … 255 ink
    const PixelPool* pool;         ///< of the picture along both sides; second order: halving
    const PoolAxis* second;        ///< second order only: of the halved maps
    const Directions* directions;  ///< gradients only: null for 8
    float* out;
};

/// Weaker slopes and bends along both axes are paper: of 1020 for a full edge, 0.0075 …
inline constexpr std::int16_t least_gradient = 8;
/// … and of 510.
inline constexpr std::int16_t least_bend = 4;

inline constexpr float root_of_two = 1.41421356F;

}  // namespace inkling
