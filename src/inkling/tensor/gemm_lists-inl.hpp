// Matrix products that leave out what is multiplied by zero: behind a ReLU half of the values are
// zero, and behind dropout more. Skipping changes no sum. The choice between lists and the tiles of
// gemm-inl.hpp is made by looking at some of the values.
#if defined(INKLING_TENSOR_GEMM_LISTS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_GEMM_LISTS_INL_HPP
#undef INKLING_TENSOR_GEMM_LISTS_INL_HPP
#else
#define INKLING_TENSOR_GEMM_LISTS_INL_HPP
#endif

#include "inkling/tensor/gemm-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

/// Lists what of x[0 .. n-1] is not zero, in order; returns how many. There is room for a vector
/// more than all of it. Unlike compress(), with values and places apart: for the few values of one
/// row the whole answer is a tenth faster so.
HWY_INLINE size_t list_nonzero(const float* x, size_t n, int32_t* places, float* values) {
    size_t kept = 0, i = 0;
#if HWY_TARGET <= HWY_AVX3
    constexpr size_t lanes = hn::MaxLanes(floats);
    const hn::RebindToSigned<Floats> ints;
    for (; i + lanes <= n; i += lanes) {
        const Vector value = hn::LoadU(floats, x + i);
        const auto keep = hn::Ne(value, set(0));
        const auto place = hn::Add(hn::Iota(ints, 0), hn::Set(ints, static_cast<int32_t>(i)));
        hn::StoreU(hn::Compress(value, keep), floats, values + kept);
        hn::StoreU(hn::Compress(place, hn::RebindMask(ints, keep)), ints, places + kept);
        kept += hn::CountTrue(floats, keep);
    }
#endif
    for (; i < n; ++i) {
        places[kept] = static_cast<int32_t>(i);
        values[kept] = x[i];
        kept += x[i] != 0;
    }
    return kept;
}

/// Adds what is listed to a row of VECTORS vectors of the result: places[k]·stride floats after b
/// lies the row of b that values[k] belongs to.
template <size_t VECTORS>
HWY_INLINE void add_listed(const float* b, size_t stride, const int32_t* places,
                           const float* values, size_t kept, const float* start, float* c) {
    constexpr size_t n = hn::MaxLanes(floats);
    Vector sum[VECTORS];
#pragma GCC unroll 8
    for (size_t v = 0; v < VECTORS; ++v) sum[v] = load(start + v * n);
    for (size_t k = 0; k < kept; ++k) {
        const Vector left = set(values[k]);
        const float* right = b + static_cast<size_t>(places[k]) * stride;
        asm("" : "+r"(right));  // as in add_entries()
#pragma GCC unroll 8
        for (size_t v = 0; v < VECTORS; ++v) sum[v] = fused(left, load(right + v * n), sum[v]);
    }
#pragma GCC unroll 8
    for (size_t v = 0; v < VECTORS; ++v) hn::Store(sum[v], floats, c + v * n);
}

/// A single row waits for b to come from memory: what is multiplied by zero, as half of it is
/// behind a ReLU, is not read.
HWY_NOINLINE void gemm_row(const GemmArgs& g) {
    constexpr size_t n = hn::MaxLanes(floats);
    HWY_ALIGN float values[block_depth + n];
    HWY_ALIGN int32_t places[block_depth + n];
    HWY_ALIGN const float zeros[8 * n] = {};
    const size_t columns = padded(g.columns);
    for (size_t p = 0; p < g.depth; p += block_depth) {
        const size_t depth = g.depth - p < block_depth ? g.depth - p : block_depth;
        const size_t kept = list_nonzero(g.a + p, depth, places, values);
        const float* b = g.b + p * g.b_row;
        const auto start = [&](size_t j) HWY_ATTR {
            return p != 0 ? g.c + j : g.bias ? g.bias + j : zeros;
        };
        size_t j = 0;
        for (; j + 8 * n <= columns; j += 8 * n)
            add_listed<8>(b + j, g.b_row, places, values, kept, start(j), g.c + j);
        for (; j + 4 * n <= columns; j += 4 * n)
            add_listed<4>(b + j, g.b_row, places, values, kept, start(j), g.c + j);
        for (; j < columns; j += n)
            add_listed<1>(b + j, g.b_row, places, values, kept, start(j), g.c + j);
    }
}

// A panel of b, 96 × 64 floats, fits the first-level cache beside what else is used.
inline constexpr size_t list_vectors = hn::MaxLanes(floats) < 8 ? 8 : 64 / hn::MaxLanes(floats);
inline constexpr size_t list_rows = 256, list_depth = 96;

/// For each row of a block of `a`, what is not zero.
struct BlockLists {
    static constexpr size_t room = list_depth + lane_count;
    HWY_ALIGN float values[list_rows * room];
    HWY_ALIGN int32_t places[list_rows * room];
    size_t kept[list_rows];
};

HWY_INLINE void list_block(const GemmArgs& g, size_t i0, size_t rows, size_t p0, size_t depth,
                           BlockLists& lists) {
    constexpr size_t some = 16;
    HWY_ALIGN float turned[some * list_depth];
    for (size_t i = 0; i < rows; ++i) {
        const float* from = g.a + (i0 + i) * g.a_row + p0 * g.a_column;
        if (g.a_column != 1) {
            if (i % some == 0)
                pack_transposed(from, g.a_column, rows - i < some ? rows - i : some, depth, depth,
                                turned, list_depth);
            from = turned + i % some * list_depth;
        }
        const size_t at = i * BlockLists::room;
        lists.kept[i] = list_nonzero(from, depth, lists.places + at, lists.values + at);
    }
}

/// All rows of a panel of VECTORS vectors, added to what c holds, or to `start` if there is one.
template <size_t VECTORS>
HWY_INLINE void list_panel(const BlockLists& lists, size_t rows, const float* b, const float* start,
                           float* c, size_t c_stride) {
    constexpr size_t stride = list_vectors * hn::MaxLanes(floats);
    for (size_t i = 0; i < rows; ++i, c += c_stride) {
        const size_t at = i * BlockLists::room;
        add_listed<VECTORS>(b, stride, lists.places + at, lists.values + at, lists.kept[i],
                            start ? start : c, c);
    }
}

HWY_INLINE void list_any_panel(const BlockLists& lists, size_t rows, size_t width, const float* b,
                               const float* start, float* c, size_t c_stride) {
    constexpr size_t quarter = list_vectors / 4;
    switch (width / (quarter * hn::MaxLanes(floats))) {
        case 4:
            return list_panel<4 * quarter>(lists, rows, b, start, c, c_stride);
        case 3:
            return list_panel<3 * quarter>(lists, rows, b, start, c, c_stride);
        case 2:
            return list_panel<2 * quarter>(lists, rows, b, start, c, c_stride);
        default:
            return list_panel<quarter>(lists, rows, b, start, c, c_stride);
    }
}

HWY_NOINLINE void gemm_lists(const GemmArgs& g) {
    constexpr size_t panel = list_vectors * hn::MaxLanes(floats);
    BlockLists lists;
    HWY_ALIGN float packed[list_depth * panel];
    HWY_ALIGN const float zeros[panel] = {};
    const size_t all = padded(g.columns);
    for (size_t i = 0; i < g.rows; i += list_rows)
        for (size_t p = 0; p < g.depth; p += list_depth) {
            const size_t rows = g.rows - i < list_rows ? g.rows - i : list_rows;
            const size_t depth = g.depth - p < list_depth ? g.depth - p : list_depth;
            list_block(g, i, rows, p, depth, lists);
            for (size_t j = 0; j < all; j += panel) {
                const size_t width = all - j < panel ? all - j : panel;
                pack_panel<list_vectors>(g, p, depth, j, width, packed);
                const float* start = p != 0 ? nullptr : g.bias ? g.bias + j : zeros;
                list_any_panel(lists, rows, width, packed, start, g.c + i * g.c_stride + j,
                               g.c_stride);
            }
        }
}

#if HWY_TARGET <= HWY_AVX3
inline constexpr size_t fewest_columns = 48;
#else
inline constexpr size_t fewest_columns = 192;  // listing takes longer
#endif

/// Whether lists pay: where two fifths of `a` are zero, and there are columns enough for making
/// them. Looks at parts of four rows, or of four columns where those lie together.
HWY_INLINE bool lists_pay(const GemmArgs& g) {
    if (g.columns < fewest_columns || g.rows < 16 || g.depth < 32) return false;
    const bool turned = g.a_column != 1;
    const size_t lines = turned ? g.depth : g.rows, stride = turned ? g.a_column : g.a_row;
    const size_t all = turned ? g.rows : g.depth, length = all < 256 ? all : 256;
    size_t zeros = 0;
    for (size_t k = 0; k < 4; ++k) {
        const float* line = g.a + lines * k / 4 * stride;
        for (size_t i = 0; i < length; ++i) zeros += line[i] == 0;
    }
    return 5 * zeros >= 2 * 4 * length;
}

void gemm(const GemmArgs& g) noexcept {
    if (g.rows == 1 && g.a_column == 1 && g.b_column == 1 && g.depth > 0) return gemm_row(g);
    if (lists_pay(g)) return gemm_lists(g);
    gemm_tiles(g);
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
