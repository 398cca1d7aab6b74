// Noise of MNIST-C: quanta of light, and pixels that are broken.
#include "inkling/base/math.hpp"
#include "inkling/data/corruptions_impl.hpp"

namespace inkling::corruption {

namespace {
constexpr double quanta = 3;  // of full ink
constexpr float broken = 0.27F;

/// By D. Knuth's method: as many factors as keep a product of uniform numbers above exp(−mean).
int poisson(double mean, Rng& rng) {
    const double limit = math::exp(-mean);
    int count = 0;
    for (double product = rng.uniform(); product > limit; product *= rng.uniform()) ++count;
    return count;
}
}  // namespace

Plane shot_noise(const Plane& digit, Rng& rng) {
    Plane result = digit;
    for (double& value : result.values)
        value = value > 0 ? poisson(value * quanta, rng) / quanta : 0;
    return result;
}

Plane impulse_noise(const Plane& digit, Rng& rng) {
    Plane result = digit;
    for (double& value : result.values)
        if (rng.chance(broken)) value = rng.below(2);
    return result;
}

}  // namespace inkling::corruption
