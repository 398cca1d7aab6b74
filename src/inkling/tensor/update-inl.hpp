// Steps of the optimizers and other passes over all weights. A step takes a vector of gradients
// where they are, in memory or still in a register.
#if defined(INKLING_TENSOR_UPDATE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_UPDATE_INL_HPP
#undef INKLING_TENSOR_UPDATE_INL_HPP
#else
#define INKLING_TENSOR_UPDATE_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// No step: the gradient is what is wanted.
struct KeepGradient {
    HWY_INLINE explicit KeepGradient(const UpdateArgs&) {}
    HWY_INLINE void operator()(const UpdateArgs& u, size_t at, Vector g) const {
        hn::Store(g, floats, u.weights + at);
    }
};

/// What all steps share: the weights shrink, and pull at themselves (L2).
struct Decay {
    Vector l2, shrink;
    HWY_INLINE explicit Decay(const UpdateArgs& u) : l2(set(2 * u.l2)), shrink(set(u.shrink)) {}
    HWY_INLINE Vector gradient(Vector w, Vector g) const { return fused(l2, w, g); }
    HWY_INLINE Vector weight(Vector w) const { return hn::Mul(shrink, w); }
};

// w ← w − rate·g.
struct Descent {
    Decay decay;
    Vector rate;
    HWY_INLINE explicit Descent(const UpdateArgs& u) : decay(u), rate(set(-u.rate)) {}
    HWY_INLINE void operator()(const UpdateArgs& u, size_t at, Vector g) const {
        const Vector w = load(u.weights + at);
        hn::Store(fused(rate, decay.gradient(w, g), decay.weight(w)), floats, u.weights + at);
    }
};

// Keras' form: v ← momentum·v − rate·g; w ← w + v, or with Nesterov w ← w + momentum·v − rate·g.
template <bool NESTEROV>
struct Momentum {
    Decay decay;
    Vector rate, momentum;
    HWY_INLINE explicit Momentum(const UpdateArgs& u)
        : decay(u), rate(set(-u.rate)), momentum(set(u.decay_1)) {}
    HWY_INLINE void operator()(const UpdateArgs& u, size_t at, Vector g) const {
        const Vector old = load(u.weights + at);
        g = hn::Mul(rate, decay.gradient(old, g));
        const Vector w = decay.weight(old), v = fused(momentum, load(u.state_1 + at), g);
        hn::Store(v, floats, u.state_1 + at);
        hn::Store(hn::Add(w, NESTEROV ? fused(momentum, v, g) : v), floats, u.weights + at);
    }
};

// s ← ρ·s + (1−ρ)·g²; w ← w − rate·g/(√s + ε).
struct RmsProp {
    Decay decay;
    Vector rate, rho, rest, epsilon;
    HWY_INLINE explicit RmsProp(const UpdateArgs& u)
        : decay(u),
          rate(set(-u.rate)),
          rho(set(u.decay_1)),
          rest(set(1 - u.decay_1)),
          epsilon(set(u.epsilon)) {}
    HWY_INLINE void operator()(const UpdateArgs& u, size_t at, Vector g) const {
        const Vector w = load(u.weights + at);
        g = decay.gradient(w, g);
        const Vector s = fused(rho, load(u.state_1 + at), hn::Mul(rest, hn::Mul(g, g)));
        hn::Store(s, floats, u.state_1 + at);
        const Vector step = hn::Div(g, hn::Add(hn::Sqrt(s), epsilon));
        hn::Store(fused(rate, step, decay.weight(w)), floats, u.weights + at);
    }
};

// m ← β₁·m + (1−β₁)·g; v ← β₂·v + (1−β₂)·g²; w ← w − rate·m̂/(√v̂ + ε).
struct Adam {
    Decay decay;
    Vector beta_1, rest_1, beta_2, rest_2, rate, correct, epsilon;
    HWY_INLINE explicit Adam(const UpdateArgs& u)
        : decay(u),
          beta_1(set(u.decay_1)),
          rest_1(set(1 - u.decay_1)),
          beta_2(set(u.decay_2)),
          rest_2(set(1 - u.decay_2)),
          rate(set(-u.rate * u.correct_1)),
          correct(set(u.correct_2)),
          epsilon(set(u.epsilon)) {}
    HWY_INLINE void operator()(const UpdateArgs& u, size_t at, Vector g) const {
        const Vector w = load(u.weights + at);
        g = decay.gradient(w, g);
        const Vector m = fused(beta_1, load(u.state_1 + at), hn::Mul(rest_1, g));
        const Vector v = fused(beta_2, load(u.state_2 + at), hn::Mul(rest_2, hn::Mul(g, g)));
        hn::Store(m, floats, u.state_1 + at);
        hn::Store(v, floats, u.state_2 + at);
        const Vector step = hn::Div(m, hn::Add(hn::Sqrt(hn::Mul(v, correct)), epsilon));
        hn::Store(fused(rate, step, decay.weight(w)), floats, u.weights + at);
    }
};

/// Calls f with the step of the method asked for.
template <class F>
HWY_INLINE void with_step(const UpdateArgs& u, const F& f) {
    switch (u.method) {
        case Method::keep_gradient:
            return f(KeepGradient(u));
        case Method::descent:
            return f(Descent(u));
        case Method::momentum:
            return f(Momentum<false>(u));
        case Method::nesterov:
            return f(Momentum<true>(u));
        case Method::rmsprop:
            return f(RmsProp(u));
        case Method::adam:
            return f(Adam(u));
    }
}

void update(const UpdateArgs& u, ConstMatrix gradients) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    with_step(u, [&](const auto& step) HWY_ATTR {
        for (size_t r = 0; r < gradients.rows; ++r)
            for (size_t c = 0; c < padded(gradients.columns); c += n)
                step(u, r * u.stride + c, load(gradients.row(r) + c));
    });
}

void add_scaled(float a, const float* x, float* y, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = 0; i < count; i += n)
        hn::Store(fused(set(a), load(x + i), load(y + i)), floats, y + i);
}

void scale(float a, float* x, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = 0; i < count; i += n) hn::Store(hn::Mul(set(a), load(x + i)), floats, x + i);
}

// n need not be whole vectors: the front ends have any number of values.
void root(float a, float b, float* x, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    size_t i = 0;
    for (; i + n <= count; i += n) {
        const Vector v = hn::Sqrt(hn::LoadU(floats, x + i));
        hn::StoreU(hn::Add(hn::Mul(set(a), v), set(b)), floats, x + i);
    }
    for (; i < count; ++i) x[i] = a * __builtin_sqrtf(x[i]) + b;
}

void move_average(float share, const float* x, float* average, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = 0; i < count; i += n) {
        const Vector old = load(average + i);
        hn::Store(fused(set(share), hn::Sub(load(x + i), old), old), floats, average + i);
    }
}

double sum_of_squares(const float* x, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats), block = 4096;
    double total = 0;
    for (size_t begin = 0; begin < count; begin += block) {
        const size_t end = begin + block < count ? begin + block : count;
        // Sixteen sums whatever the width of a vector, so that all paths add in one order.
        HWY_ALIGN float sums[lane_count] = {};
        for (size_t lane = 0; lane < lane_count; lane += n) {
            Vector sum = hn::Zero(floats);
            for (size_t i = begin + lane; i < end; i += lane_count) {
                const Vector v = load(x + i);
                sum = fused(v, v, sum);
            }
            hn::Store(sum, floats, sums + lane);
        }
        for (const float sum : sums) total += static_cast<double>(sum);
    }
    return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
