// The product in bf16 against a plain loop over rounded factors, in all layouts and odd shapes.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "inkling/tensor/kernels.hpp"
#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

/// To the nearest bf16, ties to even.
double rounded(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return std::bit_cast<float>((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000);
}

class Bf16 : public KernelPaths {};

TEST_F(Bf16, OnlyOnPathsThatHaveIt) {
    for (const auto path : available_kernels()) {
        ASSERT_TRUE(force_kernels(path));
        if (path != "avx512") {
            EXPECT_EQ(bf16_gemm(), nullptr) << path;
        }
    }
}

TEST_F(Bf16, ProductOfRoundedFactors) {
    if (bf16_gemm() == nullptr) GTEST_SKIP() << "no AVX512-BF16";
    struct Shape {
        std::size_t rows, depth, columns;
    };
    for (const auto& [rows, depth, columns] : {Shape{1, 1, 1}, Shape{7, 33, 17}, Shape{6, 784, 64},
                                               Shape{205, 31, 100}, Shape{50, 600, 130}})
        for (const bool a_turned : {false, true})
            for (const bool b_turned : {false, true}) {
                const MatrixBuffer a =
                    a_turned ? random_matrix(depth, rows, 1) : random_matrix(rows, depth, 1);
                const MatrixBuffer b =
                    b_turned ? random_matrix(columns, depth, 2) : random_matrix(depth, columns, 2);
                const MatrixBuffer bias = random_matrix(1, columns, 3);
                const auto at = [](ConstMatrix m, bool turned, std::size_t r, std::size_t c) {
                    return turned ? m(c, r) : m(r, c);
                };
                MatrixBuffer c(rows, columns);
                const std::size_t as = a.view().stride, bs = b.view().stride;
                bf16_gemm()({a.view().data, a_turned ? 1 : as, a_turned ? as : 1, b.view().data,
                             b_turned ? 1 : bs, b_turned ? bs : 1, c.view().data, c.view().stride,
                             bias.view().data, rows, depth, columns});
                for (std::size_t r = 0; r < rows; ++r)
                    for (std::size_t j = 0; j < columns; ++j) {
                        double sum = bias.view()(0, j), size = std::fabs(sum);
                        for (std::size_t p = 0; p < depth; ++p) {
                            const double term = rounded(at(a.view(), a_turned, r, p)) *
                                                rounded(at(b.view(), b_turned, p, j));
                            sum += term;
                            size += std::fabs(term);
                        }
                        ASSERT_NEAR(c.view()(r, j), sum, 2e-6 * size) << rows << 'x' << depth;
                    }
                for (std::size_t j = columns; j < padded(columns); ++j)
                    ASSERT_EQ(c.view().row(rows - 1)[j], 0) << "padding";
            }
}

}  // namespace
}  // namespace inkling
