// The maps of the fixed front ends against their definition in double precision, on each path.
#include "inkling/tensor/features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

constexpr int side = feature_side;

/// A thick bent line on paper; neither is without noise.
std::vector<std::uint8_t> picture() {
    std::vector<std::uint8_t> image(feature_side * feature_side);
    Rng rng(3, Purpose::test);
    for (int y = 2; y < 26; ++y)
        for (int x = 0; x < side; ++x) {
            const double away = std::fabs(x - 14 - 8 * math::sin(y / 4.0));
            if (away < 3)
                image[static_cast<std::size_t>(y * side + x)] = static_cast<std::uint8_t>(
                    std::round(255 * rng.uniform(0.7F, 1) * static_cast<float>(1 - away / 3)));
        }
    return image;
}

struct Map {
    int extent;
    int channels;
    std::vector<double> values;

    Map(int n, int c) : extent(n), channels(c), values(static_cast<std::size_t>(n * n * c)) {}
    double& at(int x, int y, int c) {
        return values[static_cast<std::size_t>((y * extent + x) * channels + c)];
    }
    [[nodiscard]] double get(int x, int y, int c) const {
        if (x < 0 || y < 0 || x >= extent || y >= extent) return 0;
        return values[static_cast<std::size_t>((y * extent + x) * channels + c)];
    }
};

struct Slope {
    double x, y;
};
Slope sobel(const Map& m, int x, int y, int c) {
    const auto p = [&](int dx, int dy) { return m.get(x + dx, y + dy, c); };
    return {p(1, -1) + 2 * p(1, 0) + p(1, 1) - p(-1, -1) - 2 * p(-1, 0) - p(-1, 1),
            p(-1, 1) + 2 * p(0, 1) + p(1, 1) - p(-1, -1) - 2 * p(0, -1) - p(1, -1)};
}

Map image_map(const std::vector<std::uint8_t>& image) {
    Map map(side, 1);
    std::transform(image.begin(), image.end(), map.values.begin(),
                   [](std::uint8_t v) { return v / 255.0; });
    return map;
}

/// A vector shared out between the two directions beside it, as between two axes.
Map directional(const std::vector<std::uint8_t>& image, int count) {
    const Map grey = image_map(image);
    Map map(side, count);
    const double apart = 2 * math::pi / count;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const Slope s = sobel(grey, x, y, 0);
            const double gx = s.x / 4, gy = s.y / 4;
            if (std::max(std::fabs(gx), std::fabs(gy)) <= 0.0075) continue;
            double angle = std::atan2(gy, gx);
            if (angle < 0) angle += 2 * math::pi;
            const int k = static_cast<int>(angle / apart) % count;
            const double rest = angle - k * apart, length = std::hypot(gx, gy);
            map.at(x, y, k) += length * std::sin(apart - rest) / std::sin(apart);
            map.at(x, y, (k + 1) % count) += length * std::sin(rest) / std::sin(apart);
        }
    return map;
}

std::vector<double> pooled(const Map& map, int cells,
                           const std::function<double(double, int)>& weight) {
    std::vector<double> sums;
    for (int cy = 0; cy < cells; ++cy)
        for (int cx = 0; cx < cells; ++cx)
            for (int c = 0; c < map.channels; ++c) {
                double sum = 0;
                for (int y = 0; y < map.extent; ++y)
                    for (int x = 0; x < map.extent; ++x)
                        sum += weight(x, cx) * weight(y, cy) * map.get(x, y, c);
                sums.push_back(sum);
            }
    return sums;
}

std::function<double(double, int)> triangle(int positions, int cells) {
    const double step = static_cast<double>(positions) / cells;
    return [=](double p, int cell) {
        return std::max(0.0, 1 - std::fabs(p - ((cell + 0.5) * step - 0.5)) / step);
    };
}

using Kernel = void (*Kernels::*)(const FeatureArgs&) noexcept;

/// Rows of cells have 15 bits: more than that is rounded away where weights or strengths are large.
constexpr double rounded = 1e-3;
constexpr double exact = 1e-6;

void expect_everywhere(Kernel kernel, const FeatureArgs& args, const std::vector<double>& wanted,
                       double tolerance) {
    const std::string before = kernels().path;
    std::vector<float> first;
    for (const auto path : available_kernels()) {
        ASSERT_TRUE(force_kernels(path));
        std::vector<float> out(wanted.size() + 1, -7);
        FeatureArgs here = args;
        here.out = out.data();
        (kernels().*kernel)(here);
        EXPECT_EQ(out.back(), -7) << path << " writes past its end";
        if (first.empty()) first = out;
        EXPECT_EQ(out, first) << path;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            ASSERT_NEAR(out[i], wanted[i], tolerance * (1 + wanted[i])) << path << ' ' << i;
    }
    ASSERT_TRUE(force_kernels(before));
}

TEST(FeatureMaps, GradientsAreSharedOutAmongDirectionsAndCells) {
    const std::vector<std::uint8_t> image = picture();
    for (const int count : {8, 16})
        for (const int cells : {6, 7, 9}) {
            const PixelPool pool = triangular_pixels(static_cast<std::size_t>(cells));
            const Directions sixteen = sixteen_directions();
            const Directions* directions = count == 16 ? &sixteen : nullptr;
            expect_everywhere(&Kernels::gradient_features,
                              {image.data(), &pool, nullptr, directions, nullptr},
                              pooled(directional(image, count), cells, triangle(side, cells)),
                              count == 8 && cells == 7 ? exact : rounded);
        }
}

TEST(FeatureMaps, SecondOrderIsTheSlopeOfTheHalvedMaps) {
    const std::vector<std::uint8_t> image = picture();
    const PixelPool halving = halving_pixels();
    const PoolAxis second = triangular_pool(14, 6);
    const std::vector<double> halved = pooled(directional(image, 8), 14, [](double p, int cell) {
        const double away = std::fabs(p - (2 * cell + 0.5));
        return away < 1 ? 1 : away < 2 ? 1.0 / 3 : 0;
    });
    Map maps(14, 8);
    std::transform(halved.begin(), halved.end(), maps.values.begin(),
                   [](double v) { return std::sqrt(v); });
    Map waves(14, 32);
    for (int y = 0; y < 14; ++y)
        for (int x = 0; x < 14; ++x)
            for (int k = 0; k < 8; ++k) {
                const Slope s = sobel(maps, x, y, k);
                waves.at(x, y, k) = std::max(s.x, 0.0);
                waves.at(x, y, 8 + k) = std::max(-s.x, 0.0);
                waves.at(x, y, 16 + k) = std::max(s.y, 0.0);
                waves.at(x, y, 24 + k) = std::max(-s.y, 0.0);
            }
    expect_everywhere(&Kernels::second_order_features,
                      {image.data(), &halving, &second, nullptr, nullptr},
                      pooled(waves, 6, triangle(14, 6)), exact);
}

TEST(FeatureMaps, HessianSplitsBendsBySignAndAxis) {
    const std::vector<std::uint8_t> image = picture();
    const Map grey = image_map(image);
    Map bends(side, 8);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto p = [&](int dx, int dy) { return grey.get(x + dx, y + dy, 0); };
            double xx = 0, yy = 0;
            for (int i = -1; i <= 1; ++i) {
                const int weight = i == 0 ? 2 : 1;
                xx += weight * (p(-1, i) - 2 * p(0, i) + p(1, i));
                yy += weight * (p(i, -1) - 2 * p(i, 0) + p(i, 1));
            }
            const double xy = p(-1, -1) + p(1, 1) - p(1, -1) - p(-1, 1);
            const double axis = (xx - yy) / 4, diagonal = 2 * xy / 4;
            if (std::max(std::fabs(axis), std::fabs(diagonal)) <= 0.0075) continue;
            const int group = xx + yy > 0 ? 0 : 4;
            bends.at(x, y, group + (axis > 0 ? 0 : 1)) += std::fabs(axis);
            bends.at(x, y, group + (diagonal > 0 ? 2 : 3)) += std::fabs(diagonal);
        }
    const PixelPool pool = triangular_pixels(6);
    expect_everywhere(&Kernels::hessian_features, {image.data(), &pool, nullptr, nullptr, nullptr},
                      pooled(bends, 6, triangle(side, 6)), rounded);
}

TEST(FeatureMaps, PaperHasNoFeatures) {
    const std::vector<std::uint8_t> image(feature_side * feature_side, 0);
    const PixelPool pool = triangular_pixels(7);
    expect_everywhere(&Kernels::gradient_features, {image.data(), &pool, nullptr, nullptr, nullptr},
                      std::vector<double>(7 * 7 * 8, 0.0), 0);
}

TEST(FeatureMaps, RootTakesAnyNumberOfValues) {
    for (const std::size_t n : {1U, 15U, 16U, 45U}) {
        std::vector<float> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(i);
        kernels().root(2, -1, x.data(), n);
        for (std::size_t i = 0; i < n; ++i)
            EXPECT_FLOAT_EQ(x[i], 2 * std::sqrt(static_cast<float>(i)) - 1);
    }
}

}  // namespace
}  // namespace inkling
