// From pixels to what the first layer reads: scaling, and leaving out the paper.
#if defined(INKLING_TENSOR_PIXELS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_PIXELS_INL_HPP
#undef INKLING_TENSOR_PIXELS_INL_HPP
#else
#define INKLING_TENSOR_PIXELS_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// What each of the 256 pixels is as a number: pixel / 255, correctly rounded.
struct Scale {
    float of[256];
};
constexpr Scale scale_of_pixels() {
    Scale scale{};
    for (int pixel = 0; pixel < 256; ++pixel) scale.of[pixel] = static_cast<float>(pixel) / 255.0F;
    return scale;
}
inline constexpr Scale scaled = scale_of_pixels();

/// x / 255, correctly rounded, of integers from 0 to 255. Division is slow; where products and sums
/// are rounded as one, one step of correction makes the product with 1/255 the same (P. Markstein,
/// IBM Journal of Research and Development 34, 1990; the tests compare all 256).
template <class V>
HWY_INLINE V over_255(V x) {
#if HWY_NATIVE_FMA
    const V q = hn::Mul(x, set(1.0F / 255));
    return hn::MulAdd(hn::NegMulAdd(q, set(255), x), set(1.0F / 255), q);
#else
    return hn::Div(x, set(255));
#endif
}

void scale_pixels(const uint8_t* pixels, float* out, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::Rebind<uint8_t, Floats> bytes;
    const hn::RebindToSigned<Floats> ints;
    size_t i = 0;
    for (; i + n <= count; i += n) {
        const auto wide = hn::PromoteTo(ints, hn::LoadU(bytes, pixels + i));
        hn::StoreU(over_255(hn::ConvertTo(floats, wide)), floats, out + i);
    }
    for (; i < count; ++i) out[i] = scaled.of[pixels[i]];
}

/// One bit a lane.
template <class D, class M>
HWY_INLINE uint64_t bits_of(D d, M mask) {
    uint8_t bytes[8] = {};
    hn::StoreMaskBits(d, mask, bytes);
    uint64_t bits;
    __builtin_memcpy(&bits, bytes, sizeof(bits));
    return bits;
}

// A look at many values says which are to be kept; these are then picked up one by one. With a
// fifth of them kept this is several times as fast as compressing whole vectors, whose stores
// overlap.

uint32_t compress(const float* x, size_t count, SparseEntry* entries) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    SparseEntry* out = entries;
    size_t i = 0;
    for (; i + n <= count; i += n)
        for (uint64_t left = bits_of(floats, hn::Ne(hn::LoadU(floats, x + i), set(0))); left != 0;
             left &= left - 1) {
            const size_t at = i + static_cast<size_t>(__builtin_ctzll(left));
            *out++ = {static_cast<uint32_t>(at), x[at]};
        }
    for (; i < count; ++i)
        if (x[i] != 0) *out++ = {static_cast<uint32_t>(i), x[i]};
    return static_cast<uint32_t>(out - entries);
}

#if HWY_TARGET <= HWY_AVX3
// Sixteen pixels at once, whatever they are: no branch that the CPU would have to guess. Place and
// pixel go into one word, so that the stores, which overlap, are few.
uint32_t compress_pixels(const uint8_t* pixels, size_t count, SparseEntry* entries) noexcept {
    constexpr size_t n = hn::MaxLanes(floats), part = 1024;
    const hn::Rebind<uint8_t, Floats> bytes;
    const hn::RebindToSigned<Floats> ints;
    HWY_ALIGN int32_t words[part + n];
    const auto from_zero = hn::Iota(ints, 0);
    SparseEntry* out = entries;
    for (size_t begin = 0; begin < count; begin += part) {
        const size_t end = count - begin < part ? count : begin + part;
        size_t kept = 0, i = begin;
        for (; i + n <= end; i += n) {
            const auto wide = hn::PromoteTo(ints, hn::LoadU(bytes, pixels + i));
            const auto ink = hn::Ne(wide, hn::Zero(ints));
            const auto places = hn::Add(from_zero, hn::Set(ints, static_cast<int32_t>(i - begin)));
            hn::StoreU(hn::Compress(hn::Or(wide, hn::ShiftLeft<8>(places)), ink), ints,
                       words + kept);
            kept += hn::CountTrue(ints, ink);
        }
        for (; i < end; ++i)
            if (pixels[i] != 0) words[kept++] = static_cast<int32_t>((i - begin) << 8 | pixels[i]);
        for (size_t k = 0; k < kept; k += n) {
            const auto word = hn::Load(ints, words + k);
            const auto place =
                hn::Add(hn::ShiftRight<8>(word), hn::Set(ints, static_cast<int32_t>(begin)));
            const auto pixel = hn::And(word, hn::Set(ints, 255));
            hn::StoreInterleaved2(hn::BitCast(floats, place),
                                  over_255(hn::ConvertTo(floats, pixel)), floats,
                                  reinterpret_cast<float*>(out + k));
        }
        out += kept;
    }
    return static_cast<uint32_t>(out - entries);
}
#else
uint32_t compress_pixels(const uint8_t* pixels, size_t count, SparseEntry* entries) noexcept {
    const hn::CappedTag<uint8_t, 64> bytes;
    constexpr size_t n = hn::MaxLanes(bytes);
    SparseEntry* out = entries;
    size_t i = 0;
    for (; i + n <= count; i += n)
        for (uint64_t left = bits_of(bytes, hn::Ne(hn::LoadU(bytes, pixels + i), hn::Zero(bytes)));
             left != 0; left &= left - 1) {
            const size_t at = i + static_cast<size_t>(__builtin_ctzll(left));
            *out++ = {static_cast<uint32_t>(at), scaled.of[pixels[at]]};
        }
    for (; i < count; ++i)
        if (pixels[i] != 0) *out++ = {static_cast<uint32_t>(i), scaled.of[pixels[i]]};
    return static_cast<uint32_t>(out - entries);
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
