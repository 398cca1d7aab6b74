// The first layer of a network that reads pixels, in whole numbers: pixels are bytes, weights have
// 16 bits, and the sums are exact. Two pixels that are neighbours share one multiplication, and
// where both are paper, nothing is done.
#if defined(INKLING_TENSOR_PIXEL_LAYER_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_PIXEL_LAYER_INL_HPP
#undef INKLING_TENSOR_PIXEL_LAYER_INL_HPP
#else
#define INKLING_TENSOR_PIXEL_LAYER_INL_HPP
#endif

#include "inkling/tensor/pixels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// Pairs of pixels, the place above 16 bits and the two pixels below it.
using PairWord = uint32_t;

HWY_INLINE PairWord pair_word(size_t place, const uint8_t* pixels, bool both) {
    const auto second = both ? static_cast<PairWord>(pixels[1]) << 8 : 0;
    return static_cast<PairWord>(place) << 16 | second | pixels[0];
}

/// Behind the last pair of a list: no place is as far.
inline constexpr PairWord list_end = ~PairWord{0};

/// Lists the pairs that are not paper, and list_end; there is room for `lane_count` more than all.
HWY_INLINE void list_pairs(const uint8_t* pixels, size_t count, PairWord* words) {
    size_t kept = 0, pair = 0;
    const size_t whole = count / 2;
#if HWY_TARGET <= HWY_AVX3
    // As compress_pixels(): no branch that the CPU would have to guess.
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::RebindToUnsigned<Floats> wide;
    const hn::Rebind<uint16_t, Floats> narrow;
    const auto from_zero = hn::Iota(wide, 0);
    for (; pair + n <= whole; pair += n) {
        const auto both = hn::PromoteTo(
            wide, hn::BitCast(narrow, hn::LoadU(hn::Repartition<uint8_t, decltype(narrow)>(),
                                                pixels + 2 * pair)));
        const auto ink = hn::Ne(both, hn::Zero(wide));
        const auto places = hn::Add(from_zero, hn::Set(wide, static_cast<PairWord>(pair)));
        hn::StoreU(hn::Compress(hn::Or(both, hn::ShiftLeft<16>(places)), ink), wide, words + kept);
        kept += hn::CountTrue(wide, ink);
    }
#endif
    for (; pair < whole; ++pair) {
        const PairWord word = pair_word(pair, pixels + 2 * pair, true);
        words[kept] = word;
        kept += (word & 0xFFFF) != 0;
    }
    if (count % 2 != 0 && pixels[count - 1] != 0)
        words[kept++] = pair_word(pair, pixels + count - 1, false);
    words[kept] = list_end;
}

#if HWY_TARGET == HWY_SCALAR

void pixel_layer(const PixelLayerArgs& g) noexcept {
    PairWord words[largest_picture / 2 + lane_count];
    for (size_t i = 0; i < g.rows; ++i) {
        list_pairs(g.pixels + i * g.count, g.count, words);
        for (size_t j = 0; j < g.columns; ++j) {
            int32_t sum = 0;
            for (const PairWord* word = words; *word != list_end; ++word) {
                const int16_t* weights = g.weights + 2 * ((*word >> 16) * g.columns + j);
                sum += static_cast<int32_t>(*word & 0xFF) * weights[0] +
                       static_cast<int32_t>(*word >> 8 & 0xFF) * weights[1];
            }
            g.out[i * g.out_stride + j] = fused(static_cast<float>(sum), g.scale[j], g.bias[j]);
        }
    }
}

#else

/// Adds the pairs from `word` on whose place is below `limit`; returns the first one left.
template <size_t VECTORS, class Sums>
HWY_INLINE const PairWord* add_pairs(const PairWord* HWY_RESTRICT word, size_t limit,
                                     const PixelLayerArgs& g, size_t j, Sums& sum) {
    constexpr size_t n = hn::MaxLanes(floats);
    const hn::RebindToSigned<Floats> ints;
    const hn::Repartition<int16_t, Floats> shorts;
    const auto end = static_cast<PairWord>(limit << 16);
    const int16_t* weights = g.weights + 2 * j;
    for (; *word < end; ++word) {
        const PairWord two = (*word & 0xFF) | (*word & 0xFF00) << 8;
        const auto left = hn::BitCast(shorts, hn::Set(ints, static_cast<int32_t>(two)));
        const int16_t* right = weights + 2 * (*word >> 16) * g.columns;
        asm("" : "+r"(right));  // as in add_entries()
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v)
            sum[v] =
                hn::Add(sum[v], pair_products(shorts, left, hn::Load(shorts, right + 2 * n * v)));
    }
    return word;
}

/// How many pictures walk through the weights side by side, at most.
inline constexpr size_t side_by_side = 32;

/// Pictures first .. end-1, whose lists are `length` apart, walk through the weights block by
/// block, as in sparse_panel(). Between blocks the sums lie in the output, whole numbers as they
/// are.
template <size_t VECTORS>
HWY_INLINE void pixel_layer_panel(const PixelLayerArgs& g, const PairWord* lists, size_t length,
                                  size_t first, size_t end, size_t j) {
    constexpr size_t n = hn::MaxLanes(floats), block = 98;
    const hn::RebindToSigned<Floats> ints;
    const PairWord* bookmarks[side_by_side];
    for (size_t i = first; i < end; ++i) bookmarks[i - first] = lists + (i - first) * length;
    const size_t pairs = (g.count + 1) / 2, step = end - first < 8 ? pairs : block;
    for (size_t begin = 0; begin < pairs; begin += step) {
        const bool last = begin + step >= pairs;
        for (size_t i = first; i < end; ++i) {
            float* out = g.out + i * g.out_stride + j;
            hn::Vec<decltype(ints)> sum[VECTORS];
#pragma GCC unroll 8
            for (size_t v = 0; v < VECTORS; ++v)
                sum[v] = begin == 0 ? hn::Zero(ints) : hn::BitCast(ints, load(out + v * n));
            const PairWord*& word = bookmarks[i - first];
            word = add_pairs<VECTORS>(word, begin + step, g, j, sum);
#pragma GCC unroll 8
            for (size_t v = 0; v < VECTORS; ++v) {
                const size_t at = j + v * n;
                hn::Store(last ? fused(hn::ConvertTo(floats, sum[v]), load(g.scale + at),
                                       load(g.bias + at))
                               : hn::BitCast(floats, sum[v]),
                          floats, out + v * n);
            }
        }
    }
}

void pixel_layer(const PixelLayerArgs& g) noexcept {
    constexpr size_t n = hn::MaxLanes(floats), room = 16384;
    HWY_ALIGN PairWord lists[room];
    const size_t length = padded(g.count / 2 + 1) + 2 * lane_count;
    const size_t group = room / length < side_by_side ? room / length : side_by_side;
    for (size_t first = 0; first < g.rows; first += group) {
        const size_t end = g.rows - first < group ? g.rows : first + group;
        for (size_t i = first; i < end; ++i)
            list_pairs(g.pixels + i * g.count, g.count, lists + (i - first) * length);
        size_t j = 0;
        for (; j + 8 * n <= g.columns; j += 8 * n)
            pixel_layer_panel<8>(g, lists, length, first, end, j);
        for (; j + 4 * n <= g.columns; j += 4 * n)
            pixel_layer_panel<4>(g, lists, length, first, end, j);
        for (; j < g.columns; j += n) pixel_layer_panel<1>(g, lists, length, first, end, j);
    }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
