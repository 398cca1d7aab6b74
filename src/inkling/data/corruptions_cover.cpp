// What MNIST-C lays over a digit: stripes, fog, drops and lines.
#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/data/corruptions_impl.hpp"

namespace inkling::corruption {

namespace {

constexpr double fog_strength = 3;
constexpr double fog_decay = 1.4;
constexpr int fog_side = 256;  // of the whole cloud, a power of two

constexpr float drops_mean = 0.65F;
constexpr float drops_deviation = 0.3F;
constexpr double drops_blur = 1;
constexpr double drops_from = 0.65;
constexpr double drops_edge_blur = 1.5;
constexpr double drops_opaque = 0.8;
constexpr double drops_grey = 63 / 255.0;

constexpr int columns_of_lines = 27;  // rows and columns from which lines are drawn
constexpr double line_reach = 2.3;    // pixels above and below, where a line fades out
constexpr double tooth = 2;           // half the length, and the height, of a zigzag

/// A height map by the diamond-square algorithm, which joins at its edges; 0 to 1. Each halving of
/// the step divides the amplitude's root by `fog_decay`, as in MNIST-C.
class Cloud {
  public:
    explicit Cloud(Rng& rng) : rng_(&rng) {
        for (int size = fog_side; size >= 2; size /= 2) {
            const int half = size / 2;
            for (int y = 0; y < fog_side; y += size)
                for (int x = 0; x < fog_side; x += size)
                    at(x + half, y + half) = wobbling(at(x, y) + at(x + size, y) + at(x, y + size) +
                                                      at(x + size, y + size));
            for (int y = 0; y < fog_side; y += size)
                for (int x = 0; x < fog_side; x += size) {
                    const float middle = at(x + half, y + half);
                    const float corner = at(x, y);
                    at(x + half, y) =
                        wobbling(corner + at(x + size, y) + middle + at(x + half, y - half));
                    at(x, y + half) =
                        wobbling(corner + at(x, y + size) + middle + at(x - half, y + half));
                }
            root_ /= static_cast<float>(fog_decay);
        }
        const auto [low, high] = std::minmax_element(heights_.begin(), heights_.end());
        low_ = static_cast<double>(*low);
        range_ = std::max(static_cast<double>(*high) - low_, 1e-9);
    }

    [[nodiscard]] double height(int x, int y) const {
        return (static_cast<double>(heights_[static_cast<std::size_t>(y * fog_side + x)]) - low_) /
               range_;
    }

  private:
    float& at(int x, int y) {
        constexpr int mask = fog_side - 1;
        return heights_[static_cast<std::size_t>((y & mask) * fog_side + (x & mask))];
    }
    float wobbling(float sum) { return sum / 4 + root_ * rng_->uniform(-root_, root_); }

    Rng* rng_;
    float root_ = 100;
    std::vector<float> heights_ = std::vector<float>(std::size_t{fog_side} * fog_side);
    double low_ = 0;
    double range_ = 1;
};

struct Spot {
    double x = 0;
    double y = 0;
};

/// Ink of a line from left to right, which fades logarithmically with the distance above and below.
Plane line(Spot from, Spot to) {
    Plane ink;
    if (from.x == to.x) return ink;
    const double slope = (to.y - from.y) / (to.x - from.x);
    const int first = std::max(0, static_cast<int>(std::floor(from.x)));
    const int last = std::min(side, static_cast<int>(std::ceil(to.x)));
    for (int y = 0; y < side; ++y)
        for (int x = first; x < last; ++x) {
            const double off = std::fabs(y - (slope * (x - from.x) + from.y));
            if (off < line_reach) ink.at(x, y) = std::max(0.0, math::log(1 - off / line_reach) + 1);
        }
    return ink;
}

}  // namespace

Plane stripe(const Plane& digit) {
    Plane result = digit;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            if (x < side / 4 || x >= side * 3 / 4) result.at(x, y) = 1 - digit.at(x, y);
    return result;
}

Plane fog(const Plane& digit, Rng& rng) {
    const Cloud cloud(rng);
    const double most = *std::max_element(digit.values.begin(), digit.values.end());
    Plane result;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            result.at(x, y) =
                (digit.at(x, y) + fog_strength * cloud.height(x, y)) * most / (most + fog_strength);
    return result;
}

Plane spatter(const Plane& digit, Rng& rng) {
    Plane drops;
    for (double& value : drops.values)
        value = static_cast<double>(drops_mean + drops_deviation * rng.normal());
    drops = blurred(drops, drops_blur, Outside::nearest);
    for (double& value : drops.values) value = value > drops_from ? 1 : 0;
    drops = blurred(drops, drops_edge_blur, Outside::nearest);
    Plane result = digit;
    for (std::size_t i = 0; i < framed_size; ++i) {
        const double cover = drops.values[i] < drops_opaque ? 0 : drops.values[i];
        result.values[i] = digit.values[i] * (1 - cover) + drops_grey * cover;
    }
    return result;
}

Plane dotted_line(const Plane& digit, Rng& rng) {
    const double left = rng.below(columns_of_lines);
    const double right = rng.below(columns_of_lines);
    const Plane ink = line({0, left}, {columns_of_lines, right});
    Plane result = digit;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            if (x % 4 >= 2) result.at(x, y) += ink.at(x, y);
    return result;
}

Plane zigzag(const Plane& digit, Rng& rng) {
    constexpr double from_x = 2, to_x = 25;
    const double from_y = rng.below(columns_of_lines);
    const double rise = static_cast<double>(rng.below(10)) - 5;
    const double length = std::sqrt((to_x - from_x) * (to_x - from_x) + rise * rise);
    const double cosine = (to_x - from_x) / length;
    const double sine = rise / length;
    std::vector<Spot> corners = {{0, 0}};  // along the line that is not turned yet
    double up = tooth;
    for (double x = tooth; x <= length; x += 2 * tooth) {
        corners.push_back({x, up});
        up = -up;
    }
    const double whole = 2 * tooth * std::floor(length / (2 * tooth));
    if (length != whole) corners.push_back({length, -up / (2 * (length - whole))});
    for (Spot& spot : corners)
        spot = {cosine * spot.x - sine * spot.y + from_x, sine * spot.x + cosine * spot.y + from_y};
    Plane result = digit;
    for (std::size_t i = 1; i < corners.size(); ++i) {
        const Plane ink = line(corners[i - 1], corners[i]);
        for (std::size_t p = 0; p < framed_size; ++p)
            result.values[p] = std::min(1.0, result.values[p] + ink.values[p]);
    }
    return result;
}

}  // namespace inkling::corruption
