// Matrix products in registers: a tile of rows × vectors of the result is held in accumulators
// while the summed index runs; each value of `a` is broadcast and multiplied into the tile.
#if defined(INKLING_TENSOR_GEMM_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_GEMM_INL_HPP
#undef INKLING_TENSOR_GEMM_INL_HPP
#else
#define INKLING_TENSOR_GEMM_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

// 6 × 4 accumulators, 4 loads and a broadcast fit 32 registers; 6 × 2 fit 16.
inline constexpr size_t tile_rows = 6;
#if HWY_TARGET == HWY_AVX2
inline constexpr size_t tile_vectors = 2;
#else
inline constexpr size_t tile_vectors = 4;
#endif

template <size_t ROWS, size_t VECTORS>
HWY_INLINE void gemm_tile(const GemmArgs& g, size_t i, size_t j) {
    constexpr size_t n = hn::MaxLanes(floats);
    Vector sum[ROWS][VECTORS];
#pragma GCC unroll 8
    for (size_t v = 0; v < VECTORS; ++v) {
        const Vector start = g.bias ? load(g.bias + j + v * n) : hn::Zero(floats);
#pragma GCC unroll 8
        for (size_t r = 0; r < ROWS; ++r) sum[r][v] = start;
    }
    const float* HWY_RESTRICT a = g.a + i * g.a_row;
    const float* HWY_RESTRICT b = g.b + j;
    for (size_t p = 0; p < g.depth; ++p) {
        Vector right[VECTORS];
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) right[v] = load(b + v * n);
#pragma GCC unroll 8
        for (size_t r = 0; r < ROWS; ++r) {
            const Vector left = set(a[r * g.a_row]);
#pragma GCC unroll 8
            for (size_t v = 0; v < VECTORS; ++v) sum[r][v] = fused(left, right[v], sum[r][v]);
        }
        a += g.a_column;
        b += g.b_stride;
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < ROWS; ++r)
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v)
            hn::Store(sum[r][v], floats, g.c + (i + r) * g.c_stride + j + v * n);
}

template <size_t VECTORS>
HWY_INLINE void gemm_panel(const GemmArgs& g, size_t j) {
    size_t i = 0;
    for (; i + tile_rows <= g.rows; i += tile_rows) gemm_tile<tile_rows, VECTORS>(g, i, j);
    switch (g.rows - i) {
        case 5:
            return gemm_tile<5, VECTORS>(g, i, j);
        case 4:
            return gemm_tile<4, VECTORS>(g, i, j);
        case 3:
            return gemm_tile<3, VECTORS>(g, i, j);
        case 2:
            return gemm_tile<2, VECTORS>(g, i, j);
        case 1:
            return gemm_tile<1, VECTORS>(g, i, j);
        default:
            return;
    }
}

void gemm(const GemmArgs& g) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    size_t j = 0;
    for (; j + tile_vectors * n <= g.columns; j += tile_vectors * n) gemm_panel<tile_vectors>(g, j);
    switch ((g.columns - j) / n) {
        case 3:
            return gemm_panel<3>(g, j);
        case 2:
            return gemm_panel<2>(g, j);
        case 1:
            return gemm_panel<1>(g, j);
        default:
            return;
    }
}

/// Adds the entries of list i from number k on, as far as their index is below `limit`, to the row;
/// returns the number of the first one left.
template <size_t VECTORS>
HWY_INLINE uint32_t sparse_row(const SparseGemmArgs& g, size_t i, size_t j, uint32_t k,
                               uint32_t limit) {
    constexpr size_t n = hn::MaxLanes(floats);
    const uint32_t* HWY_RESTRICT indices = g.lists->indices(i);
    const float* HWY_RESTRICT values = g.lists->values(i);
    const uint32_t count = g.lists->count(i);
    const float* HWY_RESTRICT b = g.b + j;
    float* c = g.c + i * g.c_stride + j;
    Vector sum[VECTORS];
#pragma GCC unroll 8
    for (size_t v = 0; v < VECTORS; ++v) sum[v] = load(c + v * n);
    for (; k < count && indices[k] < limit; ++k) {
        const Vector left = set(values[k]);
        const float* HWY_RESTRICT right = b + indices[k] * g.b_stride;
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) sum[v] = fused(left, load(right + v * n), sum[v]);
    }
#pragma GCC unroll 8
    for (size_t v = 0; v < VECTORS; ++v) hn::Store(sum[v], floats, c + v * n);
    return k;
}

/// Many lists walk through b side by side, block by block, so that a block of b's rows is read from
/// the first-level cache by all lists but the first.
template <size_t VECTORS>
HWY_INLINE void sparse_panel(const SparseGemmArgs& g, size_t j) {
    constexpr size_t n = hn::MaxLanes(floats), cache_bytes = 24 << 10, group = 256;
    constexpr size_t block = cache_bytes / (VECTORS * n * sizeof(float));
    for (size_t i = g.begin; i < g.end; ++i)
        for (size_t v = 0; v < VECTORS; ++v)
            hn::Store(g.bias ? load(g.bias + j + v * n) : hn::Zero(floats), floats,
                      g.c + i * g.c_stride + j + v * n);
    uint32_t next[group];
    for (size_t first = g.begin; first < g.end; first += group) {
        const size_t last = g.end - first < group ? g.end : first + group;
        const size_t step = last - first < 8 ? g.depth : block;
        for (size_t i = first; i < last; ++i) next[i - first] = 0;
        for (size_t begin = 0; begin < g.depth; begin += step)
            for (size_t i = first; i < last; ++i) {
                uint32_t& k = next[i - first];
                if (k < g.lists->count(i))
                    k = sparse_row<VECTORS>(g, i, j, k, static_cast<uint32_t>(begin + step));
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

void transpose(ConstMatrix from, Matrix to) noexcept {
    constexpr size_t block = 16;  // a cache line of floats each way
    for (size_t r0 = 0; r0 < from.rows; r0 += block) {
        const size_t r1 = r0 + block < from.rows ? r0 + block : from.rows;
        for (size_t c0 = 0; c0 < from.columns; c0 += block) {
            const size_t c1 = c0 + block < from.columns ? c0 + block : from.columns;
            for (size_t r = r0; r < r1; ++r)
                for (size_t c = c0; c < c1; ++c) to(c, r) = from(r, c);
        }
    }
}

void column_sums(ConstMatrix m, size_t begin, size_t end, float* sums) noexcept {
    constexpr size_t n = hn::MaxLanes(floats);
    for (size_t j = begin; j < end; j += n) {
        Vector sum = hn::Zero(floats);
        for (size_t i = 0; i < m.rows; ++i) sum = hn::Add(sum, load(m.row(i) + j));
        hn::Store(sum, floats, sums + j);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
