// Matrix products in registers: a tile of rows × vectors of the result is held in accumulators
// while the summed index runs; each value of `a` is broadcast and multiplied into the tile. What a
// tile reads is first packed into small arrays where it would come from far apart places of memory.
// docs/KERNELS.md has a figure.
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
inline constexpr size_t panel_columns = tile_vectors * hn::MaxLanes(floats);
// The summed index runs in blocks, so that packed panels stay in the second-level cache.
inline constexpr size_t block_depth = 256;
inline constexpr size_t block_rows = 16 * tile_rows;

/// A block of the product: `depth` terms of rows × columns sums. `start` is the bias, or null where
/// c holds the sums so far.
struct Block {
    const float* a;
    size_t a_row, a_column;
    const float* b;
    size_t b_row;
    float* c;
    size_t c_stride;
    const float* start;
    size_t depth;
};

template <size_t ROWS, size_t VECTORS>
HWY_INLINE void gemm_tile(const Block& g) {
    constexpr size_t n = hn::MaxLanes(floats);
    Vector sum[ROWS][VECTORS];
#pragma GCC unroll 8
    for (size_t r = 0; r < ROWS; ++r)
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v)
            sum[r][v] = load(g.start ? g.start + v * n : g.c + r * g.c_stride + v * n);
    const float* HWY_RESTRICT a = g.a;
    const float* HWY_RESTRICT b = g.b;
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
        b += g.b_row;
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < ROWS; ++r)
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v)
            hn::Store(sum[r][v], floats, g.c + r * g.c_stride + v * n);
}

/// All rows of a panel of `VECTORS` vectors. Packed tiles of `a` follow each other.
template <size_t VECTORS>
HWY_INLINE void gemm_panel(Block g, size_t rows, size_t next_tile) {
    for (; rows >= tile_rows; rows -= tile_rows) {
        gemm_tile<tile_rows, VECTORS>(g);
        g.a += next_tile;
        g.c += tile_rows * g.c_stride;
    }
    switch (rows) {
        case 5:
            return gemm_tile<5, VECTORS>(g);
        case 4:
            return gemm_tile<4, VECTORS>(g);
        case 3:
            return gemm_tile<3, VECTORS>(g);
        case 2:
            return gemm_tile<2, VECTORS>(g);
        case 1:
            return gemm_tile<1, VECTORS>(g);
        default:
            return;
    }
}

/// What copy_strip does, where b lies transposed: b(p, j), at b[j * b_column + p], goes to
/// packed[p * stride + j]. Those of the `width` columns that are padding become zero.
HWY_INLINE void pack_transposed(const float* HWY_RESTRICT b, size_t b_column, size_t depth,
                                size_t columns, size_t width, float* HWY_RESTRICT packed,
                                size_t stride) {
    constexpr size_t n = hn::MaxLanes(quads);
    const size_t whole_depth = depth / n * n, whole_columns = columns / n * n;
    for (size_t j = 0; j < whole_columns; j += n)
        for (size_t p = 0; p < whole_depth; p += n)
            transpose_square(b + j * b_column + p, b_column, packed + p * stride + j, stride);
    if (whole_depth == depth && whole_columns == width) return;
    for (size_t j = 0; j < width; ++j)
        for (size_t p = j < whole_columns ? whole_depth : 0; p < depth; ++p)
            packed[p * stride + j] = j < columns ? b[j * b_column + p] : 0;
}

/// Copies `width` columns of b from (p, j) on, as wide as VECTORS vectors at most, next to each
/// other.
template <size_t VECTORS>
HWY_INLINE void pack_panel(const GemmArgs& g, size_t p, size_t depth, size_t j, size_t width,
                           float* HWY_RESTRICT packed) {
    const float* b = g.b + p * g.b_row + j * g.b_column;
    if (g.b_column == 1) return copy_strip<VECTORS>(b, g.b_row, depth, width, packed);
    const size_t left = j < g.columns ? g.columns - j : 0;
    pack_transposed(b, g.b_column, depth, left < width ? left : width, width, packed,
                    VECTORS * hn::MaxLanes(floats));
}

/// a(i, p) of tile t at [(t * depth + p) * tile_rows + i].
HWY_INLINE void pack_tiles(const GemmArgs& g, size_t i0, size_t p0, size_t rows, size_t depth,
                           float* HWY_RESTRICT packed) {
    for (size_t p = 0; p < depth; ++p) {
        const float* HWY_RESTRICT a = g.a + i0 * g.a_row + (p0 + p) * g.a_column;
        float* HWY_RESTRICT to = packed + p * tile_rows;
        size_t i = 0;
        for (; i + tile_rows <= rows; i += tile_rows, to += depth * tile_rows)
            for (size_t r = 0; r < tile_rows; ++r) to[r] = a[(i + r) * g.a_row];
        for (size_t r = 0; i + r < rows; ++r) to[r] = a[(i + r) * g.a_row];
    }
}

HWY_INLINE void gemm_any_panel(const Block& g, size_t rows, size_t next_tile, size_t width) {
    constexpr size_t n = hn::MaxLanes(floats);
    switch (width / n) {
        case 4:
            return gemm_panel<4>(g, rows, next_tile);
        case 3:
            return gemm_panel<3>(g, rows, next_tile);
        case 2:
            return gemm_panel<2>(g, rows, next_tile);
        default:
            return gemm_panel<1>(g, rows, next_tile);
    }
}

/// One block of the rows and of the summed index, all columns.
HWY_INLINE void gemm_block(const GemmArgs& g, size_t i0, size_t rows, size_t p0, size_t depth) {
    HWY_ALIGN float packed_a[block_rows * block_depth];
    HWY_ALIGN float packed_b[block_depth * panel_columns];
    HWY_ALIGN float zeros[panel_columns] = {};
    // What stands transposed is read once for all panels. Rows of b that are far from each other
    // would fall into few lines of the cache, and each into a page of its own.
    const bool pack_a = g.a_column != 1 && g.columns > panel_columns;
    const bool pack_b =
        g.b_column != 1 || (rows >= 4 * tile_rows && g.b_row > panel_columns && depth > 1);
    Block block{g.a + i0 * g.a_row + p0 * g.a_column,
                g.a_row,
                g.a_column,
                nullptr,
                g.b_row,
                nullptr,
                g.c_stride,
                nullptr,
                depth};
    size_t next_tile = tile_rows * g.a_row;
    if (pack_a) {
        pack_tiles(g, i0, p0, rows, depth, packed_a);
        block.a = packed_a;
        block.a_row = 1;
        block.a_column = tile_rows;
        next_tile = tile_rows * depth;
    }
    if (pack_b) block.b_row = panel_columns;
    const size_t all = padded(g.columns);
    for (size_t j = 0; j < all; j += panel_columns) {
        const size_t width = all - j < panel_columns ? all - j : panel_columns;
        block.b = g.b + p0 * g.b_row + j * g.b_column;
        if (pack_b) {
            pack_panel<tile_vectors>(g, p0, depth, j, width, packed_b);
            block.b = packed_b;
        }
        block.c = g.c + i0 * g.c_stride + j;
        if (p0 == 0) block.start = g.bias ? g.bias + j : zeros;
        gemm_any_panel(block, rows, next_tile, width);
    }
}

HWY_NOINLINE void gemm_tiles(const GemmArgs& g) {
    const size_t row_step = g.a_column != 1 ? block_rows : g.rows;
    size_t p = 0;
    do {
        const size_t depth = g.depth - p < block_depth ? g.depth - p : block_depth;
        for (size_t i = 0; i < g.rows; i += row_step)
            gemm_block(g, i, g.rows - i < row_step ? g.rows - i : row_step, p, depth);
        p += depth;
    } while (p < g.depth);
}

double multiply_adds(size_t rounds, float* result) noexcept {
    constexpr size_t chains = tile_rows * tile_vectors;
    Vector sum[chains];
#pragma GCC unroll 24
    for (size_t i = 0; i < chains; ++i) sum[i] = set(static_cast<float>(i));
    const Vector factor = set(0.5F);
    for (size_t round = 0; round < rounds; ++round)
#pragma GCC unroll 24
        for (size_t i = 0; i < chains; ++i) sum[i] = fused(sum[i], factor, factor);
    Vector total = hn::Zero(floats);
    for (size_t i = 0; i < chains; ++i) total = hn::Add(total, sum[i]);
    *result = hn::GetLane(total);
    return 2.0 * static_cast<double>(rounds * chains * hn::MaxLanes(floats));
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
