// The fixed front ends: slopes of the ink in 8 or 16 directions, the slopes of those, and the bends
// of the ink, pooled over a grid. Lanes hold directions, so a pixel adds to whole cells at once,
// and pixels of blank paper are skipped. Products and sums are rounded one by one on every path.
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

inline constexpr size_t picture_side = 28;
inline constexpr size_t picture_pitch = 64;  // 16 of margin on each side, and 4 of rounding
inline constexpr size_t lead = 16;

/// As many lanes as the path has, at most CHANNELS.
template <size_t CHANNELS>
using ChannelTag = hn::CappedTag<float, (CHANNELS < lane_count ? CHANNELS : lane_count)>;

/// to[0 .. CHANNELS-1] += weight · from.
template <size_t CHANNELS>
HWY_INLINE void add_channels(float weight, const float* from, float* to) {
    const ChannelTag<CHANNELS> tag;
    constexpr size_t n = hn::MaxLanes(tag);
    for (size_t i = 0; i < CHANNELS; i += n)
        hn::StoreU(hn::Add(hn::LoadU(tag, to + i),
                           hn::Mul(hn::Set(tag, weight), hn::LoadU(tag, from + i))),
                   tag, to + i);
}

/// Sums of one row of positions for each cell, with a cell of margin on either side: add() fills
/// them, flush() shares them out among the rows of cells.
template <size_t CHANNELS>
class PoolRow {
  public:
    HWY_INLINE PoolRow(const PoolAxis& pool, float* to) : axis_(pool), out_(to) {
        for (size_t i = 0; i < (pool.cells + 2) * CHANNELS; ++i) sums_[i] = 0;
        for (size_t i = 0; i < pool.cells * pool.cells * CHANNELS; ++i) out_[i] = 0;
    }
    /// Adds what `wave(x, channels)` writes for each position x whose bit is set, unless it returns
    /// false. The two cells that a position is shared between stay in registers until another is
    /// due: no sum waits for memory, and each is in the order of positions.
    template <class Wave>
    HWY_INLINE void add(uint32_t bits, const Wave& wave) {
        constexpr size_t n = hn::MaxLanes(tag);
        constexpr size_t registers = CHANNELS / n;
        constexpr int32_t none = -2;
        HWY_ALIGN float channels[CHANNELS];
        hn::Vec<ChannelTag<CHANNELS>> low[registers] = {}, high[registers] = {};
        int32_t cell = none;  // that `low` holds
        const auto put_back = [&]() HWY_ATTR {
            for (size_t i = 0; i < registers; ++i) {
                hn::StoreU(low[i], tag, at(cell) + i * n);
                hn::StoreU(high[i], tag, at(cell + 1) + i * n);
            }
        };
        for (; bits != 0; bits &= bits - 1) {
            const auto x = static_cast<size_t>(__builtin_ctz(bits));
            if (!wave(x, channels)) continue;
            if (axis_.first[x] != cell) {
                if (cell != none) put_back();
                cell = axis_.first[x];
                for (size_t i = 0; i < registers; ++i) {
                    low[i] = hn::LoadU(tag, at(cell) + i * n);
                    high[i] = hn::LoadU(tag, at(cell + 1) + i * n);
                }
            }
            const auto w_low = hn::Set(tag, axis_.low[x]), w_high = hn::Set(tag, axis_.high[x]);
            for (size_t i = 0; i < registers; ++i) {
                const auto channel = hn::LoadU(tag, channels + i * n);
                low[i] = hn::Add(low[i], hn::Mul(w_low, channel));
                high[i] = hn::Add(high[i], hn::Mul(w_high, channel));
            }
        }
        if (cell == none) return;
        put_back();
        empty_ = false;
    }
    HWY_INLINE void flush(size_t y) {
        if (empty_) return;
        const size_t width = axis_.cells * CHANNELS;
        const int32_t first = axis_.first[y];
        if (first >= 0) add_row(axis_.low[y], out_ + static_cast<size_t>(first) * width);
        if (first + 1 < static_cast<int32_t>(axis_.cells))
            add_row(axis_.high[y], out_ + static_cast<size_t>(first + 1) * width);
        for (size_t i = 0; i < (axis_.cells + 2) * CHANNELS; ++i) sums_[i] = 0;
        empty_ = true;
    }

  private:
    static constexpr ChannelTag<CHANNELS> tag{};

    [[nodiscard]] HWY_INLINE float* at(int32_t cell) {
        return sums_ + static_cast<size_t>(cell + 1) * CHANNELS;
    }
    HWY_INLINE void add_row(float weight, float* to) {
        for (size_t i = 0; i < axis_.cells * CHANNELS; i += CHANNELS)
            add_channels<CHANNELS>(weight, sums_ + CHANNELS + i, to + i);
    }

    const PoolAxis& axis_;
    float* out_;
    bool empty_ = true;
    HWY_ALIGN float sums_[(max_feature_cells + 2) * CHANNELS];
};

/// The picture with paper around it.
struct PaddedPicture {
    HWY_ALIGN float rows[picture_side + 2][picture_pitch];

    explicit HWY_INLINE PaddedPicture(const float* image) {
        for (size_t x = 0; x < picture_pitch; ++x) rows[0][x] = rows[picture_side + 1][x] = 0;
        for (size_t y = 0; y < picture_side; ++y) {
            float* row = rows[y + 1];
            for (size_t x = 0; x < lead; ++x) row[x] = row[picture_pitch - lead - 4 + x] = 0;
            for (size_t x = picture_pitch - 4; x < picture_pitch; ++x) row[x] = 0;
            __builtin_memcpy(row + lead, image + y * picture_side, picture_side * sizeof(float));
        }
    }
};

/// Bit x is set where position x of a row of 32 holds more than `least`.
HWY_INLINE uint32_t bits_above(const float* row, float least) {
    constexpr size_t n = hn::MaxLanes(floats);
    uint32_t bits = 0;
    for (size_t x = 0; x < 32; x += n) {
        uint8_t part[8] = {};
        hn::StoreMaskBits(floats, hn::Gt(load(row + x), set(least)), part);
        bits |= (static_cast<uint32_t>(part[0]) | static_cast<uint32_t>(part[1]) << 8) << x;
    }
    return bits;
}

/// Sobel's slopes of one row of pixels, a full edge is 1.
struct Slopes {
    HWY_ALIGN float across[32];
    HWY_ALIGN float down[32];
    HWY_ALIGN float strength[32];

    HWY_INLINE uint32_t measure(const PaddedPicture& picture, size_t y) {
        constexpr size_t n = hn::MaxLanes(floats);
        for (size_t x = 0; x < 32; x += n) {
            const auto at = [&](size_t dy, size_t dx) HWY_ATTR {
                return hn::LoadU(floats, picture.rows[y + dy] + lead - 1 + x + dx);
            };
            const Vector a = at(0, 0), b = at(0, 1), c = at(0, 2);
            const Vector d = at(1, 0), f = at(1, 2);
            const Vector g = at(2, 0), h = at(2, 1), i = at(2, 2);
            const auto smooth = [](Vector p, Vector q, Vector r)
                                    HWY_ATTR { return hn::Add(hn::Add(p, r), hn::Add(q, q)); };
            const Vector quarter = set(0.25F);
            const Vector gx = hn::Mul(quarter, hn::Sub(smooth(c, f, i), smooth(a, d, g)));
            const Vector gy = hn::Mul(quarter, hn::Sub(smooth(g, h, i), smooth(a, b, c)));
            hn::Store(gx, floats, across + x);
            hn::Store(gy, floats, down + x);
            hn::Store(hn::Max(hn::Abs(gx), hn::Abs(gy)), floats, strength + x);
        }
        return bits_above(strength, least_gradient) & ((1U << picture_side) - 1);
    }
};

/// How strongly (gx, gy) slopes along each direction.
template <size_t COUNT>
HWY_INLINE void respond(const Directions& directions, float gx, float gy, float* out) {
    const ChannelTag<COUNT> tag;
    constexpr size_t n = hn::MaxLanes(tag);
    const auto x = hn::Set(tag, gx), y = hn::Set(tag, gy);
    for (size_t k = 0; k < COUNT; k += n) {
        const auto next = hn::Add(hn::Mul(x, hn::LoadU(tag, directions.a + k)),
                                  hn::Mul(y, hn::LoadU(tag, directions.b + k)));
        const auto last = hn::Add(hn::Mul(x, hn::LoadU(tag, directions.c + k)),
                                  hn::Mul(y, hn::LoadU(tag, directions.d + k)));
        hn::StoreU(hn::Max(hn::Zero(tag), hn::Min(next, last)), tag, out + k);
    }
}

template <size_t COUNT>
HWY_INLINE void pool_gradients(const float* image, const PoolAxis& pool,
                               const Directions& directions, float* out) {
    const PaddedPicture picture(image);
    PoolRow<COUNT> row(pool, out);
    Slopes slopes;
    for (size_t y = 0; y < picture_side; ++y) {
        row.add(slopes.measure(picture, y), [&](size_t x, float* channels) HWY_ATTR {
            respond<COUNT>(directions, slopes.across[x], slopes.down[x], channels);
            return true;
        });
        row.flush(y);
    }
}

void gradient_features(const FeatureArgs& f) noexcept {
    if (f.directions->count == 8)
        pool_gradients<8>(f.image, *f.pool, *f.directions, f.out);
    else
        pool_gradients<16>(f.image, *f.pool, *f.directions, f.out);
}

/// The four half-waves of both slopes of eight maps at one place: 32 channels. False: all zero.
HWY_INLINE bool half_waves(const float* above, const float* here, const float* below, float* out) {
    const ChannelTag<8> tag;
    constexpr size_t n = hn::MaxLanes(tag);
    bool any = false;
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
        any = any || !hn::AllTrue(tag, hn::And(hn::Eq(gx, zero), hn::Eq(gy, zero)));
        hn::StoreU(hn::Max(gx, zero), tag, out + k);
        hn::StoreU(hn::Max(hn::Neg(gx), zero), tag, out + 8 + k);
        hn::StoreU(hn::Max(gy, zero), tag, out + 16 + k);
        hn::StoreU(hn::Max(hn::Neg(gy), zero), tag, out + 24 + k);
    }
    return any;
}

void second_order_features(const FeatureArgs& f) noexcept {
    constexpr size_t side = picture_side / 2;
    HWY_ALIGN float maps[side * side * 8];
    pool_gradients<8>(f.image, *f.halving, *f.directions, maps);
    root(1, 0, maps, side * side * 8);
    HWY_ALIGN float padded[side + 2][(side + 2) * 8];
    for (size_t i = 0; i < (side + 2) * 8; ++i) padded[0][i] = padded[side + 1][i] = 0;
    for (size_t y = 0; y < side; ++y) {
        float* row = padded[y + 1];
        for (size_t k = 0; k < 8; ++k) row[k] = row[(side + 1) * 8 + k] = 0;
        __builtin_memcpy(row + 8, maps + y * side * 8, side * 8 * sizeof(float));
    }
    PoolRow<32> row(*f.pool, f.out);
    for (size_t y = 0; y < side; ++y) {
        row.add((1U << side) - 1, [&](size_t x, float* channels) HWY_ATTR {
            return half_waves(padded[y] + x * 8, padded[y + 1] + x * 8, padded[y + 2] + x * 8,
                              channels);
        });
        row.flush(y);
    }
}

/// Second derivatives of one row of pixels: xx − yy, 2·xy, and whether xx + yy is positive.
struct Bends {
    HWY_ALIGN float axes[32];
    HWY_ALIGN float diagonals[32];
    HWY_ALIGN float sum[32];
    HWY_ALIGN float strength[32];

    HWY_INLINE uint32_t measure(const PaddedPicture& picture, size_t y) {
        constexpr size_t n = hn::MaxLanes(floats);
        for (size_t x = 0; x < 32; x += n) {
            const auto at = [&](size_t dy, size_t dx) HWY_ATTR {
                return hn::LoadU(floats, picture.rows[y + dy] + lead - 1 + x + dx);
            };
            const auto twice = [](Vector v) HWY_ATTR { return hn::Add(v, v); };
            const Vector a = at(0, 0), b = at(0, 1), c = at(0, 2);
            const Vector d = at(1, 0), e = at(1, 1), g = at(1, 2);
            const Vector p = at(2, 0), q = at(2, 1), r = at(2, 2);
            const auto column = [&](Vector u, Vector v, Vector w)
                                    HWY_ATTR { return hn::Add(hn::Add(u, w), twice(v)); };
            const Vector xx =
                hn::Sub(hn::Add(column(a, d, p), column(c, g, r)), twice(column(b, e, q)));
            const Vector yy =
                hn::Sub(hn::Add(column(a, b, c), column(p, q, r)), twice(column(d, e, g)));
            const Vector xy = hn::Sub(hn::Add(a, r), hn::Add(c, p));
            const Vector quarter = set(0.25F);
            const Vector axis = hn::Mul(quarter, hn::Sub(xx, yy));
            const Vector diagonal = hn::Mul(quarter, twice(xy));
            hn::Store(axis, floats, axes + x);
            hn::Store(diagonal, floats, diagonals + x);
            hn::Store(hn::Add(xx, yy), floats, sum + x);
            hn::Store(hn::Max(hn::Abs(axis), hn::Abs(diagonal)), floats, strength + x);
        }
        return bits_above(strength, least_gradient) & ((1U << picture_side) - 1);
    }
};

/// The half-waves +axis, −axis, +diagonal, −diagonal; in the second four where the ink bends away.
HWY_INLINE void bend_waves(float axis, float diagonal, bool towards, float* out) {
    HWY_ALIGN static constexpr float axes[] = {1, -1, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0};
    HWY_ALIGN static constexpr float diagonals[] = {0, 0, 1, -1, 0, 0, 0, 0, 0, 0, 1, -1};
    const ChannelTag<8> tag;
    constexpr size_t n = hn::MaxLanes(tag);
    const size_t group = towards ? 0 : 4;
    for (size_t k = 0; k < 8; k += n) {
        const size_t from = group + k;
        const auto wave =
            hn::Add(hn::Mul(hn::Set(tag, axis), hn::LoadU(tag, axes + from)),
                    hn::Mul(hn::Set(tag, diagonal), hn::LoadU(tag, diagonals + from)));
        hn::StoreU(hn::Max(wave, hn::Zero(tag)), tag, out + k);
    }
}

void hessian_features(const FeatureArgs& f) noexcept {
    const PaddedPicture picture(f.image);
    PoolRow<8> row(*f.pool, f.out);
    Bends bends;
    for (size_t y = 0; y < picture_side; ++y) {
        row.add(bends.measure(picture, y), [&](size_t x, float* channels) HWY_ATTR {
            bend_waves(bends.axes[x], bends.diagonals[x], bends.sum[x] > 0, channels);
            return true;
        });
        row.flush(y);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
