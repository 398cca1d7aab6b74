// Products with a matrix of which only the values other than zero are kept: a row of the result
// stays in registers while its list is walked. The gradient of the first layer goes from there
// straight into the optimizer.
#if defined(INKLING_TENSOR_SPARSE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_SPARSE_INL_HPP
#undef INKLING_TENSOR_SPARSE_INL_HPP
#else
#define INKLING_TENSOR_SPARSE_INL_HPP
#endif

#include "inkling/tensor/update-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// Adds the entries from `entry` on, as far as their index is below `limit`; returns the first one
/// left. b begins with row `first`.
template <size_t VECTORS>
HWY_INLINE const SparseEntry* add_entries(const SparseEntry* HWY_RESTRICT entry,
                                          const SparseEntry* last, uint32_t first, uint32_t limit,
                                          const float* HWY_RESTRICT b, size_t b_stride,
                                          Vector (&sum)[VECTORS]) {
    constexpr size_t n = hn::MaxLanes(floats);
    for (; entry < last && entry->index < limit; ++entry) {
        const Vector left = set(entry->value);
        const float* right = b + (entry->index - first) * b_stride;
        // One address and fixed distances from it; compilers spread it over several otherwise.
        asm("" : "+r"(right));
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) sum[v] = fused(left, load(right + v * n), sum[v]);
    }
    return entry;
}

/// Many lists walk through b side by side, block by block, so that most reads of a block of b's
/// rows hit the nearest caches. Each list has a bookmark.
template <size_t VECTORS>
HWY_INLINE void sparse_panel(const SparseGemmArgs& g, size_t j) {
    constexpr size_t n = hn::MaxLanes(floats), block = 112, group = 256;
    uint32_t bookmarks[group];
    HWY_ALIGN float packed[block * VECTORS * n];
    for (size_t first = g.begin; first < g.end; first += group) {
        const size_t end = g.end - first < group ? g.end : first + group;
        const size_t step = end - first < 8 ? g.depth : block;
        const bool pack = g.b_stride > VECTORS * n && end - first >= 32;
        for (size_t begin = 0; begin < g.depth; begin += step) {
            const size_t rows = g.depth - begin < step ? g.depth - begin : step;
            const float* b = g.b + begin * g.b_stride + j;
            const size_t stride = pack ? VECTORS * n : g.b_stride;
            if (pack) {
                copy_vectors<VECTORS>(b, g.b_stride, rows, packed, stride);
                b = packed;
            }
            for (size_t i = first; i < end; ++i) {
                const SparseEntry* entries = g.lists->entries(i);
                float* c = g.c + i * g.c_stride + j;
                Vector sum[VECTORS];
#pragma GCC unroll 8
                for (size_t v = 0; v < VECTORS; ++v)
                    sum[v] = begin != 0 ? load(c + v * n)
                             : g.bias   ? load(g.bias + j + v * n)
                                        : hn::Zero(floats);
                const SparseEntry* next =
                    add_entries<VECTORS>(entries + (begin == 0 ? 0 : bookmarks[i - first]),
                                         entries + g.lists->count(i), static_cast<uint32_t>(begin),
                                         static_cast<uint32_t>(begin + step), b, stride, sum);
                bookmarks[i - first] = static_cast<uint32_t>(next - entries);
#pragma GCC unroll 8
                for (size_t v = 0; v < VECTORS; ++v) hn::Store(sum[v], floats, c + v * n);
            }
        }
    }
}

void sparse_gemm(const SparseGemmArgs& g) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    size_t j = 0;
    for (; j + 8 * n <= g.columns; j += 8 * n) sparse_panel<8>(g, j);
    for (; j + 4 * n <= g.columns; j += 4 * n) sparse_panel<4>(g, j);
    for (; j + n <= g.columns; j += n) sparse_panel<1>(g, j);
}

template <size_t VECTORS, class Step>
HWY_INLINE void sparse_update_panel(const SparseGemmArgs& g, const UpdateArgs& u, const Step& step,
                                    size_t j) {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t i = g.begin; i < g.end; ++i) {
        const SparseEntry* entries = g.lists->entries(i);
        Vector sum[VECTORS];
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) sum[v] = hn::Zero(floats);
        add_entries<VECTORS>(entries, entries + g.lists->count(i), 0,
                             static_cast<uint32_t>(g.depth), g.b + j, g.b_stride, sum);
        const size_t at = (i - g.begin) * u.stride + j;
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) step(u, at + v * n, sum[v]);
    }
}

HWY_NOINLINE void sparse_update_columns(const SparseGemmArgs& g, const UpdateArgs& u) {
    constexpr size_t n = hn::MaxLanes(floats);
    with_step(u, [&](const auto& step) HWY_ATTR {
        size_t j = 0;
        for (; j + 8 * n <= g.columns; j += 8 * n) sparse_update_panel<8>(g, u, step, j);
        for (; j + 4 * n <= g.columns; j += 4 * n) sparse_update_panel<4>(g, u, step, j);
        for (; j + n <= g.columns; j += n) sparse_update_panel<1>(g, u, step, j);
    });
}

void sparse_update(const SparseGemmArgs& g, const UpdateArgs& u) noexcept {
    constexpr size_t width = 8 * hn::MaxLanes(floats), most = 256;
    if (g.b_stride <= width || g.depth > most || g.end - g.begin < 32)
        return sparse_update_columns(g, u);
    HWY_ALIGN float packed[most * width];
    SparseGemmArgs strip = g;
    strip.b = packed;
    strip.b_stride = width;
    for (size_t j = 0; j < g.columns; j += width) {
        strip.columns = g.columns - j < width ? g.columns - j : width;
        copy_strip<8>(g.b + j, g.b_stride, g.depth, strip.columns, packed);
        UpdateArgs weights = u;
        for (float** at : {&weights.weights, &weights.state_1, &weights.state_2})
            if (*at) *at += j;
        sparse_update_columns(strip, weights);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
