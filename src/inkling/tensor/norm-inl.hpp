// Batch normalisation, some columns at a time: a vector of columns keeps its sums in registers
// while the rows of the batch pass by, in rising order.
#if defined(INKLING_TENSOR_NORM_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_NORM_INL_HPP
#undef INKLING_TENSOR_NORM_INL_HPP
#else
#define INKLING_TENSOR_NORM_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

HWY_INLINE Vector inverse_deviation(const NormArgs& norm, size_t c) {
    return hn::Div(set(1), hn::Sqrt(hn::Add(load(norm.variance + c), set(norm.epsilon))));
}

// Several vectors side by side: each addition waits for the one before it in its column.
template <size_t VECTORS>
HWY_INLINE void norm_measure_columns(ConstMatrix x, float* means, float* variances, size_t c) {
    constexpr size_t n = hn::MaxLanes(floats);
    const Vector count = set(static_cast<float>(x.rows));
    Vector mean[VECTORS], variance[VECTORS];
    for (size_t v = 0; v < VECTORS; ++v) mean[v] = variance[v] = hn::Zero(floats);
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t v = 0; v < VECTORS; ++v) mean[v] = hn::Add(mean[v], load(x.row(r) + c + v * n));
    for (size_t v = 0; v < VECTORS; ++v) mean[v] = hn::Div(mean[v], count);
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t v = 0; v < VECTORS; ++v) {
            const Vector difference = hn::Sub(load(x.row(r) + c + v * n), mean[v]);
            variance[v] = fused(difference, difference, variance[v]);
        }
    for (size_t v = 0; v < VECTORS; ++v) {
        hn::Store(mean[v], floats, means + c + v * n);
        hn::Store(hn::Div(variance[v], count), floats, variances + c + v * n);
    }
}

void norm_measure(ConstMatrix x, float* means, float* variances) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const size_t width = padded(x.columns);
    size_t c = 0;
    for (; c + 4 * n <= width; c += 4 * n) norm_measure_columns<4>(x, means, variances, c);
    for (; c < width; c += n) norm_measure_columns<1>(x, means, variances, c);
}

template <size_t VECTORS>
HWY_INLINE void norm_forward_columns(ConstMatrix x, const NormArgs& norm, Matrix y, size_t c) {
    constexpr size_t n = hn::MaxLanes(floats);
    Vector mean[VECTORS], slope[VECTORS], shift[VECTORS];
    for (size_t v = 0; v < VECTORS; ++v) {
        mean[v] = load(norm.mean + c + v * n);
        slope[v] = hn::Mul(inverse_deviation(norm, c + v * n), load(norm.gamma + c + v * n));
        shift[v] = load(norm.beta + c + v * n);
    }
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t v = 0; v < VECTORS; ++v) {
            const Vector distance = hn::Sub(load(x.row(r) + c + v * n), mean[v]);
            hn::Store(fused(distance, slope[v], shift[v]), floats, y.row(r) + c + v * n);
        }
}

void norm_forward(ConstMatrix x, const NormArgs& norm, Matrix y) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const size_t width = padded(x.columns);
    size_t c = 0;
    for (; c + 4 * n <= width; c += 4 * n) norm_forward_columns<4>(x, norm, y, c);
    for (; c < width; c += n) norm_forward_columns<1>(x, norm, y, c);
}

template <size_t VECTORS>
HWY_INLINE void norm_sums_columns(ConstMatrix x, ConstMatrix d_y, const NormArgs& norm, size_t c) {
    constexpr size_t n = hn::MaxLanes(floats);
    Vector mean[VECTORS], inverse[VECTORS], d_gamma[VECTORS], d_beta[VECTORS];
    for (size_t v = 0; v < VECTORS; ++v) {
        mean[v] = load(norm.mean + c + v * n);
        inverse[v] = inverse_deviation(norm, c + v * n);
        d_gamma[v] = d_beta[v] = hn::Zero(floats);
    }
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t v = 0; v < VECTORS; ++v) {
            const Vector d = load(d_y.row(r) + c + v * n);
            const Vector normal = hn::Mul(hn::Sub(load(x.row(r) + c + v * n), mean[v]), inverse[v]);
            d_beta[v] = hn::Add(d_beta[v], d);
            d_gamma[v] = fused(d, normal, d_gamma[v]);
        }
    for (size_t v = 0; v < VECTORS; ++v) {
        hn::Store(d_gamma[v], floats, norm.d_gamma + c + v * n);
        hn::Store(d_beta[v], floats, norm.d_beta + c + v * n);
    }
}

void norm_sums(ConstMatrix x, ConstMatrix d_y, const NormArgs& norm) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const size_t width = padded(x.columns);
    size_t c = 0;
    for (; c + 4 * n <= width; c += 4 * n) norm_sums_columns<4>(x, d_y, norm, c);
    for (; c < width; c += n) norm_sums_columns<1>(x, d_y, norm, c);
}

template <size_t VECTORS>
HWY_INLINE void norm_backward_columns(ConstMatrix x, ConstMatrix d_y, const NormArgs& norm,
                                      Matrix d_x, size_t c) {
    constexpr size_t n = hn::MaxLanes(floats);
    const Vector count = set(static_cast<float>(x.rows));
    Vector mean[VECTORS], inverse[VECTORS], slope[VECTORS], shift[VECTORS], tilt[VECTORS];
    for (size_t v = 0; v < VECTORS; ++v) {
        mean[v] = load(norm.mean + c + v * n);
        inverse[v] = inverse_deviation(norm, c + v * n);
        slope[v] = hn::Mul(load(norm.gamma + c + v * n), inverse[v]);
        shift[v] = hn::Div(load(norm.d_beta + c + v * n), count);
        tilt[v] = hn::Div(load(norm.d_gamma + c + v * n), count);
    }
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t v = 0; v < VECTORS; ++v) {
            const Vector normal = hn::Mul(hn::Sub(load(x.row(r) + c + v * n), mean[v]), inverse[v]);
            const Vector rest = fused(normal, tilt[v], shift[v]);
            hn::Store(hn::Mul(slope[v], hn::Sub(load(d_y.row(r) + c + v * n), rest)), floats,
                      d_x.row(r) + c + v * n);
        }
}

void norm_backward(ConstMatrix x, ConstMatrix d_y, const NormArgs& norm, Matrix d_x) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const size_t width = padded(x.columns);
    size_t c = 0;
    for (; c + 4 * n <= width; c += 4 * n) norm_backward_columns<4>(x, d_y, norm, d_x, c);
    for (; c < width; c += n) norm_backward_columns<1>(x, d_y, norm, d_x, c);
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
