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
inline constexpr std::size_t max_directions = 16;

/// How positions along one side are shared out among the cells of a grid: position p adds `low[p]`
/// of itself to cell first[p] and `high[p]` to cell first[p] + 1, as far as these exist.
struct PoolAxis {
    std::uint32_t positions = 0;
    std::uint32_t cells = 0;
    std::int32_t first[feature_side] = {};  ///< −1 … cells−1
    float low[feature_side] = {};
    float high[feature_side] = {};
};

/// Triangular windows: weight max(0, 1 − |p − centre|/step), step = positions/cells.
PoolAxis triangular_pool(std::size_t positions, std::size_t cells);
/// Half the resolution, slightly smoothed: weights 1/3, 1, 1, 1/3. `positions` is even.
PoolAxis halving_pool(std::size_t positions);

/// The strength of a gradient (gx, gy) along direction k of `count`, counted from east:
/// max(0, min(gx·a[k] + gy·b[k], gx·c[k] + gy·d[k])). A gradient is shared out between the two
/// directions beside it, as a vector is between two axes.
struct Directions {
    std::size_t count = 0;  ///< 8 or 16
    float a[max_directions] = {};
    float b[max_directions] = {};
    float c[max_directions] = {};
    float d[max_directions] = {};
};
Directions directions_of(std::size_t count);

/// Arguments of the kernels below. `out` is written: cells × cells × channels sums, channel last.
struct FeatureArgs {
    const float* image;            ///< 28×28, 0 paper … 1 ink
    const PoolAxis* pool;          ///< of the last step, along both sides
    const PoolAxis* halving;       ///< second order only: 28 → 14
    const Directions* directions;  ///< second order: 8
    float* out;
};

/// Gradients weaker than this, a share of a full edge, are paper.
inline constexpr float least_gradient = 0.0075F;

}  // namespace inkling
