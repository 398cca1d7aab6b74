#include "inkling/base/rng.hpp"

#include <cmath>

#include "inkling/base/math.hpp"

namespace inkling {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
    constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
    constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
    auto [c0, c1, c2, c3] = counter;
    auto [k0, k1] = key;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = multiplier_0 * c0, p1 = multiplier_1 * c2;
        const auto n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
        const auto n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
        c1 = static_cast<std::uint32_t>(p1);
        c3 = static_cast<std::uint32_t>(p0);
        c0 = n0;
        c2 = n2;
        k0 += weyl_0;
        k1 += weyl_1;
    }
    return {c0, c1, c2, c3};
}

std::uint32_t Rng::next() {
    if (left_ == 0) {
        block_ = philox4x32(counter_, key_);
        ++counter_[0];
        left_ = 4;
    }
    return block_[static_cast<std::size_t>(4 - left_--)];
}

std::uint32_t Rng::below(std::uint32_t n) {
    // D. Lemire, "Fast random integer generation in an interval", 2019.
    std::uint64_t product = std::uint64_t{next()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
        const std::uint32_t threshold = (0U - n) % n;
        while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{next()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

float Rng::normal() {
    const double u = (next() + 0.5) * 0x1p-32;
    const double v = next() * 0x1p-32;
    return static_cast<float>(std::sqrt(-2 * math::log(u)) * math::cos(2 * math::pi * v));
}

}  // namespace inkling
