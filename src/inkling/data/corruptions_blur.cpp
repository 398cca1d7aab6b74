// Blurs of MNIST-C: through rippled glass, and by a hand that moved.
#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/data/corruptions_impl.hpp"

namespace inkling::corruption {

namespace {

constexpr double glass_sigma = 0.7;
constexpr int glass_reach = 1;
constexpr int glass_rounds = 2;

constexpr int motion_width = 21;  // of a kernel of radius 10
constexpr double motion_sigma = 3;
constexpr float motion_degrees = 45;

/// Along one axis: (1, 0) or (0, 1).
Plane blurred_along(const Plane& plane, const std::vector<double>& kernel, Outside outside, int dx,
                    int dy) {
    const int radius = static_cast<int>(kernel.size()) / 2;
    Plane result;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            double sum = 0;
            for (int k = -radius; k <= radius; ++k) {
                const int from_x = x + k * dx;
                const int from_y = y + k * dy;
                const int near_x = std::clamp(from_x, 0, side - 1);
                const int near_y = std::clamp(from_y, 0, side - 1);
                if (outside == Outside::paper && (near_x != from_x || near_y != from_y)) continue;
                sum += kernel[static_cast<std::size_t>(k + radius)] * plane.at(near_x, near_y);
            }
            result.at(x, y) = sum;
        }
    return result;
}

}  // namespace

Plane blurred(const Plane& plane, double sigma, Outside outside) {
    const int radius = static_cast<int>(4 * sigma + 0.5);
    std::vector<double> kernel;
    double sum = 0;
    for (int k = -radius; k <= radius; ++k) {
        kernel.push_back(math::exp(-k * k / (2 * sigma * sigma)));
        sum += kernel.back();
    }
    for (double& weight : kernel) weight /= sum;
    return blurred_along(blurred_along(plane, kernel, outside, 0, 1), kernel, outside, 1, 0);
}

Plane glass_blur(const Plane& digit, Rng& rng) {
    Plane result = blurred(digit, glass_sigma, Outside::nearest);
    const auto aside = [&] { return static_cast<int>(rng.below(2 * glass_reach)) - glass_reach; };
    for (int round = 0; round < glass_rounds; ++round)
        for (int y = side - glass_reach; y > glass_reach; --y)
            for (int x = side - glass_reach; x > glass_reach; --x) {
                if (rng.below(2) == 0) continue;
                const int other_x = x + aside();
                const int other_y = y + aside();
                std::swap(result.at(x, y), result.at(other_x, other_y));
            }
    return blurred(result, glass_sigma, Outside::nearest);
}

/// As ImageMagick's -motion-blur, which MNIST-C used: half a normal distribution along the line,
/// from nearest pixels.
Plane motion_blur(const Plane& digit, Rng& rng) {
    const double angle =
        static_cast<double>(rng.uniform(-motion_degrees, motion_degrees)) * math::pi / 180;
    const double across = math::cos(angle);
    const double down = math::sin(angle);
    Plane result;
    double total = 0;
    for (int i = 0; i < motion_width; ++i) {
        const double weight = math::exp(-i * i / (2 * motion_sigma * motion_sigma));
        total += weight;
        const int dx = static_cast<int>(std::ceil(i * across - 0.5));
        const int dy = static_cast<int>(std::ceil(i * down - 0.5));
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                result.at(x, y) += weight * digit.at(std::clamp(x + dx, 0, side - 1),
                                                     std::clamp(y + dy, 0, side - 1));
    }
    for (double& value : result.values) value /= total;
    return result;
}

}  // namespace inkling::corruption
