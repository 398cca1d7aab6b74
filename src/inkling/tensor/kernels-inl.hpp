// What all kernels share: the vector type and a fused multiply-add that rounds once on every path.
// Included once per CPU target (Highway's foreach_target); no std templates in here.
#if defined(INKLING_TENSOR_KERNELS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_KERNELS_INL_HPP
#undef INKLING_TENSOR_KERNELS_INL_HPP
#else
#define INKLING_TENSOR_KERNELS_INL_HPP
#endif

#include <hwy/highway.h>

#include "inkling/tensor/kernels.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// At most 16 lanes: one cache line.
using Floats = hn::CappedTag<float, lane_count>;
using Vector = hn::Vec<Floats>;
inline constexpr Floats floats{};

HWY_INLINE Vector load(const float* p) {
    return hn::Load(floats, p);
}
HWY_INLINE Vector set(float x) {
    return hn::Set(floats, x);
}

/// a·b + c, rounded once.
HWY_INLINE Vector fused(Vector a, Vector b, Vector c) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
    return hn::MulAdd(a, b, c);
#else
    // No fused instruction, or not surely: the C library's fmaf is exact on any machine.
    constexpr size_t n = hn::MaxLanes(floats);
    HWY_ALIGN float x[n], y[n], z[n];
    hn::Store(a, floats, x);
    hn::Store(b, floats, y);
    hn::Store(c, floats, z);
    for (size_t i = 0; i < n; ++i) x[i] = __builtin_fmaf(x[i], y[i], z[i]);
    return load(x);
#endif
}
HWY_INLINE float fused(float a, float b, float c) {
    return __builtin_fmaf(a, b, c);
}

/// Copies rows of VECTORS vectors. Unrolled: gcc turns plain loops into `rep movsq`, which is slow.
template <size_t VECTORS>
HWY_INLINE void copy_vectors(const float* HWY_RESTRICT from, size_t from_stride, size_t rows,
                             float* HWY_RESTRICT to, size_t to_stride) {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v)
            hn::Store(load(from + r * from_stride + v * n), floats, to + r * to_stride + v * n);
}

/// Copies a strip of columns, at most VECTORS vectors wide, next to each other: where rows are
/// wide, those of a strip are pages apart, and all in the same few lines of the first-level cache.
template <size_t VECTORS>
HWY_INLINE void copy_strip(const float* from, size_t from_stride, size_t rows, size_t columns,
                           float* to) {
    constexpr size_t n = hn::MaxLanes(floats), to_stride = VECTORS * n;
    if (columns == to_stride) return copy_vectors<VECTORS>(from, from_stride, rows, to, to_stride);
    for (size_t c = 0; c < columns; c += n)
        copy_vectors<1>(from + c, from_stride, rows, to + c, to_stride);
}

/// Four lanes, or one where the path has no more.
using Quads = hn::CappedTag<float, 4>;
inline constexpr Quads quads{};

#if HWY_TARGET != HWY_SCALAR
/// Four vectors of four lanes become the columns of their square.
template <class Four>
HWY_INLINE void transpose(Four four, hn::Vec<Four> (&rows)[4]) {
    const auto low_02 = hn::InterleaveLower(four, rows[0], rows[2]);
    const auto low_13 = hn::InterleaveLower(four, rows[1], rows[3]);
    const auto high_02 = hn::InterleaveUpper(four, rows[0], rows[2]);
    const auto high_13 = hn::InterleaveUpper(four, rows[1], rows[3]);
    rows[0] = hn::InterleaveLower(four, low_02, low_13);
    rows[1] = hn::InterleaveUpper(four, low_02, low_13);
    rows[2] = hn::InterleaveLower(four, high_02, high_13);
    rows[3] = hn::InterleaveUpper(four, high_02, high_13);
}
#endif

/// to[c * to_stride + r] = from[r * from_stride + c] for a square as wide as `quads`.
HWY_INLINE void transpose_square(const float* HWY_RESTRICT from, size_t from_stride,
                                 float* HWY_RESTRICT to, size_t to_stride) {
#if HWY_TARGET == HWY_SCALAR
    (void)from_stride, (void)to_stride;
    *to = *from;
#else
    hn::Vec<Quads> rows[4];
    for (size_t r = 0; r < 4; ++r) rows[r] = hn::LoadU(quads, from + r * from_stride);
    transpose(quads, rows);
    for (size_t c = 0; c < 4; ++c) hn::StoreU(rows[c], quads, to + c * to_stride);
#endif
}

/// x limited to low … high; unlike Min and Max, NaN stays NaN.
HWY_INLINE Vector clamp(Vector x, float low, float high) {
    x = hn::IfThenElse(hn::Lt(x, set(low)), set(low), x);
    return hn::IfThenElse(hn::Gt(x, set(high)), set(high), x);
}

using Wholes = hn::Vec<hn::RebindToSigned<Floats>>;

/// The whole parts of values that all fit: ConvertTo takes care of all others as well, which
/// costs four instructions.
HWY_INLINE Wholes whole_parts(Vector x) {
#if HWY_TARGET == HWY_AVX3
    return Wholes{_mm512_cvttps_epi32(x.raw)};
#elif HWY_TARGET == HWY_AVX2
    return Wholes{_mm256_cvttps_epi32(x.raw)};
#elif HWY_TARGET == HWY_SSE4
    return Wholes{_mm_cvttps_epi32(x.raw)};
#else
    return hn::ConvertTo(hn::RebindToSigned<Floats>(), x);
#endif
}

/// e^x to 2 ulp for x ≤ 88; 0 below −87.3.
HWY_INLINE Vector exp(Vector x) {
    const hn::RebindToSigned<Floats> ints;
    const auto tiny = hn::Lt(x, set(-87.3F));
    x = clamp(x, -88.0F, 88.0F);
    const Vector n = hn::Round(hn::Mul(x, set(1.44269504F)));
    Vector r = fused(n, set(-0.693359375F), x);
    r = fused(n, set(2.12194440e-4F), r);
    Vector sum = set(1.0F / 5040);
    sum = fused(sum, r, set(1.0F / 720));
    sum = fused(sum, r, set(1.0F / 120));
    sum = fused(sum, r, set(1.0F / 24));
    sum = fused(sum, r, set(1.0F / 6));
    sum = fused(sum, r, set(0.5F));
    sum = fused(sum, r, set(1.0F));
    sum = fused(sum, r, set(1.0F));
    const auto bits = hn::ShiftLeft<23>(hn::Add(whole_parts(n), hn::Set(ints, 127)));
    return hn::IfThenZeroElse(tiny, hn::Mul(sum, hn::BitCast(floats, bits)));
}

#if HWY_TARGET != HWY_SCALAR
/// a[2i]·b[2i] + a[2i+1]·b[2i+1].
template <class Narrow>
HWY_INLINE hn::Vec<hn::RepartitionToWide<Narrow>> pair_products(Narrow /*tag*/, hn::Vec<Narrow> a,
                                                                hn::Vec<Narrow> b) {
    const hn::RepartitionToWide<Narrow> to;
#if HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128
    auto unused = hn::Zero(to);
    return hn::ReorderWidenMulAccumulate(to, a, b, hn::Zero(to), unused);
#else
    const auto left = hn::BitCast(to, a), right = hn::BitCast(to, b);
    const auto even = [](auto v) HWY_ATTR { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
    return hn::Add(hn::Mul(even(left), even(right)),
                   hn::Mul(hn::ShiftRight<16>(left), hn::ShiftRight<16>(right)));
#endif
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
