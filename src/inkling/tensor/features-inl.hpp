// The fixed front ends: slopes of the ink in 8 or 16 directions, the slopes of those, and the bends
// of the ink, pooled over a grid. Pixels are whole grey levels and so are all weights: sums are
// exact, in any order, on any path. Lanes are columns until rows are pooled, then directions.
#if defined(INKLING_TENSOR_FEATURES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_FEATURES_INL_HPP
#undef INKLING_TENSOR_FEATURES_INL_HPP
#else
#define INKLING_TENSOR_FEATURES_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// Columns of a row of pixels, or as many of them as the path has lanes.
using Shorts = hn::CappedTag<int16_t, 32>;
using Short = hn::Vec<Shorts>;
inline constexpr Shorts shorts{};

inline constexpr size_t picture_side = feature_side;
inline constexpr size_t row_pairs = picture_side / 2;
inline constexpr size_t row_lanes = 32;
inline constexpr size_t group = 8;  // channels that are pooled together

/// The picture in grey levels 0 … 255, with paper around it.
struct GreyPicture {
    static constexpr size_t pitch = 96;
    static constexpr size_t lead = 32;  // a vector: rows begin on one's boundary
    HWY_ALIGN int16_t rows[picture_side + 2][pitch];

    explicit HWY_INLINE GreyPicture(const uint8_t* image) {
        const hn::CappedTag<int16_t, 16> some;
        const hn::Rebind<uint8_t, decltype(some)> bytes;
        constexpr size_t n = hn::MaxLanes(some);
        const auto copy = [&](const uint8_t* from, int16_t* to) HWY_ATTR {
            hn::StoreU(hn::PromoteTo(some, hn::LoadU(bytes, from)), some, to);
        };
        for (size_t x = 0; x < pitch; x += hn::MaxLanes(shorts)) {
            hn::Store(hn::Zero(shorts), shorts, rows[0] + x);
            hn::Store(hn::Zero(shorts), shorts, rows[picture_side + 1] + x);
        }
        for (size_t y = 0; y < picture_side; ++y, image += picture_side) {
            int16_t* row = rows[y + 1];
            // The pixel before, and four of rounding with the one behind them.
            for (size_t x = 0; x < 8; ++x) row[lead - 8 + x] = row[lead + picture_side + x] = 0;
            for (size_t x = 0; x + n <= picture_side; x += n) copy(image + x, row + lead + x);
            // The last of a row once more from its end, as nothing lies behind the picture.
            constexpr size_t last = picture_side - n;
            copy(image + last, row + lead + last);
        }
    }
};

/// One row of pixels at some columns: what both axes' derivatives are made of.
struct RowSums {
    Short smooth;  ///< left + 2·here + right
    Short slope;   ///< right − left
    Short here;

    static HWY_INLINE RowSums of(const GreyPicture& picture, size_t row, size_t x) {
        const int16_t* at = picture.rows[row] + GreyPicture::lead + x;
        const Short left = hn::LoadU(shorts, at - 1), here = hn::Load(shorts, at);
        const Short right = hn::LoadU(shorts, at + 1);
        return {hn::Add(hn::Add(left, right), hn::Add(here, here)), hn::Sub(right, left), here};
    }
};

HWY_INLINE Short negative(Short v) {
    return hn::Sub(hn::Zero(shorts), v);
}
HWY_INLINE Short positive_part(Short v) {
    return hn::Max(v, hn::Zero(shorts));
}
/// `v` where one of the two is at least `least` away from 0.
HWY_INLINE Short where_strong(Short v, Short a, Short b, int16_t least) {
    const Short strength = hn::Max(hn::Max(a, negative(a)), hn::Max(b, negative(b)));
    return hn::IfThenElseZero(hn::Gt(strength, hn::Set(shorts, static_cast<int16_t>(least - 1))),
                              v);
}

/// Sobel's slopes; a full edge is 1020.
struct Slope {
    Short x, y;

    HWY_INLINE Slope(const RowSums& above, const RowSums& here, const RowSums& below) {
        const Short across =
            hn::Add(hn::Add(above.slope, below.slope), hn::Add(here.slope, here.slope));
        const Short down = hn::Sub(below.smooth, above.smooth);
        x = where_strong(across, across, down, least_gradient);
        y = where_strong(down, across, down, least_gradient);
    }
};

/// How strongly the ink slopes along each of 8 directions: of two neighbours, in which a slope is
/// shared out, that along an axis is the one less the other, that along a diagonal √2 of the
/// lesser.
struct EightDirections {
    static constexpr int32_t largest = 1020;

    HWY_INLINE void operator()(const RowSums& above, const RowSums& here, const RowSums& below,
                               Short (&out)[group]) const {
        const Slope slope(above, here, below);
        const Short east = positive_part(slope.x), west = positive_part(negative(slope.x));
        const Short south = positive_part(slope.y), north = positive_part(negative(slope.y));
        const Short across = hn::Max(east, west), down = hn::Max(south, north);
        out[0] = positive_part(hn::Sub(east, down));
        out[1] = hn::Min(east, south);
        out[2] = positive_part(hn::Sub(south, across));
        out[3] = hn::Min(south, west);
        out[4] = positive_part(hn::Sub(west, down));
        out[5] = hn::Min(west, north);
        out[6] = positive_part(hn::Sub(north, across));
        out[7] = hn::Min(north, east);
    }
    static HWY_INLINE float unit(size_t k) { return (k % 2 == 0 ? 1.0F : root_of_two) / 1020; }
};

/// Half of 16 directions, in quarters of the above.
struct SixteenDirections {
    static constexpr int32_t largest = 4 * 1140;  // at a slope of (1020, 510)
    const Directions& directions;
    size_t first;

    HWY_INLINE void operator()(const RowSums& above, const RowSums& here, const RowSums& below,
                               Short (&out)[group]) const {
        const Slope slope(above, here, below);
        const Short x = hn::ShiftLeft<4>(slope.x), y = hn::ShiftLeft<4>(slope.y);
        const auto along = [&](int16_t a, int16_t b) HWY_ATTR {
            return hn::Add(hn::MulFixedPoint15(x, hn::Set(shorts, a)),
                           hn::MulFixedPoint15(y, hn::Set(shorts, b)));
        };
        for (size_t k = 0; k < group; ++k) {
            const size_t i = first + k;
            out[k] = positive_part(hn::Min(along(directions.a[i], directions.b[i]),
                                           along(directions.c[i], directions.d[i])));
        }
    }
    static HWY_INLINE float unit(size_t /*k*/) { return 1.0F / 4080; }
};

/// The half-waves of xx − yy and 2·xy, first where the ink bends towards itself, then elsewhere.
struct Bends {
    static constexpr int32_t largest = 1020;

    HWY_INLINE void operator()(const RowSums& above, const RowSums& here, const RowSums& below,
                               Short (&out)[group]) const {
        const auto twice = [](Short v) HWY_ATTR { return hn::Add(v, v); };
        const auto bend = [&](const RowSums& row)
                              HWY_ATTR { return hn::Sub(row.smooth, hn::ShiftLeft<2>(row.here)); };
        const Short xx = hn::Add(hn::Add(bend(above), bend(below)), twice(bend(here)));
        const Short yy = hn::Sub(hn::Add(above.smooth, below.smooth), twice(here.smooth));
        const Short xy = hn::Sub(below.slope, above.slope);
        const Short half = hn::ShiftRight<1>(hn::Sub(xx, yy));  // always even
        const Short axis = where_strong(half, half, xy, least_bend);
        const Short diagonal = where_strong(xy, half, xy, least_bend);
        const Short waves[] = {positive_part(axis), positive_part(negative(axis)),
                               positive_part(diagonal), positive_part(negative(diagonal))};
        const auto towards = hn::Gt(hn::Add(xx, yy), hn::Zero(shorts));
        for (size_t k = 0; k < 4; ++k) {
            out[k] = hn::IfThenElseZero(towards, waves[k]);
            out[k + 4] = hn::IfThenZeroElse(towards, waves[k]);
        }
    }
    static HWY_INLINE float unit(size_t /*k*/) { return 1.0F / 510; }
};

#if HWY_TARGET != HWY_SCALAR

using Ints = hn::RepartitionToWide<Shorts>;
inline constexpr Ints wide{};

/// Eight maps of the picture, two rows with their columns side by side, and which of these are not
/// blank.
struct ChannelMaps {
    HWY_ALIGN int16_t pairs[row_pairs][group][2 * row_lanes];
    size_t first = row_pairs;
    size_t end = 0;

    template <class Channels>
    HWY_INLINE ChannelMaps(const GreyPicture& picture, const Channels& channels) {
        constexpr size_t n = hn::MaxLanes(shorts);
        for (size_t x = 0; x < row_lanes; x += n) {
            RowSums a = RowSums::of(picture, 0, x), b = RowSums::of(picture, 1, x);
            for (size_t pair = 0; pair < row_pairs; ++pair) {
                const RowSums c = RowSums::of(picture, 2 * pair + 2, x);
                const RowSums d = RowSums::of(picture, 2 * pair + 3, x);
                Short upper[group], lower[group];
                channels(a, b, c, upper);
                channels(b, c, d, lower);
                Short any = hn::Zero(shorts);
                for (size_t k = 0; k < group; ++k) {
                    int16_t* to = pairs[pair][k] + 2 * x;
                    hn::Store(hn::InterleaveLower(shorts, upper[k], lower[k]), shorts, to);
                    hn::Store(hn::InterleaveUpper(shorts, upper[k], lower[k]), shorts, to + n);
                    any = hn::Or(any, hn::Or(upper[k], lower[k]));
                }
                if (!hn::AllTrue(shorts, hn::Eq(any, hn::Zero(shorts)))) {
                    if (pair < first) first = pair;
                    if (pair + 1 > end) end = pair + 1;
                }
                a = c;
                b = d;
            }
        }
    }
};

/// The maps' columns weighted for one row of cells; then pairs of columns with channels side by
/// side: [pair of columns % 4][channels 0–3 or 4–7][pair / 4][channel][column].
struct PooledRows {
    HWY_ALIGN int32_t columns[4][2][row_lanes / 2];

    HWY_INLINE PooledRows(const ChannelMaps& maps, const PixelPool& pool, size_t cell, int shift) {
        constexpr size_t n = hn::MaxLanes(shorts), half = hn::MaxLanes(wide);
        HWY_ALIGN int16_t pooled[group][row_lanes];
        const size_t begin = pool.begin[cell] < maps.first ? maps.first : pool.begin[cell];
        const size_t end = pool.end[cell] > maps.end ? maps.end : pool.end[cell];
        const auto rounding = hn::Set(wide, shift > 0 ? 1 << (shift - 1) : 0);
        constexpr size_t block = n == row_lanes ? group : group / 2;  // as registers allow
        for (size_t first = 0; first < group; first += block)
            for (size_t x = 0; x < row_lanes; x += n) {
                hn::Vec<Ints> low[block], high[block];
                for (size_t k = 0; k < block; ++k) low[k] = high[k] = rounding;
                for (size_t pair = begin; pair < end; ++pair) {
                    const int16_t* from = maps.pairs[pair][first] + 2 * x;
                    const auto weight =
                        hn::BitCast(shorts, hn::Set(wide, pool.weights[cell][pair]));
                    for (size_t k = 0; k < block; ++k, from += 2 * row_lanes) {
                        const Short a = hn::Load(shorts, from), b = hn::Load(shorts, from + n);
                        low[k] = hn::Add(low[k], pair_products(shorts, a, weight));
                        high[k] = hn::Add(high[k], pair_products(shorts, b, weight));
                    }
                }
                // Puts columns in order again, as both work within blocks of 128 bits.
                for (size_t k = 0; k < block; ++k)
                    hn::Store(hn::ReorderDemote2To(shorts, hn::ShiftRightSame(low[k], shift),
                                                   hn::ShiftRightSame(high[k], shift)),
                              shorts, pooled[first + k] + x);
            }
        for (size_t h = 0; h < 2; ++h)
            for (size_t x = 0; x < row_lanes / 2; x += half) {
                const auto channel = [&](size_t k) HWY_ATTR {
                    return hn::BitCast(wide, hn::Load(shorts, pooled[4 * h + k] + 2 * x));
                };
                const auto put = [&](size_t i, auto upper, auto lower) HWY_ATTR {
                    const hn::RepartitionToWide<Ints> twice;
                    const auto u = hn::BitCast(twice, upper), l = hn::BitCast(twice, lower);
                    hn::Store(hn::BitCast(wide, hn::InterleaveLower(twice, u, l)), wide,
                              columns[i][h] + x);
                    hn::Store(hn::BitCast(wide, hn::InterleaveUpper(twice, u, l)), wide,
                              columns[i + 1][h] + x);
                };
                const auto a = channel(0), b = channel(1), c = channel(2), d = channel(3);
                put(0, hn::InterleaveLower(wide, a, b), hn::InterleaveLower(wide, c, d));
                put(2, hn::InterleaveUpper(wide, a, b), hn::InterleaveUpper(wide, c, d));
            }
    }

    HWY_INLINE void cell(const PixelPool& pool, size_t cx, const float* units, float* to) const {
        const hn::CappedTag<int16_t, 8> eight;
        const hn::RepartitionToWide<decltype(eight)> four;
        const hn::RebindToFloat<decltype(four)> four_floats;
        auto low = hn::Zero(four), high = low;
        for (size_t pair = pool.begin[cx]; pair < pool.end[cx]; ++pair) {
            const int32_t* from = columns[pair % 4][0] + pair / 4 * 4;
            const auto weight = hn::BitCast(eight, hn::Set(four, pool.weights[cx][pair]));
            const auto channels = [&](const int32_t* at)
                                      HWY_ATTR { return hn::BitCast(eight, hn::Load(four, at)); };
            low = hn::Add(low, pair_products(eight, channels(from), weight));
            high = hn::Add(high, pair_products(eight, channels(from + row_lanes / 2), weight));
        }
        const auto put = [&](auto sum, size_t k) HWY_ATTR {
            const auto unit = hn::Load(four_floats, units + k);
            hn::StoreU(hn::Mul(hn::ConvertTo(four_floats, sum), unit), four_floats, to + k);
        };
        put(low, 0);
        put(high, 4);
    }
};

#else  // one lane: the same sums in plain loops

struct ChannelMaps {
    int16_t pixels[picture_side][group][picture_side];
    size_t first = 0;
    size_t end = row_pairs;

    template <class Channels>
    ChannelMaps(const GreyPicture& picture, const Channels& channels) {
        for (size_t y = 0; y < picture_side; ++y)
            for (size_t x = 0; x < picture_side; ++x) {
                Short out[group];
                channels(RowSums::of(picture, y, x), RowSums::of(picture, y + 1, x),
                         RowSums::of(picture, y + 2, x), out);
                for (size_t k = 0; k < group; ++k) pixels[y][k][x] = hn::GetLane(out[k]);
            }
    }
};

inline int32_t weight_of(const PixelPool& pool, size_t cell, size_t pixel) {
    return pool.weights[cell][pixel / 2] >> (pixel % 2 * 16) & 0xFFFF;
}

struct PooledRows {
    int32_t pooled[group][picture_side];

    PooledRows(const ChannelMaps& maps, const PixelPool& pool, size_t cell, int shift) {
        for (size_t k = 0; k < group; ++k)
            for (size_t x = 0; x < picture_side; ++x) {
                int32_t sum = shift > 0 ? 1 << (shift - 1) : 0;
                for (size_t y = 0; y < picture_side; ++y)
                    sum += weight_of(pool, cell, y) * maps.pixels[y][k][x];
                pooled[k][x] = sum >> shift;
            }
    }

    void cell(const PixelPool& pool, size_t cx, const float* units, float* to) const {
        for (size_t k = 0; k < group; ++k) {
            int32_t sum = 0;
            for (size_t x = 0; x < picture_side; ++x) sum += weight_of(pool, cx, x) * pooled[k][x];
            to[k] = static_cast<float>(sum) * units[k];
        }
    }
};

#endif

/// Writes `group` sums for each cell, `stride` numbers apart.
template <class Channels>
HWY_INLINE void pool_channels(const GreyPicture& picture, const Channels& channels,
                              const PixelPool& pool, float* out, size_t stride) {
    const ChannelMaps maps(picture, channels);
    int shift = 0;  // so that rows of cells fit into 16 bits
    while ((Channels::largest * pool.largest) >> shift > 32767) ++shift;
    HWY_ALIGN float units[group];
    const float share =
        static_cast<float>(1 << shift) / static_cast<float>(pool.denominator * pool.denominator);
    for (size_t k = 0; k < group; ++k) units[k] = Channels::unit(k) * share;
    for (size_t cy = 0; cy < pool.cells; ++cy) {
        float* to = out + cy * pool.cells * stride;
        if (pool.begin[cy] < maps.end && pool.end[cy] > maps.first) {
            const PooledRows rows(maps, pool, cy, shift);
            for (size_t cx = 0; cx < pool.cells; ++cx) rows.cell(pool, cx, units, to + cx * stride);
        } else {
            for (size_t cx = 0; cx < pool.cells; ++cx)
                for (size_t k = 0; k < group; ++k) to[cx * stride + k] = 0;
        }
    }
}

void gradient_features(const FeatureArgs& f) noexcept {
    const GreyPicture picture(f.image);
    if (f.directions == nullptr)
        return pool_channels(picture, EightDirections{}, *f.pool, f.out, group);
    for (const size_t first : {size_t{0}, group})
        pool_channels(picture, SixteenDirections{*f.directions, first}, *f.pool, f.out + first,
                      2 * group);
}

void hessian_features(const FeatureArgs& f) noexcept {
    pool_channels(GreyPicture(f.image), Bends{}, *f.pool, f.out, group);
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
