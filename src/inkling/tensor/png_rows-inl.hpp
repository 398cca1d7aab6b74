// Rows of a PNG as its encoder filtered them → pixels (PNG specification, section 9), and colour →
// grey. Almost all rows of photos and scans are predicted from the pixels to the left, above and in
// the corner between, so that each pixel waits for the one before it. Four rows are therefore done
// at once, each a pixel behind the one above it, which makes the pixels above them those that were
// done one step ago. The four below follow some steps behind: neither waits for the other.
#if defined(INKLING_TENSOR_PNG_ROWS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_PNG_ROWS_INL_HPP
#undef INKLING_TENSOR_PNG_ROWS_INL_HPP
#else
#define INKLING_TENSOR_PNG_ROWS_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// Paeth's: whichever of the three is nearest to left + above − corner.
HWY_INLINE int nearest(int left, int above, int corner) {
    const int to_left = __builtin_abs(above - corner), to_above = __builtin_abs(left - corner);
    const int to_corner = __builtin_abs(left + above - 2 * corner);
    if (to_left <= to_above && to_left <= to_corner) return left;
    return to_above <= to_corner ? above : corner;
}

HWY_INLINE int predicted(PngFilter filter, int left, int above, int corner) {
    switch (filter) {
        case PngFilter::none:
            return 0;
        case PngFilter::left:
            return left;
        case PngFilter::above:
            return above;
        case PngFilter::mean:
            return (left + above) / 2;
        default:
            return nearest(left, above, corner);
    }
}

/// One row of `rows`, byte by byte: any filter, any CPU.
inline void png_row(const PngRowsArgs& rows, size_t r) {
    const uint8_t* from = rows.filtered + r * rows.pitch;
    const uint32_t* above = r == 0 ? rows.above : rows.out + (r - 1) * rows.out_pitch;
    uint32_t* out = rows.out + r * rows.out_pitch;
    uint8_t left[4] = {}, corner[4] = {}, up[4];
    for (size_t x = 0; x < rows.width; ++x) {
        __builtin_memcpy(up, above + x, sizeof up);
        for (size_t k = 0; k < rows.pixel_bytes; ++k) {
            const int guess = predicted(rows.filters[r], left[k], up[k], corner[k]);
            left[k] = static_cast<uint8_t>(*from++ + guess);
        }
        __builtin_memcpy(out + x, left, sizeof left);
        __builtin_memcpy(corner, up, sizeof up);
    }
}

#if HWY_TARGET != HWY_SCALAR

HWY_ALIGN inline constexpr uint32_t first_of_four[4] = {~0U, 0, 0, 0};
inline constexpr uint32_t begun[7] = {~0U, ~0U, ~0U, ~0U, 0, 0, 0};

using PixelBytes = hn::FixedTag<uint8_t, 16>;  // four pixels, one of each row
using PixelWords = hn::FixedTag<uint32_t, 4>;
using Pixels = hn::Vec<PixelBytes>;

/// The same as the other nearest(): where `above` and `left` lie on the same side of the corner,
/// that is the farthest; else it is as far as they differ in their distance.
HWY_INLINE Pixels nearest(Pixels left, Pixels above, Pixels corner) {
    const Pixels more_above = hn::Max(above, corner), more_left = hn::Max(left, corner);
    const Pixels to_left = hn::Sub(more_above, hn::Min(above, corner));
    const Pixels to_above = hn::Sub(more_left, hn::Min(left, corner));
    const Pixels least = hn::Min(to_left, to_above);
    const Pixels to_corner = hn::Sub(hn::Max(to_left, to_above), least);
    const auto between = hn::Xor(hn::Eq(more_above, above), hn::Eq(more_left, left));
    const auto is_far = hn::Eq(hn::Max(to_corner, least), to_corner);
    return hn::IfThenElse(hn::AndNot(is_far, between), corner,
                          hn::IfThenElse(hn::Eq(to_left, least), left, above));
}

/// 0xFF in the pixels of those rows whose filter is one of two.
HWY_INLINE Pixels rows_with(const PngFilter* filters, PngFilter one, PngFilter other) {
    HWY_ALIGN uint32_t rows[4];
    for (size_t r = 0; r < 4; ++r)
        rows[r] = filters[r] == one || filters[r] == other ? 0xFFFFFFFFU : 0;
    return hn::BitCast(PixelBytes(), hn::Load(PixelWords(), rows));
}

/// Four of the rows on their way. Any filters but the mean: what a row is not predicted from counts
/// as 0, and the nearest of the rest and zeros is what the other filters take.
struct FourRows {
    const uint8_t* filtered;
    size_t pitch;
    const uint32_t* above_them;
    uint32_t* out;
    size_t out_pitch;
    Pixels uses_left, uses_above, uses_corner;
    Pixels done, above;

    HWY_INLINE FourRows(const PngRowsArgs& rows, size_t first)
        : filtered(rows.filtered + first * rows.pitch),
          pitch(rows.pitch),
          above_them(first == 0 ? rows.above : rows.out + (first - 1) * rows.out_pitch),
          out(rows.out + first * rows.out_pitch),
          out_pitch(rows.out_pitch),
          uses_left(rows_with(rows.filters + first, PngFilter::left, PngFilter::nearest)),
          uses_above(rows_with(rows.filters + first, PngFilter::above, PngFilter::nearest)),
          uses_corner(rows_with(rows.filters + first, PngFilter::nearest, PngFilter::nearest)),
          done(hn::Zero(PixelBytes())),
          above(done) {}

    /// Pixels step … step + 3 of the first row, as many pixels before of each further one.
    template <size_t BYTES>
    HWY_INLINE void go(size_t step, Pixels spread) {
        const PixelBytes bytes;
        const PixelWords words;
        hn::Vec<PixelWords> square[4];
        for (size_t r = 0; r < 4; ++r) {
            const uint8_t* from = filtered + r * pitch + step * BYTES - r * BYTES;
            const Pixels row = hn::TableLookupBytesOr0(hn::LoadU(bytes, from), spread);
            square[r] = hn::BitCast(words, row);
        }
        transpose(words, square);
        if (step == 0)  // rows that have not begun stay 0
            for (size_t k = 0; k < 3; ++k)
                square[k] = hn::And(square[k], hn::LoadU(words, begun + 3 - k));
        const Pixels first_row = hn::BitCast(bytes, hn::Load(words, first_of_four));
        Pixels entering = hn::BitCast(bytes, hn::LoadU(words, above_them + step));
        for (size_t k = 0; k < 4; ++k) {
            const Pixels corner = above;
            above = hn::Or(hn::ShiftLeftBytes<4>(done), hn::And(entering, first_row));
            entering = hn::ShiftRightBytes<4>(bytes, entering);
            const Pixels guess = nearest(hn::And(done, uses_left), hn::And(above, uses_above),
                                         hn::And(corner, uses_corner));
            done = hn::Add(hn::BitCast(bytes, square[k]), guess);
            square[k] = hn::BitCast(words, done);
        }
        transpose(words, square);
        for (size_t r = 0; r < 4; ++r) hn::StoreU(square[r], words, out + r * out_pitch + step - r);
    }
};

template <size_t BYTES>
HWY_INLINE void png_rows_of(const PngRowsArgs& rows) {
    HWY_ALIGN uint8_t places[16];  // of a pixel's bytes; 0x80 for none
    for (size_t i = 0; i < 16; ++i)
        places[i] = static_cast<uint8_t>(i % 4 < BYTES ? i / 4 * BYTES + i % 4 : 0x80);
    const Pixels spread = hn::Load(PixelBytes(), places);
    // The lower four look at four pixels of the last row above them, which is three behind: the
    // upper four are two steps ahead.
    constexpr size_t ahead = 8;
    const size_t end = (rows.width + 3 + 3) / 4 * 4;
    FourRows upper(rows, 0), lower(rows, 4);
    for (size_t step = 0; step < ahead && step < end; step += 4) upper.go<BYTES>(step, spread);
    for (size_t step = ahead; step < end; step += 4) {
        upper.go<BYTES>(step, spread);
        lower.go<BYTES>(step - ahead, spread);
    }
    for (size_t step = end > ahead ? end - ahead : 0; step < end; step += 4)
        lower.go<BYTES>(step, spread);
}

#endif

void png_rows(const PngRowsArgs& rows) noexcept {
#if HWY_TARGET != HWY_SCALAR
    bool has_mean = false;
    for (size_t r = 0; r < png_rows_at_once; ++r) has_mean |= rows.filters[r] == PngFilter::mean;
    if (!has_mean) switch (rows.pixel_bytes) {
            case 1:
                return png_rows_of<1>(rows);
            case 2:
                return png_rows_of<2>(rows);
            case 3:
                return png_rows_of<3>(rows);
            default:
                return png_rows_of<4>(rows);
        }
#endif
    for (size_t r = 0; r < png_rows_at_once; ++r) png_row(rows, r);
}

void luma(const uint32_t* pixels, uint8_t* out, size_t n) noexcept {
    const hn::RebindToUnsigned<Floats> words;
    const hn::RebindToSigned<Floats> ints;
    const hn::Rebind<uint8_t, Floats> bytes;
    constexpr size_t lanes = hn::MaxLanes(floats);
    const auto channel = [&](auto pixel, uint32_t weight) HWY_ATTR {
        return hn::Mul(hn::And(pixel, hn::Set(words, 255)), hn::Set(words, weight));
    };
    const auto grey = [&](const uint32_t* from) HWY_ATTR {
        const auto pixel = hn::LoadU(words, from);
        const auto sum = hn::Add(
            hn::Add(channel(pixel, luma_weights[0]),
                    channel(hn::ShiftRight<8>(pixel), luma_weights[1])),
            hn::Add(channel(hn::ShiftRight<16>(pixel), luma_weights[2]), hn::Set(words, 32768)));
        return hn::DemoteTo(bytes, hn::BitCast(ints, hn::ShiftRight<16>(sum)));
    };
    size_t i = 0;
    for (; i + lanes <= n; i += lanes) hn::StoreU(grey(pixels + i), bytes, out + i);
    HWY_ALIGN uint8_t rest[lanes];
    hn::Store(grey(pixels + i), bytes, rest);
    __builtin_memcpy(out + i, rest, n - i);
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
