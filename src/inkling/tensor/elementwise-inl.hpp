// Activations, their derivatives, and the exponentials of softmax.
#if defined(INKLING_TENSOR_ELEMENTWISE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_ELEMENTWISE_INL_HPP
#undef INKLING_TENSOR_ELEMENTWISE_INL_HPP
#else
#define INKLING_TENSOR_ELEMENTWISE_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

inline constexpr float leaky_slope = 0.01F;

template <class F>
HWY_INLINE void map(const float* x, float* y, size_t count, F f) {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = 0; i < count; i += n) hn::Store(f(load(x + i)), floats, y + i);
}
/// d ← f(x, d).
template <class F>
HWY_INLINE void map2(const float* x, float* d, size_t count, F f) {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = 0; i < count; i += n) hn::Store(f(load(x + i), load(d + i)), floats, d + i);
}

HWY_INLINE Vector sigmoid_of(Vector x) {
    return hn::Div(set(1), hn::Add(set(1), exp(hn::Neg(clamp(x, -87, 87)))));
}
/// 1 − 2/(e^2x + 1): absolute error 1e-7.
HWY_INLINE Vector tanh_of(Vector x) {
    x = clamp(x, -20, 20);
    return hn::Sub(set(1), hn::Div(set(2), hn::Add(set(1), exp(hn::Add(x, x)))));
}

// Comparisons that are false for NaN keep it, so that a diverging training is noticed.
void relu(float* x, size_t n) noexcept {
    map(x, x, n, [](Vector v) HWY_ATTR { return hn::IfThenZeroElse(hn::Lt(v, set(0)), v); });
}
void leaky_relu(float* x, size_t n) noexcept {
    map(x, x, n, [](Vector v) HWY_ATTR {
        return hn::IfThenElse(hn::Lt(v, set(0)), hn::Mul(v, set(leaky_slope)), v);
    });
}
void tanh(float* x, size_t n) noexcept {
    map(x, x, n, [](Vector v) HWY_ATTR { return tanh_of(v); });
}
void sigmoid(float* x, size_t n) noexcept {
    map(x, x, n, [](Vector v) HWY_ATTR { return sigmoid_of(v); });
}

// gelu(x) = x·s(u), s the logistic function, u = 2·√(2/π)·(x + 0.044715·x³).
HWY_INLINE Vector gelu_gate(Vector x) {
    const Vector inner = fused(hn::Mul(x, set(0.044715F)), hn::Mul(x, x), x);
    return sigmoid_of(hn::Mul(set(1.5957691216F), inner));
}
void gelu(const float* x, float* y, size_t n) noexcept {
    map(x, y, n, [](Vector v) HWY_ATTR { return hn::Mul(v, gelu_gate(v)); });
}
void gelu_backward(const float* x, float* d, size_t n) noexcept {
    map2(x, d, n, [](Vector v, Vector g) HWY_ATTR {
        const Vector s = gelu_gate(v);
        const Vector slope =
            hn::Mul(set(1.5957691216F), fused(hn::Mul(v, v), set(3 * 0.044715F), set(1)));
        const Vector inside = hn::Mul(hn::Mul(s, hn::Sub(set(1), s)), slope);
        return hn::Mul(g, fused(v, inside, s));
    });
}

void relu_backward(const float* y, float* d, size_t n) noexcept {
    map2(y, d, n,
         [](Vector v, Vector g) HWY_ATTR { return hn::IfThenElseZero(hn::Gt(v, set(0)), g); });
}
void leaky_relu_backward(const float* y, float* d, size_t n) noexcept {
    map2(y, d, n, [](Vector v, Vector g) HWY_ATTR {
        return hn::IfThenElse(hn::Lt(v, set(0)), hn::Mul(g, set(leaky_slope)), g);
    });
}
void tanh_backward(const float* y, float* d, size_t n) noexcept {
    map2(y, d, n,
         [](Vector v, Vector g) HWY_ATTR { return hn::Mul(g, hn::Sub(set(1), hn::Mul(v, v))); });
}
void sigmoid_backward(const float* y, float* d, size_t n) noexcept {
    map2(y, d, n,
         [](Vector v, Vector g) HWY_ATTR { return hn::Mul(g, hn::Mul(v, hn::Sub(set(1), v))); });
}

void exp_rows(Matrix x, float* maxima, float* sums) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const size_t width = padded(x.columns);
    // Rows do not wait for each other: their maxima and sums, each a chain of terms in order, are
    // found side by side.
    for (size_t r = 0; r < x.rows; ++r) {
        const float* row = x.row(r);
        float largest = row[0];
        for (size_t c = 1; c < x.columns; ++c) largest = row[c] > largest ? row[c] : largest;
        maxima[r] = largest;
    }
    for (size_t r = 0; r < x.rows; ++r)
        for (size_t c = 0; c < width; c += n)
            hn::Store(exp(hn::Sub(load(x.row(r) + c), set(maxima[r]))), floats, x.row(r) + c);
    for (size_t r = 0; r < x.rows; ++r) {
        float* row = x.row(r);
        float sum = 0;
        for (size_t c = 0; c < x.columns; ++c) sum += row[c];
        for (size_t c = x.columns; c < width; ++c) row[c] = 0;
        sums[r] = sum;
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
