// What is done to all pixels of a page: the paper is taken away, ink is told from what is none, and
// values are compared.
#if defined(INKLING_TENSOR_PAGE_ROWS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_PAGE_ROWS_INL_HPP
#undef INKLING_TENSOR_PAGE_ROWS_INL_HPP
#else
#define INKLING_TENSOR_PAGE_ROWS_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// How far from one middle to the next the pixels between lie, for as many blocks as lanes hold.
HWY_ALIGN inline constexpr float paper_shares[lane_count] = {
    0.125F, 0.375F, 0.625F, 0.875F, 0.125F, 0.375F, 0.625F, 0.875F,
    0.125F, 0.375F, 0.625F, 0.875F, 0.125F, 0.375F, 0.625F, 0.875F};
HWY_ALIGN inline constexpr int32_t paper_blocks[lane_count] = {0, 0, 0, 0, 1, 1, 1, 1,
                                                               2, 2, 2, 2, 3, 3, 3, 3};

void take_paper(const TakePaperArgs& row) noexcept {
    // Known to be no bytes of a picture that is written.
    const uint8_t* HWY_RESTRICT grey = row.grey;
    const float* HWY_RESTRICT light = row.light;
    const float* HWY_RESTRICT factor = row.factor;
    uint8_t* HWY_RESTRICT ink = row.ink;
    const size_t width = row.width;
    // The middle of a block lies between its second pixel and its third.
    constexpr size_t side = paper_block, half = side / 2;
    const auto take = [&](size_t x, size_t block, size_t k) HWY_ATTR {
        const float left = light[block], right = light[block + 1];
        const float paper = left + (right - left) * paper_shares[k];
        const float off = (paper - static_cast<float>(grey[x])) * factor[block];
        ink[x] = static_cast<uint8_t>(static_cast<int>(off < 0 ? 0 : off > 255 ? 255 : off));
    };
    size_t x = 0;
    for (; x < half && x < width; ++x) take(x, 0, 0);
#if HWY_TARGET != HWY_SCALAR
    constexpr size_t lanes = hn::MaxLanes(floats);
    const hn::RebindToSigned<Floats> ints;
    const hn::Rebind<uint8_t, Floats> bytes;
    const auto blocks = hn::SetTableIndices(floats, paper_blocks);
    const auto of_blocks = [&](const float* values) HWY_ATTR {
        return hn::TableLookupLanes(hn::LoadU(floats, values), blocks);
    };
    const Vector shares = load(paper_shares), white = set(255);
    for (; x + lanes <= width; x += lanes) {
        const size_t block = x / side;
        const Vector left = of_blocks(light + block), right = of_blocks(light + block + 1);
        const Vector paper = hn::Add(left, hn::Mul(hn::Sub(right, left), shares));
        const Vector pixels =
            hn::ConvertTo(floats, hn::PromoteTo(ints, hn::LoadU(bytes, grey + x)));
        const Vector off = hn::Mul(hn::Sub(paper, pixels), of_blocks(factor + block));
        const Vector clamped = hn::Min(hn::Max(off, set(0)), white);
        hn::StoreU(hn::DemoteTo(bytes, whole_parts(clamped)), bytes, ink + x);
    }
#endif
    for (; x < width; ++x) take(x, (x - half) / side, (x - half) % side);
}

void larger_of(const float* a, const float* b, float* out, size_t n) noexcept {
    constexpr size_t lanes = hn::MaxLanes(floats);
    size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        hn::StoreU(hn::Max(hn::LoadU(floats, a + i), hn::LoadU(floats, b + i)), floats, out + i);
    for (; i < n; ++i) out[i] = a[i] < b[i] ? b[i] : a[i];
}

void mark_ink(const uint8_t* grey, size_t n, uint8_t most, uint64_t* bits) noexcept {
    for (size_t i = 0; i < n; i += 64) {
        uint64_t word = 0;
        size_t k = 0;
        const size_t count = n - i < 64 ? n - i : 64;
#if HWY_TARGET != HWY_SCALAR
        const hn::CappedTag<uint8_t, 64> bytes;
        constexpr size_t lanes = hn::MaxLanes(bytes);
        const auto paper = hn::Set(bytes, most);
        for (; k + lanes <= count; k += lanes) {
            const auto pixels = hn::LoadU(bytes, grey + i + k);
            uint64_t some = 0;
            hn::StoreMaskBits(bytes, hn::Ne(hn::Max(pixels, paper), paper),
                              reinterpret_cast<uint8_t*>(&some));
            word |= some << k;
        }
#endif
        for (; k < count; ++k) word |= static_cast<uint64_t>(grey[i + k] > most) << k;
        bits[i / 64] = word;
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
