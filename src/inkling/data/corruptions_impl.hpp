// The single corruptions of corruptions.hpp, on digits as real numbers, 0 paper to 1 ink. Results
// are clipped to that range by the caller.
#pragma once

#include <array>

#include "inkling/base/rng.hpp"
#include "inkling/image/frame.hpp"

namespace inkling::corruption {

inline constexpr int side = framed_side;

struct Plane {
    std::array<double, framed_size> values{};

    double& at(int x, int y) { return values[static_cast<std::size_t>(y * side + x)]; }
    [[nodiscard]] double at(int x, int y) const {
        return values[static_cast<std::size_t>(y * side + x)];
    }
};

/// What lies outside of a plane that is blurred.
enum class Outside { paper, nearest };
/// By a normal distribution of this deviation, cut off at four times it.
Plane blurred(const Plane& plane, double sigma, Outside outside);

/// corruptions_noise.cpp
Plane shot_noise(const Plane& digit, Rng& rng);
Plane impulse_noise(const Plane& digit, Rng& rng);
/// corruptions_blur.cpp
Plane glass_blur(const Plane& digit, Rng& rng);
Plane motion_blur(const Plane& digit, Rng& rng);
/// corruptions_cover.cpp
Plane stripe(const Plane& digit);
Plane fog(const Plane& digit, Rng& rng);
Plane spatter(const Plane& digit, Rng& rng);
Plane dotted_line(const Plane& digit, Rng& rng);
Plane zigzag(const Plane& digit, Rng& rng);
/// corruptions_canny.cpp
Plane canny_edges(const Plane& digit);

}  // namespace inkling::corruption
