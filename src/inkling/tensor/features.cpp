#include "inkling/tensor/features.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"

namespace inkling {

namespace {

/// Of `weight(cell, pixel)`, whole numbers over `denominator`.
template <class Weight>
PixelPool pixel_pool(std::size_t cells, std::int32_t denominator, const Weight& weight) {
    PixelPool pool;
    pool.cells = cells;
    pool.denominator = denominator;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::int32_t sum = 0;
        for (std::size_t pair = 0; pair < feature_side / 2; ++pair) {
            const std::int32_t left = weight(cell, 2 * pair), right = weight(cell, 2 * pair + 1);
            if (left + right == 0) continue;
            if (sum == 0) pool.begin[cell] = static_cast<std::uint8_t>(pair);
            pool.end[cell] = static_cast<std::uint8_t>(pair + 1);
            pool.weights[cell][pair] = left | right << 16;
            sum += left + right;
        }
        pool.largest = std::max(pool.largest, sum);
    }
    return pool;
}

}  // namespace

PixelPool triangular_pixels(std::size_t cells) {
    INKLING_CHECK(cells >= 1 && cells <= max_feature_cells);
    // In halves of a pixel and multiplied by `cells`, centres, distances and steps are whole.
    const auto side = static_cast<std::int32_t>(feature_side);
    const auto n = static_cast<std::int32_t>(cells);
    const auto weight = [&](std::size_t cell, std::size_t pixel) {
        const std::int32_t centre = (2 * static_cast<std::int32_t>(cell) + 1) * side;
        const std::int32_t place = (2 * static_cast<std::int32_t>(pixel) + 1) * n;
        return std::max(0, 2 * side - std::abs(place - centre));
    };
    std::int32_t common = 2 * side;
    for (std::size_t pixel = 0; pixel < feature_side; ++pixel)
        for (std::size_t cell = 0; cell < cells; ++cell)
            common = std::gcd(common, weight(cell, pixel));
    return pixel_pool(cells, 2 * side / common, [&](std::size_t cell, std::size_t pixel) {
        return weight(cell, pixel) / common;
    });
}

PixelPool halving_pixels() {
    return pixel_pool(feature_side / 2, 3, [](std::size_t cell, std::size_t pixel) {
        // In half pixels from the middle of the cell: 1 and 3.
        const int away = std::abs(2 * static_cast<int>(pixel) - 4 * static_cast<int>(cell) - 1);
        return away == 1 ? 3 : away == 3 ? 1 : 0;
    });
}

PoolAxis triangular_pool(std::size_t positions, std::size_t cells) {
    INKLING_CHECK(positions <= feature_side && cells >= 1 && cells <= max_feature_cells);
    PoolAxis axis;
    axis.cells = static_cast<std::uint32_t>(cells);
    const double step = static_cast<double>(positions) / static_cast<double>(cells);
    const double first_centre = 0.5 * step - 0.5;
    for (std::size_t p = 0; p < positions; ++p) {
        const double place = (static_cast<double>(p) - first_centre) / step;
        const double cell = std::floor(place);
        axis.first[p] = static_cast<std::int32_t>(cell);
        axis.low[p] = static_cast<float>(1 - (place - cell));
        axis.high[p] = static_cast<float>(place - cell);
    }
    return axis;
}

Directions sixteen_directions() {
    Directions directions;
    const double apart = math::pi / 8;
    for (std::size_t k = 0; k < 16; ++k) {
        const double next = (static_cast<double>(k) + 1) * apart;
        const double last = (static_cast<double>(k) - 1) * apart;
        const auto share = [&](double part) {
            return static_cast<std::int16_t>(std::lround(part / math::sin(apart) * 32768 / 4));
        };
        // Cross products with the unit vectors of the two neighbours.
        directions.a[k] = share(math::sin(next));
        directions.b[k] = share(-math::cos(next));
        directions.c[k] = share(-math::sin(last));
        directions.d[k] = share(math::cos(last));
    }
    return directions;
}

}  // namespace inkling
