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

void scale_pixels(const uint8_t* pixels, float* out, size_t count) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::Rebind<uint8_t, Floats> bytes;
    const hn::RebindToSigned<Floats> ints;
    size_t i = 0;
    for (; i + n <= count; i += n) {
        const auto wide = hn::PromoteTo(ints, hn::LoadU(bytes, pixels + i));
        hn::StoreU(hn::Div(hn::ConvertTo(floats, wide), set(255)), floats, out + i);
    }
    for (; i < count; ++i) out[i] = static_cast<float>(pixels[i]) / 255.0F;
}

uint32_t compress(const float* x, size_t count, uint32_t* indices, float* values) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::RebindToUnsigned<Floats> uints;
    uint32_t kept = 0;
    size_t i = 0;
    for (; i + n <= count; i += n) {
        const Vector v = hn::LoadU(floats, x + i);
        const auto ink = hn::Ne(v, set(0));
        // Stored whole: a store under a mask takes many times as long on some CPUs.
        hn::StoreU(hn::Compress(v, ink), floats, values + kept);
        hn::StoreU(
            hn::Compress(hn::Iota(uints, static_cast<uint32_t>(i)), hn::RebindMask(uints, ink)),
            uints, indices + kept);
        kept += static_cast<uint32_t>(hn::CountTrue(floats, ink));
    }
    for (; i < count; ++i) {
        indices[kept] = static_cast<uint32_t>(i);
        values[kept] = x[i];
        kept += x[i] != 0 ? 1 : 0;
    }
    return kept;
}

uint32_t compress_pixels(const uint8_t* pixels, size_t count, uint32_t* indices,
                         float* values) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::Rebind<uint8_t, Floats> bytes;
    const hn::RebindToSigned<Floats> ints;
    const hn::RebindToUnsigned<Floats> uints;
    uint32_t kept = 0;
    size_t i = 0;
    for (; i + n <= count; i += n) {
        const auto wide = hn::PromoteTo(ints, hn::LoadU(bytes, pixels + i));
        const auto ink = hn::Ne(wide, hn::Zero(ints));
        hn::StoreU(hn::Compress(hn::ConvertTo(floats, wide), hn::RebindMask(floats, ink)), floats,
                   values + kept);
        hn::StoreU(
            hn::Compress(hn::Iota(uints, static_cast<uint32_t>(i)), hn::RebindMask(uints, ink)),
            uints, indices + kept);
        kept += static_cast<uint32_t>(hn::CountTrue(ints, ink));
    }
    for (; i < count; ++i) {
        indices[kept] = static_cast<uint32_t>(i);
        values[kept] = pixels[i];
        kept += pixels[i] != 0 ? 1 : 0;
    }
    // Lists start on a cache line and have room for whole vectors.
    for (size_t k = 0; k < kept; k += n)
        hn::Store(hn::Div(load(values + k), set(255)), floats, values + k);
    return kept;
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
