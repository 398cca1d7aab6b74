// Steps of the optimizers and other passes over all weights.
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

// Keras' form: v ← momentum·v − rate·g; w ← w + v, or with Nesterov w ← w + momentum·v − rate·g.
void sgd(const UpdateArgs& u) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const Vector rate = set(-u.rate), momentum = set(u.decay_1);
    for (size_t i = 0; i < u.size; i += n) {
        const Vector g = load(u.gradients + i);
        Vector w = load(u.weights + i);
        if (u.state_1 == nullptr) {
            w = fused(rate, g, w);
        } else {
            const Vector v = fused(momentum, load(u.state_1 + i), hn::Mul(rate, g));
            hn::Store(v, floats, u.state_1 + i);
            w = u.nesterov ? hn::Add(w, fused(momentum, v, hn::Mul(rate, g))) : hn::Add(w, v);
        }
        hn::Store(w, floats, u.weights + i);
    }
}

// s ← ρ·s + (1−ρ)·g²; w ← w − rate·g/(√s + ε).
void rmsprop(const UpdateArgs& u) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const Vector rate = set(-u.rate), rho = set(u.decay_1), rest = set(1 - u.decay_1);
    const Vector epsilon = set(u.epsilon);
    for (size_t i = 0; i < u.size; i += n) {
        const Vector g = load(u.gradients + i);
        const Vector s = fused(rho, load(u.state_1 + i), hn::Mul(rest, hn::Mul(g, g)));
        hn::Store(s, floats, u.state_1 + i);
        const Vector step = hn::Div(g, hn::Add(hn::Sqrt(s), epsilon));
        hn::Store(fused(rate, step, load(u.weights + i)), floats, u.weights + i);
    }
}

// m ← β₁·m + (1−β₁)·g; v ← β₂·v + (1−β₂)·g²; w ← w − rate·m̂/(√v̂ + ε).
void adam(const UpdateArgs& u) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const Vector beta_1 = set(u.decay_1), rest_1 = set(1 - u.decay_1);
    const Vector beta_2 = set(u.decay_2), rest_2 = set(1 - u.decay_2);
    const Vector rate = set(-u.rate * u.correct_1), correct = set(u.correct_2);
    const Vector epsilon = set(u.epsilon);
    for (size_t i = 0; i < u.size; i += n) {
        const Vector g = load(u.gradients + i);
        const Vector m = fused(beta_1, load(u.state_1 + i), hn::Mul(rest_1, g));
        const Vector v = fused(beta_2, load(u.state_2 + i), hn::Mul(rest_2, hn::Mul(g, g)));
        hn::Store(m, floats, u.state_1 + i);
        hn::Store(v, floats, u.state_2 + i);
        const Vector step = hn::Div(m, hn::Add(hn::Sqrt(hn::Mul(v, correct)), epsilon));
        hn::Store(fused(rate, step, load(u.weights + i)), floats, u.weights + i);
    }
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
