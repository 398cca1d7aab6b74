// The matrix product in bf16: two neighbours of the summed index are rounded to bf16 and lie in one
// 32-bit word; one instruction multiplies sixteen such pairs and adds them to sums in fp32.
//
// Highway 1.0 has no such instruction, so this file speaks to AVX512-BF16 directly. The tiles are
// those of gemm-inl.hpp; here both sides are packed, since both are converted.
#include <algorithm>

#include "inkling/tensor/kernels.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace inkling {

#if defined(__x86_64__)

namespace {

#define INKLING_BF16 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define INKLING_BF16_INLINE INKLING_BF16 __attribute__((always_inline)) inline

constexpr std::size_t tile_rows = 6, tile_vectors = 4, panel_columns = tile_vectors * lane_count;
constexpr std::size_t block_rows = 32 * tile_rows, block_pairs = 128;

/// Bits for the lanes that are there.
INKLING_BF16_INLINE __mmask16 lanes(std::size_t count) {
    return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1U << count) - 1);
}

/// to[q] = (x[2q], x[2q+1]) for a run of `depth` values; a missing last one is 0.
INKLING_BF16_INLINE void pack_run(const float* x, std::size_t depth, std::uint32_t* to) {
    for (std::size_t p = 0; p < depth; p += 32) {
        const std::size_t left = depth - p;
        const __m512 low = _mm512_maskz_loadu_ps(lanes(left), x + p);
        const __m512 high =
            left > 16 ? _mm512_maskz_loadu_ps(lanes(left - 16), x + p + 16) : _mm512_setzero_ps();
        _mm512_storeu_si512(to + p / 2,
                            __builtin_bit_cast(__m512i, _mm512_cvtne2ps_pbh(high, low)));
    }
}

/// to[c] = (even[c], odd[c]); odd may be null: zeros.
INKLING_BF16_INLINE void pack_rows(const float* even, const float* odd, std::size_t columns,
                                   std::uint32_t* to) {
    const __m512i shuffle =
        _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                         21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    for (std::size_t c = 0; c < columns; c += 16) {
        const __mmask16 mask = lanes(columns - c);
        const __m512 low = _mm512_maskz_loadu_ps(mask, even + c);
        const __m512 high = odd ? _mm512_maskz_loadu_ps(mask, odd + c) : _mm512_setzero_ps();
        const __m512i both = __builtin_bit_cast(__m512i, _mm512_cvtne2ps_pbh(high, low));
        _mm512_storeu_si512(to + c, _mm512_permutexvar_epi16(shuffle, both));
    }
}

/// to[q * panel_columns + j] = from[j * from_stride + q]; both sides whole fours.
INKLING_BF16_INLINE void transpose_words(const std::uint32_t* from, std::size_t from_stride,
                                         std::size_t columns, std::size_t pairs,
                                         std::uint32_t* to) {
    for (std::size_t j = 0; j < columns; j += 4)
        for (std::size_t q = 0; q < pairs; q += 4) {
            const auto* at = reinterpret_cast<const float*>(from + j * from_stride + q);
            __m128 r0 = _mm_loadu_ps(at), r1 = _mm_loadu_ps(at + from_stride);
            __m128 r2 = _mm_loadu_ps(at + 2 * from_stride);
            __m128 r3 = _mm_loadu_ps(at + 3 * from_stride);
            _MM_TRANSPOSE4_PS(r0, r1, r2, r3);
            auto* out = reinterpret_cast<float*>(to + q * panel_columns + j);
            _mm_storeu_ps(out, r0);
            _mm_storeu_ps(out + panel_columns, r1);
            _mm_storeu_ps(out + 2 * panel_columns, r2);
            _mm_storeu_ps(out + 3 * panel_columns, r3);
        }
}

/// A block of the product, packed: `start` is the bias, or null where c holds the sums so far.
struct Packed {
    const std::uint32_t* a;
    std::size_t a_row, a_column;
    const std::uint32_t* b;
    float* c;
    std::size_t c_stride;
    const float* start;
    std::size_t pairs;
};

template <std::size_t ROWS, std::size_t VECTORS>
INKLING_BF16_INLINE void tile(const Packed& g) {
    __m512 sum[ROWS][VECTORS];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < ROWS; ++r)
#pragma GCC unroll 8
        for (std::size_t v = 0; v < VECTORS; ++v)
            sum[r][v] = _mm512_load_ps(g.start ? g.start + v * 16 : g.c + r * g.c_stride + v * 16);
    const std::uint32_t* a = g.a;
    const std::uint32_t* b = g.b;
    for (std::size_t q = 0; q < g.pairs; ++q) {
        __m512i right[VECTORS];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < VECTORS; ++v) right[v] = _mm512_load_si512(b + v * 16);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < ROWS; ++r) {
            const __m512i left = _mm512_set1_epi32(static_cast<int>(a[r * g.a_row]));
#pragma GCC unroll 8
            for (std::size_t v = 0; v < VECTORS; ++v)
                sum[r][v] = _mm512_dpbf16_ps(sum[r][v], __builtin_bit_cast(__m512bh, left),
                                             __builtin_bit_cast(__m512bh, right[v]));
        }
        a += g.a_column;
        b += panel_columns;
    }
#pragma GCC unroll 8
    for (std::size_t r = 0; r < ROWS; ++r)
#pragma GCC unroll 8
        for (std::size_t v = 0; v < VECTORS; ++v)
            _mm512_store_ps(g.c + r * g.c_stride + v * 16, sum[r][v]);
}

template <std::size_t VECTORS>
INKLING_BF16 void panel(Packed g, std::size_t rows) {
    for (; rows >= tile_rows; rows -= tile_rows) {
        tile<tile_rows, VECTORS>(g);
        g.a += tile_rows * g.a_row;
        g.c += tile_rows * g.c_stride;
    }
    switch (rows) {
        case 5:
            return tile<5, VECTORS>(g);
        case 4:
            return tile<4, VECTORS>(g);
        case 3:
            return tile<3, VECTORS>(g);
        case 2:
            return tile<2, VECTORS>(g);
        case 1:
            return tile<1, VECTORS>(g);
        default:
            return;
    }
}

/// Rows and summed indices of a block.
struct Part {
    std::size_t row, rows;
    std::size_t from, depth;
};

INKLING_BF16 void pack_left(const GemmArgs& g, const Part& part, Packed& packed,
                            std::uint32_t* words) {
    const float* a = g.a + part.row * g.a_row + part.from * g.a_column;
    packed.a = words;
    if (g.a_column == 1) {
        packed.a_row = block_pairs;
        packed.a_column = 1;
        for (std::size_t r = 0; r < part.rows; ++r)
            pack_run(a + r * g.a_row, part.depth, words + r * block_pairs);
    } else {
        packed.a_row = 1;
        packed.a_column = block_rows;
        for (std::size_t q = 0; q < packed.pairs; ++q) {
            const float* even = a + 2 * q * g.a_column;
            pack_rows(even, 2 * q + 1 < part.depth ? even + g.a_column : nullptr, part.rows,
                      words + q * block_rows);
        }
    }
}

INKLING_BF16 void pack_right(const GemmArgs& g, const Part& part, std::size_t j,
                             std::uint32_t* words) {
    alignas(alignment_bytes) std::uint32_t runs[panel_columns * block_pairs];
    const std::size_t columns = std::min(panel_columns, g.columns - j);
    const std::size_t pairs = (part.depth + 1) / 2;
    const float* b = g.b + part.from * g.b_row + j * g.b_column;
    if (g.b_column == 1) {
        for (std::size_t q = 0; q < pairs; ++q) {
            const float* even = b + 2 * q * g.b_row;
            pack_rows(even, 2 * q + 1 < part.depth ? even + g.b_row : nullptr, padded(columns),
                      words + q * panel_columns);
        }
    } else {
        for (std::size_t c = 0; c < columns; ++c)
            pack_run(b + c * g.b_column, part.depth, runs + c * block_pairs);
        std::fill(runs + columns * block_pairs, runs + padded(columns) * block_pairs, 0U);
        transpose_words(runs, block_pairs, padded(columns), padded(pairs), words);
    }
}

INKLING_BF16 void block(const GemmArgs& g, const Part& part) {
    alignas(alignment_bytes) std::uint32_t left[block_rows * block_pairs];
    alignas(alignment_bytes) std::uint32_t right[block_pairs * panel_columns];
    alignas(alignment_bytes) static constexpr float zeros[panel_columns] = {};
    Packed packed{};
    packed.pairs = (part.depth + 1) / 2;
    packed.c_stride = g.c_stride;
    packed.b = right;
    pack_left(g, part, packed, left);
    for (std::size_t j = 0; j < g.columns; j += panel_columns) {
        pack_right(g, part, j, right);
        packed.c = g.c + part.row * g.c_stride + j;
        packed.start = part.from != 0 ? nullptr : g.bias ? g.bias + j : zeros;
        switch (padded(std::min(panel_columns, g.columns - j)) / 16) {
            case 4:
                panel<4>(packed, part.rows);
                break;
            case 3:
                panel<3>(packed, part.rows);
                break;
            case 2:
                panel<2>(packed, part.rows);
                break;
            default:
                panel<1>(packed, part.rows);
        }
    }
}

INKLING_BF16 void gemm_in_bf16(const GemmArgs& g) noexcept {
    Part part{};
    do {
        part.depth = std::min(2 * block_pairs, g.depth - part.from);
        for (part.row = 0; part.row < g.rows; part.row += block_rows) {
            part.rows = std::min(block_rows, g.rows - part.row);
            block(g, part);
        }
        part.from += part.depth;
    } while (part.from < g.depth);
}

}  // namespace

Gemm bf16_gemm() noexcept {
    const bool here = __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512dq") &&
                      std::string_view(kernels().path) == "avx512";
    return here ? gemm_in_bf16 : nullptr;
}

#else

Gemm bf16_gemm() noexcept {
    return nullptr;
}

#endif

}  // namespace inkling
