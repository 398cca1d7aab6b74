// The second order of the fixed front ends: Sobel's slopes of the eight maps that the first order
// makes at half the resolution. Lanes hold maps, so that a position adds to whole cells at once.
// Products and sums are rounded one by one, in the order of positions, on every path.
#if defined(INKLING_TENSOR_SECOND_ORDER_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_SECOND_ORDER_INL_HPP
#undef INKLING_TENSOR_SECOND_ORDER_INL_HPP
#else
#define INKLING_TENSOR_SECOND_ORDER_INL_HPP
#endif

#include "inkling/tensor/features-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

inline constexpr size_t half_side = picture_side / 2;
inline constexpr size_t half_waves = 4 * group;  // of a position

/// As many lanes as the path has, at most one for each map.
using MapLanes = hn::CappedTag<float, (group < lane_count ? group : lane_count)>;
inline constexpr MapLanes map_lanes{};

/// to[0 .. half_waves-1] += weight · from.
HWY_INLINE void add_waves(float weight, const float* from, float* to) {
    constexpr size_t n = hn::MaxLanes(map_lanes);
    for (size_t i = 0; i < half_waves; i += n)
        hn::StoreU(hn::Add(hn::LoadU(map_lanes, to + i),
                           hn::Mul(hn::Set(map_lanes, weight), hn::LoadU(map_lanes, from + i))),
                   map_lanes, to + i);
}

/// What rises and what falls along both slopes of the maps at one place.
HWY_INLINE void split_slopes(const float* above, const float* here, const float* below,
                             float* out) {
    const MapLanes tag;
    constexpr size_t n = hn::MaxLanes(tag);
    for (size_t k = 0; k < 8; k += n) {
        const auto at = [&](const float* row, size_t column)
                            HWY_ATTR { return hn::LoadU(tag, row + column * 8 + k); };
        const auto twice = [&](auto v) HWY_ATTR { return hn::Add(v, v); };
        const auto a = at(above, 0), c = at(above, 2), g = at(below, 0), i = at(below, 2);
        const auto gx = hn::Sub(hn::Add(hn::Add(c, i), twice(at(here, 2))),
                                hn::Add(hn::Add(a, g), twice(at(here, 0))));
        const auto gy = hn::Sub(hn::Add(hn::Add(g, i), twice(at(below, 1))),
                                hn::Add(hn::Add(a, c), twice(at(above, 1))));
        const auto zero = hn::Zero(tag);
        hn::StoreU(hn::Max(gx, zero), tag, out + k);
        hn::StoreU(hn::Max(hn::Neg(gx), zero), tag, out + 8 + k);
        hn::StoreU(hn::Max(gy, zero), tag, out + 16 + k);
        hn::StoreU(hn::Max(hn::Neg(gy), zero), tag, out + 24 + k);
    }
}

void second_order_features(const FeatureArgs& f) noexcept {
    HWY_ALIGN float maps[half_side * half_side * group];
    pool_channels(GreyPicture(f.image), EightDirections{}, *f.pool, maps, group);
    root(1, 0, maps, half_side * half_side * group);
    HWY_ALIGN float padded[half_side + 2][(half_side + 2) * group] = {};
    for (size_t y = 0; y < half_side; ++y)
        __builtin_memcpy(padded[y + 1] + group, maps + y * half_side * group,
                         half_side * group * sizeof(float));
    const PoolAxis& axis = *f.second;
    const size_t width = axis.cells * half_waves;
    for (size_t i = 0; i < axis.cells * width; ++i) f.out[i] = 0;
    HWY_ALIGN float waves[half_waves];
    for (size_t y = 0; y < half_side; ++y) {
        // A cell of margin on either side, which is left out.
        HWY_ALIGN float row[(max_feature_cells + 2) * half_waves] = {};
        for (size_t x = 0; x < half_side; ++x) {
            split_slopes(padded[y] + x * group, padded[y + 1] + x * group,
                         padded[y + 2] + x * group, waves);
            float* low = row + static_cast<size_t>(axis.first[x] + 1) * half_waves;
            add_waves(axis.low[x], waves, low);
            add_waves(axis.high[x], waves, low + half_waves);
        }
        const auto share = [&](int32_t cell, float weight) HWY_ATTR {
            if (cell < 0 || cell >= static_cast<int32_t>(axis.cells)) return;
            for (size_t i = 0; i < width; i += half_waves)
                add_waves(weight, row + half_waves + i,
                          f.out + static_cast<size_t>(cell) * width + i);
        };
        share(axis.first[y], axis.low[y]);
        share(axis.first[y] + 1, axis.high[y]);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
