// The last of MNIST-C: nothing of the digit but its edges, one pixel wide.
// J. Canny, "A computational approach to edge detection", IEEE PAMI 8, 1986, with the parameters
// that scikit-image takes unless told otherwise.
#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/data/corruptions_impl.hpp"

namespace inkling::corruption {

namespace {

constexpr double sigma = 1;
constexpr double surely = 0.2;  // slope of an edge; Sobel's sum over 3 × 3 pixels
constexpr double perhaps = 0.1;

struct Slopes {
    Plane across, down, size;
};

/// Pixels near the border are divided by the share of the blur that fell inside.
Plane smooth(const Plane& digit) {
    Plane inside;
    inside.values.fill(1);
    Plane result = blurred(digit, sigma, Outside::paper);
    const Plane share = blurred(inside, sigma, Outside::paper);
    for (std::size_t i = 0; i < framed_size; ++i) result.values[i] /= share.values[i];
    return result;
}

/// By Sobel's operator; the outermost pixels stay 0, for they are no edges.
Slopes slopes_of(const Plane& p) {
    Slopes slopes;
    for (int y = 1; y < side - 1; ++y)
        for (int x = 1; x < side - 1; ++x) {
            const double right = p.at(x + 1, y - 1) + 2 * p.at(x + 1, y) + p.at(x + 1, y + 1);
            const double left = p.at(x - 1, y - 1) + 2 * p.at(x - 1, y) + p.at(x - 1, y + 1);
            const double below = p.at(x - 1, y + 1) + 2 * p.at(x, y + 1) + p.at(x + 1, y + 1);
            const double above = p.at(x - 1, y - 1) + 2 * p.at(x, y - 1) + p.at(x + 1, y - 1);
            slopes.across.at(x, y) = right - left;
            slopes.down.at(x, y) = below - above;
            slopes.size.at(x, y) =
                std::sqrt((right - left) * (right - left) + (below - above) * (below - above));
        }
    return slopes;
}

/// Whether no neighbour up or down the slope is steeper, between the two pixels that are nearest.
bool is_ridge(const Slopes& slopes, int x, int y) {
    const double size = slopes.size.at(x, y);
    if (size <= 0) return false;
    const double across = slopes.across.at(x, y);
    const double down = slopes.down.at(x, y);
    const int dx = across < 0 ? -1 : 1;
    const int dy = down < 0 ? -1 : 1;
    const bool steep = std::fabs(down) >= std::fabs(across);
    const double diagonal = steep ? std::fabs(across / down) : std::fabs(down / across);
    for (const int way : {1, -1}) {
        const double straight =
            steep ? slopes.size.at(x, y + way * dy) : slopes.size.at(x + way * dx, y);
        const double corner = slopes.size.at(x + way * dx, y + way * dy);
        if (corner * diagonal + straight * (1 - diagonal) > size) return false;
    }
    return true;
}

}  // namespace

Plane canny_edges(const Plane& digit) {
    const Slopes slopes = slopes_of(smooth(digit));
    std::array<bool, framed_size> candidate{};
    std::vector<int> found;
    Plane edges;
    for (int y = 1; y < side - 1; ++y)
        for (int x = 1; x < side - 1; ++x) {
            const double size = slopes.size.at(x, y);
            if (size < perhaps || !is_ridge(slopes, x, y)) continue;
            candidate[static_cast<std::size_t>(y * side + x)] = true;
            if (size >= surely) found.push_back(y * side + x);
        }
    // A faint edge counts where it hangs together with a sure one.
    while (!found.empty()) {
        const int pixel = found.back();
        found.pop_back();
        if (edges.values[static_cast<std::size_t>(pixel)] > 0) continue;
        edges.values[static_cast<std::size_t>(pixel)] = 1;
        for (int dy = -1; dy <= 1; ++dy)
            for (int dx = -1; dx <= 1; ++dx)
                if (const int next = pixel + dy * side + dx;
                    candidate[static_cast<std::size_t>(next)])
                    found.push_back(next);
    }
    return edges;
}

}  // namespace inkling::corruption
