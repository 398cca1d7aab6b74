// Each kernel on each path of this CPU against a plain loop in double precision, and all paths bit
// for bit against each other.
#include "inkling/tensor/kernels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "inkling/tensor/pixels.hpp"
#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

TEST_F(KernelPaths, ThePortablePathIsAlwaysThere) {
    const auto paths = available_kernels();
    EXPECT_EQ(paths.back(), "scalar");
#if defined(__x86_64__)
    EXPECT_EQ(std::string_view(paths.front()) == "avx512",
              __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"));
    EXPECT_GE(paths.size(), __builtin_cpu_supports("avx2") ? 3U : 1U);
#endif
}

TEST_F(KernelPaths, UnknownPathsAreRefused) {
    const Status status = force_kernels("mmx");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::usage);
    EXPECT_NE(status.error().message.find("scalar"), std::string::npos);
}

struct GemmShape {
    std::size_t rows, depth, columns;
};

TEST_F(KernelPaths, GemmIsRightForAllShapesOfTiles) {
    for (const GemmShape shape :
         {GemmShape{1, 1, 1}, GemmShape{1, 300, 210}, GemmShape{5, 7, 10}, GemmShape{6, 784, 128},
          GemmShape{13, 64, 17}, GemmShape{23, 3, 100}, GemmShape{128, 10, 64},
          GemmShape{4, 30, 48}, GemmShape{29, 300, 130}, GemmShape{50, 600, 96}}) {
        const auto rows = shape.rows, depth = shape.depth, columns = shape.columns;  // for lambdas
        const MatrixBuffer a = random_matrix(rows, depth, 1), b = random_matrix(depth, columns, 2);
        const MatrixBuffer bias = random_matrix(1, columns, 3);
        const MatrixBuffer c = on_all_paths([&] {
            MatrixBuffer result(rows, columns);
            const ConstMatrix x = a.view(), w = b.view();
            kernels().gemm({x.data, x.stride, 1, w.data, w.stride, 1, result.view().data,
                            result.view().stride, bias.view().data, rows, depth, columns});
            return result;
        });
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t j = 0; j < columns; ++j) {
                double sum = bias.view()(0, j), size = std::fabs(sum);
                for (std::size_t p = 0; p < depth; ++p) {
                    const double term = double{a.view()(r, p)} * b.view()(p, j);
                    sum += term;
                    size += std::fabs(term);
                }
                ASSERT_NEAR(c.view()(r, j), sum, 1e-6 * size + 1e-30) << rows << 'x' << columns;
            }
    }
}

TEST_F(KernelPaths, GemmOfOneRowSkipsZeros) {
    for (const GemmShape shape :
         {GemmShape{2, 128, 64}, GemmShape{2, 300, 210}, GemmShape{2, 40, 16}}) {
        const auto depth = shape.depth, columns = shape.columns;  // for lambdas
        const MatrixBuffer a = random_matrix(2, depth, 1, 0.5F),
                           b = random_matrix(depth, columns, 2);
        const MatrixBuffer bias = random_matrix(1, columns, 3);
        const auto product = [&](std::size_t first, std::size_t rows) {
            MatrixBuffer result(2, columns);
            const ConstMatrix x = a.view(), w = b.view();
            kernels().gemm({x.row(first), x.stride, 1, w.data, w.stride, 1,
                            result.view().row(first), result.view().stride, bias.view().data, rows,
                            depth, columns});
            return result;
        };
        const MatrixBuffer both = on_all_paths([&] { return product(0, 2); });
        for (const std::size_t row : {0, 1}) {
            const MatrixBuffer alone = on_all_paths([&] { return product(row, 1); });
            EXPECT_TRUE(
                same_bits(alone.view().slice(row, row + 1), both.view().slice(row, row + 1)))
                << depth << 'x' << columns;
        }
    }
}

// A product whose left side is half zero, in each of the three forms that a dense layer has, from
// lists and (a few rows at a time, for which no lists are made) from tiles.
TEST_F(KernelPaths, GemmSkipsZerosInAllForms) {
    for (const GemmShape shape :
         {GemmShape{40, 300, 250}, GemmShape{300, 100, 210}, GemmShape{18, 97, 192}}) {
        const auto rows = shape.rows, depth = shape.depth, columns = shape.columns;  // for lambdas
        const MatrixBuffer a = random_matrix(rows, depth, 1, 0.5F),
                           b = random_matrix(depth, columns, 2);
        const MatrixBuffer bias = random_matrix(1, columns, 3);
        MatrixBuffer a_turned(depth, rows), b_turned(columns, depth);
        for (std::size_t p = 0; p < depth; ++p) {
            for (std::size_t r = 0; r < rows; ++r) a_turned.view()(p, r) = a.view()(r, p);
            for (std::size_t j = 0; j < columns; ++j) b_turned.view()(j, p) = b.view()(p, j);
        }
        const ConstMatrix x = a.view(), x_t = a_turned.view(), w = b.view(), w_t = b_turned.view();
        const auto product = [&](bool turn_a, bool turn_b, std::size_t rows_at_once) {
            MatrixBuffer result(rows, columns);
            const Matrix c = result.view();
            for (std::size_t r = 0; r < rows; r += rows_at_once)
                kernels().gemm({turn_a ? x_t.data + r : x.row(r), turn_a ? 1 : x.stride,
                                turn_a ? x_t.stride : 1, turn_b ? w_t.data : w.data,
                                turn_b ? 1 : w.stride, turn_b ? w_t.stride : 1, c.row(r), c.stride,
                                bias.view().data, std::min(rows - r, rows_at_once), depth,
                                columns});
            return result;
        };
        const MatrixBuffer tiles = on_all_paths([&] { return product(false, false, 8); });
        for (const bool turn_a : {false, true})
            for (const bool turn_b : {false, true}) {
                const MatrixBuffer c = on_all_paths([&] { return product(turn_a, turn_b, rows); });
                EXPECT_TRUE(same_bits(c.view(), tiles.view())) << rows << 'x' << columns;
            }
    }
}

TEST_F(KernelPaths, GemmReadsItsLeftSideTransposed) {
    for (const GemmShape shape :
         {GemmShape{23, 40, 30}, GemmShape{130, 300, 100}, GemmShape{7, 5, 65}}) {
        const auto rows = shape.rows, depth = shape.depth, columns = shape.columns;  // for lambdas
        const MatrixBuffer x = random_matrix(depth, rows, 1), d = random_matrix(depth, columns, 2);
        const MatrixBuffer product = on_all_paths([&] {
            MatrixBuffer result(rows, columns);
            kernels().gemm({x.view().data, 1, x.view().stride, d.view().data, d.view().stride, 1,
                            result.view().data, result.view().stride, nullptr, rows, depth,
                            columns});
            return result;
        });
        for (std::size_t k = 0; k < rows; ++k)
            for (std::size_t j = 0; j < columns; ++j) {
                double sum = 0;
                for (std::size_t b = 0; b < depth; ++b)
                    sum += double{x.view()(b, k)} * d.view()(b, j);
                ASSERT_NEAR(product.view()(k, j), sum, 3e-4);
            }
    }
}

TEST_F(KernelPaths, GemmReadsItsRightSideTransposed) {
    for (const GemmShape shape :
         {GemmShape{3, 10, 64}, GemmShape{40, 300, 100}, GemmShape{26, 70, 33}}) {
        const auto rows = shape.rows, depth = shape.depth, columns = shape.columns;  // for lambdas
        const MatrixBuffer d = random_matrix(rows, depth, 1), w = random_matrix(columns, depth, 2);
        const MatrixBuffer product = on_all_paths([&] {
            MatrixBuffer result(rows, padded(columns));
            std::fill_n(result.view().data, rows * result.view().stride, 7.0F);
            kernels().gemm({d.view().data, d.view().stride, 1, w.view().data, 1, w.view().stride,
                            result.view().data, result.view().stride, nullptr, rows, depth,
                            columns});
            return result;
        });
        for (std::size_t k = 0; k < rows; ++k)
            for (std::size_t j = 0; j < padded(columns); ++j) {
                double sum = 0;
                for (std::size_t b = 0; j < columns && b < depth; ++b)
                    sum += double{d.view()(k, b)} * w.view()(j, b);
                ASSERT_NEAR(product.view()(k, j), sum, 3e-4) << "padding is 0";
            }
    }
}

TEST_F(KernelPaths, SkippingZerosChangesNoBit) {
    const MatrixBuffer x = random_matrix(33, 200, 1, 0.8F), w = random_matrix(200, 150, 2);
    const MatrixBuffer bias = random_matrix(1, 150, 3);
    const MatrixBuffer dense = on_all_paths([&] {
        MatrixBuffer result(33, 150);
        kernels().gemm({x.view().data, x.view().stride, 1, w.view().data, w.view().stride, 1,
                        result.view().data, result.view().stride, bias.view().data, 33, 200, 150});
        return result;
    });
    const MatrixBuffer sparse = on_all_paths([&] {
        MatrixBuffer result(33, 150);
        SparseRows rows(33, 200);
        keep_nonzero(x.view(), 0, 33, rows);
        kernels().sparse_gemm({&rows, 0, 33, 200, w.view().data, w.view().stride,
                               result.view().data, result.view().stride, bias.view().data,
                               padded(150)});
        return result;
    });
    EXPECT_TRUE(same_bits(dense.view(), sparse.view()));
}

TEST_F(KernelPaths, GradientsOfWideLayersAreThoseOfTheDenseProduct) {
    constexpr std::size_t inputs = 40, units = 200;
    for (const std::size_t batch : {50, 300}) {
        const MatrixBuffer x = random_matrix(batch, inputs, 1, 0.8F);
        const MatrixBuffer d = random_matrix(batch, units, 2);
        const MatrixBuffer dense = on_all_paths([&] {
            MatrixBuffer result(inputs, units);
            kernels().gemm({x.view().data, 1, x.view().stride, d.view().data, d.view().stride, 1,
                            result.view().data, result.view().stride, nullptr, inputs, batch,
                            units});
            return result;
        });
        const MatrixBuffer sparse = on_all_paths([&] {
            MatrixBuffer result(inputs, units);
            SparseRows rows(batch, inputs);
            SparseColumns columns(inputs, batch);
            keep_nonzero(x.view(), 0, batch, rows);
            transpose(rows, batch, 0, inputs, columns);
            UpdateArgs keep{};
            keep.method = Method::keep_gradient;
            keep.weights = result.view().data;
            keep.stride = result.view().stride;
            kernels().sparse_update({&columns, 0, inputs, batch, d.view().data, d.view().stride,
                                     nullptr, 0, nullptr, padded(units)},
                                    keep);
            return result;
        });
        EXPECT_TRUE(same_bits(dense.view(), sparse.view())) << batch;
    }
}

TEST(Sparse, TransposeTurnsRowsIntoColumns) {
    const MatrixBuffer x = random_matrix(20, 50, 1, 0.7F);
    SparseRows rows(20, 50);
    SparseColumns columns(50, 20);
    keep_nonzero(x.view(), 0, 20, rows);
    transpose(rows, 20, 0, 31, columns);
    transpose(rows, 20, 31, 50, columns);
    MatrixBuffer back(20, 50);
    for (std::size_t c = 0; c < 50; ++c) {
        for (std::size_t i = 0; i < columns.count(c); ++i) {
            const std::uint32_t row = columns.entries(c)[i].index;
            if (i > 0) {
                EXPECT_GT(row, columns.entries(c)[i - 1].index);
            }
            back.view()(row, c) = columns.entries(c)[i].value;
        }
    }
    EXPECT_TRUE(same_bits(x.view(), back.view()));
}

struct Elementwise {
    const char* name;
    void (*forward)(const Kernels&, const float* x, float* y, std::size_t n);
    void (*backward)(const Kernels&, const float* x, const float* y, float* d, std::size_t n);
    double (*truth)(double x);
};

double sigmoid_truth(double x) {
    return 1 / (1 + std::exp(-x));
}
double gelu_truth(double x) {
    return 0.5 * x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979) * (x + 0.044715 * x * x * x)));
}

#define IN_PLACE(op)                                                                  \
    [](const Kernels& k, const float* x, float* y, std::size_t n) {                   \
        std::copy_n(x, n, y);                                                         \
        k.op(y, n);                                                                   \
    },                                                                                \
        [](const Kernels& k, const float*, const float* y, float* d, std::size_t n) { \
            k.op##_backward(y, d, n);                                                 \
        }

const Elementwise elementwise[] = {
    {"relu", IN_PLACE(relu), [](double x) { return x > 0 ? x : 0; }},
    {"leaky_relu", IN_PLACE(leaky_relu), [](double x) { return x > 0 ? x : 0.01 * x; }},
    {"tanh", IN_PLACE(tanh), [](double x) { return std::tanh(x); }},
    {"sigmoid", IN_PLACE(sigmoid), sigmoid_truth},
    {"gelu", [](const Kernels& k, const float* x, float* y, std::size_t n) { k.gelu(x, y, n); },
     [](const Kernels& k, const float* x, const float*, float* d, std::size_t n) {
         k.gelu_backward(x, d, n);
     },
     gelu_truth},
};

TEST_F(KernelPaths, ActivationsAndTheirDerivativesAreRight) {
    constexpr std::size_t n = 1600;
    MatrixBuffer x(1, n);
    for (std::size_t i = 0; i < n; ++i)
        x.view().data[i] = (static_cast<float>(i) - 800.25F) / 50;  // −16 … 16, never 0
    for (const Elementwise& activation : elementwise) {
        const MatrixBuffer y = on_all_paths([&] {
            MatrixBuffer result(1, n);
            activation.forward(kernels(), x.view().data, result.view().data, n);
            return result;
        });
        const MatrixBuffer d = on_all_paths([&] {
            MatrixBuffer result(1, n);
            std::fill_n(result.view().data, n, 1.0F);
            activation.backward(kernels(), x.view().data, y.view().data, result.view().data, n);
            return result;
        });
        for (std::size_t i = 0; i < n; ++i) {
            const double v = x.view().data[i], truth = activation.truth(v), h = 1e-5;
            const double slope = (activation.truth(v + h) - activation.truth(v - h)) / (2 * h);
            ASSERT_NEAR(y.view().data[i], truth, 3e-7 * (1 + std::fabs(truth)))
                << activation.name << ' ' << v;
            ASSERT_NEAR(d.view().data[i], slope, 4e-6) << activation.name << ' ' << v;
        }
    }
}

TEST_F(KernelPaths, ActivationsKeepNaN) {
    for (const Elementwise& activation : elementwise) {
        MatrixBuffer x(1, 16), y(1, 16);
        std::fill_n(x.view().data, 16, std::nanf(""));
        activation.forward(kernels(), x.view().data, y.view().data, 16);
        for (int i = 0; i < 16; ++i) EXPECT_TRUE(std::isnan(y.view().data[i])) << activation.name;
    }
}

TEST_F(KernelPaths, ExponentialsOfRows) {
    const MatrixBuffer x = random_matrix(9, 10, 5);
    MatrixBuffer totals(2, 9);
    const MatrixBuffer e = on_all_paths([&] {
        MatrixBuffer result = x;
        result.view()(3, 2) = 1000;
        result.view()(4, 1) = -1000;
        kernels().exp_rows(result.view(), totals.view().row(0), totals.view().row(1));
        return result;
    });
    EXPECT_EQ(e.view()(3, 2), 1);
    EXPECT_EQ(e.view()(3, 0), 0);
    EXPECT_EQ(totals.view()(0, 3), 1000);
    EXPECT_EQ(e.view().row(0)[12], 0) << "padding";
    for (std::size_t c = 0; c < 10; ++c)
        EXPECT_NEAR(e.view()(0, c), std::exp(x.view()(0, c) - totals.view()(0, 0)), 2e-7);
}

TEST_F(KernelPaths, SumsAgree) {
    const MatrixBuffer x = random_matrix(77, 200, 8);
    const MatrixBuffer sums = on_all_paths([&] {
        MatrixBuffer result(2, 208);
        kernels().column_sums(x.view(), 0, 208, result.view().row(0));
        result.view()(1, 0) =
            static_cast<float>(kernels().sum_of_squares(x.view().data, 77 * x.view().stride));
        return result;
    });
    double squares = 0;
    for (std::size_t c = 0; c < 200; ++c) {
        double sum = 0;
        for (std::size_t r = 0; r < 77; ++r) {
            sum += x.view()(r, c);
            squares += double{x.view()(r, c)} * x.view()(r, c);
        }
        EXPECT_NEAR(sums.view()(0, c), sum, 1e-4);
    }
    EXPECT_NEAR(sums.view()(1, 0), squares, 1e-5 * squares);
}

TEST(Pixels, ScaleFromZeroToOne) {
    std::vector<std::uint8_t> pixels(256);
    for (std::size_t i = 0; i < 256; ++i) pixels[i] = static_cast<std::uint8_t>(i);
    std::vector<float> values(256);
    scale_pixels(pixels, values.data());
    for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(values[i], static_cast<float>(i) / 255.0F);
    SparseRows rows(1, 250);
    const std::uint32_t count = kernels().compress_pixels(pixels.data(), 250, rows.entries(0));
    ASSERT_EQ(count, 249U);
    for (std::uint32_t k = 0; k < count; ++k) {
        EXPECT_EQ(rows.entries(0)[k].index, k + 1);
        EXPECT_EQ(rows.entries(0)[k].value, values[k + 1]);
    }
    EXPECT_EQ(values[255], 1);
}

TEST_F(KernelPaths, InkIsFoundInPicturesOfAnySize) {
    for (const std::size_t size : {5, 784, 1024, 2'105}) {
        std::vector<std::uint8_t> pixels(size);
        for (std::size_t i = 0; i < size; ++i)
            pixels[i] = static_cast<std::uint8_t>(i * i % 7 < 3 ? 0 : 1 + i % 255);
        const MatrixBuffer found = on_all_paths([&] {
            SparseRows rows(1, size);
            MatrixBuffer result(1, size);
            const std::uint32_t count =
                kernels().compress_pixels(pixels.data(), size, rows.entries(0));
            for (std::uint32_t k = 0; k < count; ++k)
                result.view()(0, rows.entries(0)[k].index) = rows.entries(0)[k].value;
            return result;
        });
        for (std::size_t i = 0; i < size; ++i)
            ASSERT_EQ(found.view()(0, i), static_cast<float>(pixels[i]) / 255.0F) << i;
        std::fill(pixels.begin(), pixels.end(), std::uint8_t{255});
        SparseRows all(1, size);
        EXPECT_EQ(kernels().compress_pixels(pixels.data(), size, all.entries(0)), size);
        EXPECT_EQ(all.entries(0)[size - 1].index, size - 1);
    }
}

}  // namespace
}  // namespace inkling
