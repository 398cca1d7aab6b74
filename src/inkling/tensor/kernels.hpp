// The inner loops, compiled once for each kind of CPU and chosen when the program starts.
//
// Each output is computed by the same roundings on every path, with fused multiply-adds and one
// accumulator in rising order of the summed index: results agree bit for bit between paths and for
// any split of the outputs. Kernels take whole cache lines of columns and allocate nothing.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/tensor/features.hpp"
#include "inkling/tensor/moments.hpp"
#include "inkling/tensor/page_rows.hpp"
#include "inkling/tensor/pixel_layer.hpp"
#include "inkling/tensor/png_rows.hpp"
#include "inkling/tensor/sparse.hpp"

namespace inkling {

/// c(i, j) = start(j) + Σ_p a(i, p) · b(p, j), with a(i, p) = a[i * a_row + p * a_column], b(p, j)
/// = b[p * b_row + j * b_column], and start(j) = bias[j], or 0 where bias is null. One of a_row and
/// a_column is 1, and one of b_row and b_column. Padding columns of c are computed as well, from
/// those of b; where b_column is not 1, they become 0.
struct GemmArgs {
    const float* a;
    std::size_t a_row;
    std::size_t a_column;
    const float* b;
    std::size_t b_row;
    std::size_t b_column;
    float* c;
    std::size_t c_stride;
    const float* bias;
    std::size_t rows;     ///< of a and c
    std::size_t depth;    ///< columns of a, rows of b
    std::size_t columns;  ///< of b and c
};

/// c(i, j) = start(j) + Σ over the entries (p, v) of lists[i] of v · b(p, j).
struct SparseGemmArgs {
    const SparseLists* lists;
    std::size_t begin, end;  ///< which lists; row i of c belongs to list i
    std::size_t depth;       ///< all indices in the lists are below this
    const float* b;
    std::size_t b_stride;
    float* c;
    std::size_t c_stride;
    const float* bias;    ///< may be null
    std::size_t columns;  ///< a multiple of lane_count
};

/// What a step does with a gradient; Keras' names. `keep_gradient` writes it where the weights are.
enum class Method : std::uint8_t { keep_gradient, descent, momentum, nesterov, rmsprop, adam };

/// One step of an optimizer for a matrix of weights; all pointers are those of its first weight.
/// `state_1` and `state_2` are the running averages where the method has them.
struct UpdateArgs {
    Method method;
    float* weights;
    float* state_1;
    float* state_2;
    std::size_t stride;  ///< from a row of weights to the next
    float rate;          ///< the learning rate
    float decay_1;       ///< momentum, ρ or β₁
    float decay_2;       ///< β₂
    float correct_1;     ///< 1/(1−β₁ᵗ)
    float correct_2;     ///< 1/(1−β₂ᵗ)
    float epsilon;
    float l2;      ///< 2·l2·w is added to the gradient
    float shrink;  ///< the weights are multiplied by this first (decoupled weight decay)
};

/// Batch normalisation of some columns, whole vectors: all pointers are those of the first of them.
struct NormArgs {
    const float* mean;  ///< of the batch, or running
    const float* variance;
    const float* gamma;
    const float* beta;
    float* d_gamma;
    float* d_beta;
    float epsilon;
};

/// out(x, y) = source at (xx·x + xy·y + x0, yx·x + yy·y + y0) + amount·(dx, dy)(x, y), between the
/// four pixels around it; outside the source is paper. Pictures are 28×28.
struct WarpArgs {
    const std::uint8_t* source;
    std::uint8_t* out;
    float xx, xy, x0;
    float yx, yy, y0;
    const std::int8_t* dx;  ///< null, or 28 rows `field_pitch` apart; 32 values of a row are read
    const std::int8_t* dy;
    std::size_t field_pitch;
    float amount;
};

using Gemm = void (*)(const GemmArgs&) noexcept;

struct Kernels {
    const char* path;  ///< "avx512", "avx2", "sse4", "neon" or "scalar"

    Gemm gemm;
    void (*sparse_gemm)(const SparseGemmArgs&) noexcept;
    /// The same product without bias, row by row handed to a step of an optimizer as gradients:
    /// row `begin` of the product is that of the first row of weights. c is not used.
    void (*sparse_update)(const SparseGemmArgs&, const UpdateArgs&) noexcept;
    /// Lists the values of x[0 .. n-1] that are not zero; returns how many.
    std::uint32_t (*compress)(const float* x, std::size_t n, SparseEntry* entries) noexcept;
    /// The same for pixels, scaled as scale_pixels() does.
    std::uint32_t (*compress_pixels)(const std::uint8_t* pixels, std::size_t n,
                                     SparseEntry* entries) noexcept;
    /// out[i] = pixels[i] / 255, correctly rounded.
    void (*scale_pixels)(const std::uint8_t* pixels, float* out, std::size_t n) noexcept;
    /// A first layer in whole numbers.
    void (*pixel_layer)(const PixelLayerArgs&) noexcept;
    /// sums[j] = Σ_i m(i, j) for all padded columns in begin .. end-1.
    void (*column_sums)(ConstMatrix m, std::size_t begin, std::size_t end, float* sums) noexcept;

    // Elementwise over n values, in place; n a multiple of lane_count.
    void (*relu)(float* x, std::size_t n) noexcept;
    void (*leaky_relu)(float* x, std::size_t n) noexcept;
    void (*tanh)(float* x, std::size_t n) noexcept;
    void (*sigmoid)(float* x, std::size_t n) noexcept;
    void (*gelu)(const float* x, float* y, std::size_t n) noexcept;
    // d ← d · derivative, given the output y (gelu: the input x).
    void (*relu_backward)(const float* y, float* d, std::size_t n) noexcept;
    void (*leaky_relu_backward)(const float* y, float* d, std::size_t n) noexcept;
    void (*tanh_backward)(const float* y, float* d, std::size_t n) noexcept;
    void (*sigmoid_backward)(const float* y, float* d, std::size_t n) noexcept;
    void (*gelu_backward)(const float* x, float* d, std::size_t n) noexcept;

    /// Each row of x becomes exp(x − max); padding becomes 0; returns nothing but fills, for each
    /// row, its maximum and the sum of its exponentials.
    void (*exp_rows)(Matrix x, float* maxima, float* sums) noexcept;

    /// Mean and variance of each column of x.
    void (*norm_measure)(ConstMatrix x, float* mean, float* variance) noexcept;
    /// y = (x − mean)·gamma/√(variance + ε) + beta. x and y may be the same.
    void (*norm_forward)(ConstMatrix x, const NormArgs&, Matrix y) noexcept;
    /// d_beta = Σ d_y, d_gamma = Σ d_y·(x − mean)/√(variance + ε), over the rows.
    void (*norm_sums)(ConstMatrix x, ConstMatrix d_y, const NormArgs&) noexcept;
    /// The gradient at x from that at y and the sums; mean and variance depend on x.
    void (*norm_backward)(ConstMatrix x, ConstMatrix d_y, const NormArgs&, Matrix d_x) noexcept;

    /// One step of an optimizer: gradients.rows × padded(gradients.columns) weights.
    void (*update)(const UpdateArgs&, ConstMatrix gradients) noexcept;
    /// y ← y + a·x.
    void (*add_scaled)(float a, const float* x, float* y, std::size_t n) noexcept;
    void (*scale)(float a, float* x, std::size_t n) noexcept;
    /// average ← average + share·(x − average).
    void (*move_average)(float share, const float* x, float* average, std::size_t n) noexcept;
    /// As many multiply-adds as the CPU can do, on registers alone; returns how many operations
    /// that was. What other kernels reach is compared with it.
    double (*multiply_adds)(std::size_t rounds, float* result) noexcept;
    /// Σ x², the same for any split into whole blocks of 4096.
    double (*sum_of_squares)(const float* x, std::size_t n) noexcept;

    void (*warp)(const WarpArgs&) noexcept;
    /// Of a picture of 28×28.
    void (*ink_moments)(const std::uint8_t* picture, InkMoments& moments) noexcept;
    /// Slopes of the ink: 8 channels, or 16 where there are directions.
    void (*gradient_features)(const FeatureArgs&) noexcept;
    /// Slopes of the maps of slopes: 32 channels.
    void (*second_order_features)(const FeatureArgs&) noexcept;
    /// Bends of the ink: 8 channels.
    void (*hessian_features)(const FeatureArgs&) noexcept;
    /// x ← a·√x + b for any n.
    void (*root)(float a, float b, float* x, std::size_t n) noexcept;

    void (*take_paper)(const TakePaperArgs&) noexcept;
    /// out[i] = max(a[i], b[i]) for any n; none is NaN. `out` may be `a`, and `b` may begin behind
    /// it in the same array.
    void (*larger_of)(const float* a, const float* b, float* out, std::size_t n) noexcept;
    /// Bit i of `bits` tells whether grey[i] is above `most`; the rest of the last word is 0.
    void (*mark_ink)(const std::uint8_t* grey, std::size_t n, std::uint8_t most,
                     std::uint64_t* bits) noexcept;
    void (*png_rows)(const PngRowsArgs&) noexcept;
    /// Rec. 601 luma of n pixels: red, green and blue are bytes 0, 1 and 2 of each. Up to 16 pixels
    /// behind them are read.
    void (*luma)(const std::uint32_t* pixels, std::uint8_t* out, std::size_t n) noexcept;
};

/// The kernels of the path in use: the best that this CPU has, unless $INKLING_KERNEL or
/// force_kernels() names another.
const Kernels& kernels() noexcept;

/// The product of values rounded to bf16, with sums in fp32: another contract than that of the
/// kernels above, the same bits for any split of the outputs. Null where the CPU or the path in use
/// lacks the instruction (AVX512-BF16).
Gemm bf16_gemm() noexcept;

/// Paths that this CPU can run, best first.
std::vector<std::string_view> available_kernels();

/// Usage error where the path is unknown or this CPU lacks it. Not while other threads compute.
Status force_kernels(std::string_view path);

/// The choice that $INKLING_KERNEL makes; an error where it cannot be followed.
Status choose_kernels_from_environment();

}  // namespace inkling
