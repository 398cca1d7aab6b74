// One inverse-mapped bilinear warp of a 28×28 picture, a row at a time: where to look, one lookup
// that fetches all four neighbours, their mean. Rows that fall on paper are not sampled. Products
// and sums are rounded one by one, so all paths agree without fused instructions.
#if defined(INKLING_TENSOR_WARP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_WARP_INL_HPP
#undef INKLING_TENSOR_WARP_INL_HPP
#else
#define INKLING_TENSOR_WARP_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

inline constexpr size_t warp_side = 28;
inline constexpr size_t warp_pitch = 32;  // of the table: 30 columns are used

/// Entry (x, y) of the table holds four pixels of the source, a byte each: (x−1, y−1), (x, y−1),
/// (x−1, y) and (x, y). Outside is paper.
HWY_INLINE void pack_neighbours(const uint8_t* source, uint32_t* table) {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::RebindToUnsigned<Floats> words;
    const hn::Rebind<uint8_t, Floats> bytes;
    uint8_t padded[warp_side + 3][warp_pitch + 16] = {};
    for (size_t y = 0; y < warp_side; ++y)
        __builtin_memcpy(padded[y + 1] + 1, source + y * warp_side, warp_side);
    for (size_t y = 0; y < warp_side + 2; ++y)
        for (size_t x = 0; x < warp_pitch; x += n) {
            const auto get = [&](size_t row, size_t column) HWY_ATTR {
                return hn::PromoteTo(words, hn::LoadU(bytes, padded[row] + column));
            };
            const auto upper = hn::Or(get(y, x), hn::ShiftLeft<8>(get(y, x + 1)));
            const auto lower = hn::Or(get(y + 1, x), hn::ShiftLeft<8>(get(y + 1, x + 1)));
            hn::Store(hn::Or(upper, hn::ShiftLeft<16>(lower)), words, table + y * warp_pitch + x);
        }
}

/// A coordinate as one of the table: 0 … 29; what is outside, or no number, lies on paper.
HWY_INLINE Vector in_table(Vector coordinate) {
    const Vector from = hn::Add(coordinate, set(1));
    return hn::Min(hn::Max(from, set(0)), set(static_cast<float>(warp_side + 1)));
}

/// Entries of the table, wherever they lie.
struct ScatteredEntries {
    const uint32_t* table;

    template <class Ints>
    HWY_INLINE auto operator()(Ints row, Ints column) const {
        const hn::RebindToUnsigned<Floats> words;
        return hn::GatherIndex(words, table, hn::Add(hn::ShiftLeft<5>(row), column));
    }
};

/// Entries of one row, which two vectors of 16 lanes hold: several times as fast.
struct EntriesOfRow {
    const uint32_t* table;

    template <class Ints>
    HWY_INLINE auto operator()(Ints row, Ints column) const {
        const hn::RebindToUnsigned<Floats> words;
        const hn::RebindToSigned<Floats> ints;
        const uint32_t* from = table + static_cast<size_t>(hn::GetLane(row)) * warp_pitch;
        const auto place = hn::IndicesFromVec(words, hn::And(column, hn::Set(ints, 15)));
        const auto second = hn::RebindMask(words, hn::Gt(column, hn::Set(ints, 15)));
        return hn::IfThenElse(second, hn::TableLookupLanes(hn::Load(words, from + 16), place),
                              hn::TableLookupLanes(hn::Load(words, from), place));
    }
};

template <class Entries>
HWY_INLINE Vector sample(const Entries& entries, Vector x, Vector y) {
    const hn::RebindToSigned<Floats> ints;
    const hn::RebindToUnsigned<Floats> words;
    x = in_table(x);
    y = in_table(y);
    const auto column = whole_parts(x);
    const auto row = whole_parts(y);
    const Vector right = hn::Sub(x, hn::ConvertTo(floats, column));
    const Vector down = hn::Sub(y, hn::ConvertTo(floats, row));
    const auto four = entries(row, column);
    const auto value = [&](auto word)
                           HWY_ATTR { return hn::ConvertTo(floats, hn::BitCast(ints, word)); };
    const auto byte = [&](auto word) HWY_ATTR { return value(hn::And(word, hn::Set(words, 255))); };
    const Vector a = byte(four), b = byte(hn::ShiftRight<8>(four));
    const Vector c = byte(hn::ShiftRight<16>(four)), d = value(hn::ShiftRight<24>(four));
    const Vector upper = hn::Add(a, hn::Mul(right, hn::Sub(b, a)));
    const Vector lower = hn::Add(c, hn::Mul(right, hn::Sub(d, c)));
    return hn::Add(upper, hn::Mul(down, hn::Sub(lower, upper)));
}

HWY_INLINE bool has_ink(const uint8_t* row) {
    uint64_t parts[4];
    __builtin_memcpy(parts, row, 24);
    __builtin_memcpy(parts + 3, row + 20, 8);
    return (parts[0] | parts[1] | parts[2] | parts[3]) != 0;
}

template <class Entries>
HWY_INLINE void warp_rows(const WarpArgs& w, const Entries& entries) {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::RebindToSigned<Floats> ints;
    const hn::RebindToUnsigned<Floats> words;
    const hn::Rebind<uint8_t, Floats> bytes;
    const hn::Rebind<int8_t, Floats> signed_bytes;
    size_t first = 0, end = warp_side;  // rows with ink
    while (first < end && !has_ink(w.source + first * warp_side)) ++first;
    while (end > first && !has_ink(w.source + (end - 1) * warp_side)) --end;
    const Vector above = set(static_cast<float>(first) - 1), below = set(static_cast<float>(end));
    const Vector amount = set(w.amount);
    const auto bent = [&](Vector at, const int8_t* field) HWY_ATTR {
        const auto steps = hn::PromoteTo(ints, hn::LoadU(signed_bytes, field));
        return hn::Add(at, hn::Mul(amount, hn::ConvertTo(floats, steps)));
    };
    // What a row's last vector writes behind its end, the next row overwrites.
    HWY_ALIGN uint8_t last_row[warp_pitch];
    for (size_t y = 0; y < warp_side; ++y) {
        uint8_t* out = y + 1 < warp_side ? w.out + y * warp_side : last_row;
        const Vector x0 = set(w.xy * static_cast<float>(y) + w.x0);
        const Vector y0 = set(w.yy * static_cast<float>(y) + w.y0);
        for (size_t x = 0; x < warp_side; x += n) {
            const Vector at = hn::Iota(floats, static_cast<float>(x));
            Vector px = hn::Add(x0, hn::Mul(set(w.xx), at));
            Vector py = hn::Add(y0, hn::Mul(set(w.yx), at));
            if (w.dx != nullptr) {
                const size_t i = y * w.field_pitch + x;
                px = bent(px, w.dx + i);
                py = bent(py, w.dy + i);
            }
            auto value = hn::Zero(ints);
            if (!hn::AllFalse(floats, hn::And(hn::Gt(py, above), hn::Lt(py, below))))
                value = whole_parts(hn::Add(sample(entries, px, py), set(0.5F)));
            hn::StoreU(hn::U8FromU32(hn::BitCast(words, value)), bytes, out + x);
        }
    }
    __builtin_memcpy(w.out + (warp_side - 1) * warp_side, last_row, warp_side);
}

void warp(const WarpArgs& w) noexcept {
    HWY_ALIGN uint32_t table[(warp_side + 2) * warp_pitch];
    pack_neighbours(w.source, table);
    if constexpr (hn::MaxLanes(floats) == 16)
        // What is only slanted and scaled, as most framings do, looks at one row for each row.
        if (w.yx == 0 && w.dx == nullptr) return warp_rows(w, EntriesOfRow{table});
    warp_rows(w, ScatteredEntries{table});
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
