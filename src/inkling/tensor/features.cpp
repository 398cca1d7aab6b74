#include "inkling/tensor/features.hpp"

#include <cmath>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"

namespace inkling {

PoolAxis triangular_pool(std::size_t positions, std::size_t cells) {
    INKLING_CHECK(positions <= feature_side && cells >= 1 && cells <= max_feature_cells);
    PoolAxis axis;
    axis.positions = static_cast<std::uint32_t>(positions);
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

PoolAxis halving_pool(std::size_t positions) {
    INKLING_CHECK(positions <= feature_side && positions % 2 == 0);
    PoolAxis axis;
    axis.positions = static_cast<std::uint32_t>(positions);
    axis.cells = static_cast<std::uint32_t>(positions / 2);
    for (std::size_t p = 0; p < positions; ++p) {
        const bool odd = p % 2 == 1;
        axis.first[p] = static_cast<std::int32_t>(p / 2) - (odd ? 0 : 1);
        axis.low[p] = odd ? 1.0F : 1.0F / 3;
        axis.high[p] = odd ? 1.0F / 3 : 1.0F;
    }
    return axis;
}

Directions directions_of(std::size_t count) {
    INKLING_CHECK(count == 8 || count == 16);
    Directions directions;
    directions.count = count;
    const double apart = 2 * math::pi / static_cast<double>(count);
    for (std::size_t k = 0; k < count; ++k) {
        const double next = (static_cast<double>(k) + 1) * apart;
        const double last = (static_cast<double>(k) - 1) * apart;
        // Cross products with the unit vectors of the two neighbours.
        directions.a[k] = static_cast<float>(math::sin(next) / math::sin(apart));
        directions.b[k] = static_cast<float>(-math::cos(next) / math::sin(apart));
        directions.c[k] = static_cast<float>(-math::sin(last) / math::sin(apart));
        directions.d[k] = static_cast<float>(math::cos(last) / math::sin(apart));
    }
    return directions;
}

}  // namespace inkling
