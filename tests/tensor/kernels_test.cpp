// Each kernel on each path of this CPU against a plain loop in double precision, and all paths bit
// for bit against each other.
#include "inkling/tensor/kernels.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <string>

#include "inkling/base/rng.hpp"
#include "inkling/tensor/pixels.hpp"

namespace inkling {
namespace {

MatrixBuffer random_matrix(std::size_t rows, std::size_t columns, std::uint64_t seed,
                           float zero_share = 0) {
    MatrixBuffer matrix(rows, columns);
    Rng rng(seed, Purpose::test);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            matrix.view()(r, c) = rng.chance(zero_share) ? 0 : rng.normal();
    return matrix;
}

bool same_bits(ConstMatrix a, ConstMatrix b) {
    for (std::size_t r = 0; r < a.rows; ++r)
        for (std::size_t c = 0; c < a.columns; ++c)
            if (std::bit_cast<std::uint32_t>(a(r, c)) != std::bit_cast<std::uint32_t>(b(r, c)))
                return false;
    return true;
}

/// Restores the path that was in use.
class KernelPaths : public ::testing::Test {
  protected:
    /// Runs `compute` on each path; all results must agree bit for bit. Returns the result.
    static MatrixBuffer on_all_paths(const std::function<MatrixBuffer()>& compute) {
        MatrixBuffer first;
        const auto paths = available_kernels();
        for (std::size_t i = 0; i < paths.size(); ++i) {
            EXPECT_TRUE(force_kernels(paths[i]));
            EXPECT_EQ(kernels().path, paths[i]);
            MatrixBuffer result = compute();
            if (i == 0) {
                first = std::move(result);
            } else {
                EXPECT_TRUE(same_bits(first.view(), result.view()))
                    << paths[0] << " and " << paths[i];
            }
        }
        return first;
    }
    void TearDown() override { ASSERT_TRUE(force_kernels(before_)); }

  private:
    std::string before_ = kernels().path;
};

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
    for (const auto& [rows, depth, columns] :
         {GemmShape{1, 1, 1}, GemmShape{5, 7, 10}, GemmShape{6, 784, 128}, GemmShape{13, 64, 17},
          GemmShape{23, 3, 100}, GemmShape{128, 10, 64}, GemmShape{4, 30, 48}}) {
        const MatrixBuffer a = random_matrix(rows, depth, 1), b = random_matrix(depth, columns, 2);
        const MatrixBuffer bias = random_matrix(1, columns, 3);
        const MatrixBuffer c = on_all_paths([&] {
            MatrixBuffer result(rows, columns);
            const ConstMatrix x = a.view(), w = b.view();
            kernels().gemm({x.data, x.stride, 1, w.data, w.stride, result.view().data,
                            result.view().stride, bias.view().data, rows, depth, padded(columns)});
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

TEST_F(KernelPaths, GemmReadsItsLeftSideTransposed) {
    const MatrixBuffer x = random_matrix(40, 23, 1), d = random_matrix(40, 30, 2);
    const MatrixBuffer product = on_all_paths([&] {
        MatrixBuffer result(23, 30);
        kernels().gemm({x.view().data, 1, x.view().stride, d.view().data, d.view().stride,
                        result.view().data, result.view().stride, nullptr, 23, 40, padded(30)});
        return result;
    });
    for (std::size_t k = 0; k < 23; ++k)
        for (std::size_t j = 0; j < 30; ++j) {
            double sum = 0;
            for (std::size_t b = 0; b < 40; ++b) sum += double{x.view()(b, k)} * d.view()(b, j);
            ASSERT_NEAR(product.view()(k, j), sum, 1e-4);
        }
}

TEST_F(KernelPaths, SkippingZerosChangesNoBit) {
    const MatrixBuffer x = random_matrix(33, 200, 1, 0.8F), w = random_matrix(200, 150, 2);
    const MatrixBuffer bias = random_matrix(1, 150, 3);
    const MatrixBuffer dense = on_all_paths([&] {
        MatrixBuffer result(33, 150);
        kernels().gemm({x.view().data, x.view().stride, 1, w.view().data, w.view().stride,
                        result.view().data, result.view().stride, bias.view().data, 33, 200,
                        padded(150)});
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
            const std::uint32_t row = columns.indices(c)[i];
            if (i > 0) {
                EXPECT_GT(row, columns.indices(c)[i - 1]);
            }
            back.view()(row, c) = columns.values(c)[i];
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

TEST_F(KernelPaths, OptimizersFollowTheirFormulas) {
    constexpr std::size_t n = 64;
    const MatrixBuffer start = random_matrix(1, n, 1), g = random_matrix(1, n, 2),
                       s1 = random_matrix(1, n, 3), s2 = random_matrix(1, n, 4);
    using Step = void (*Kernels::*)(const UpdateArgs&) noexcept;
    for (const Step step : {&Kernels::sgd, &Kernels::rmsprop, &Kernels::adam}) {
        const MatrixBuffer after = on_all_paths([&] {
            MatrixBuffer weights = start, state_1 = s1, state_2 = s2;
            for (std::size_t i = 0; i < n; ++i) {
                state_1.view().data[i] = std::fabs(state_1.view().data[i]);
                state_2.view().data[i] = std::fabs(state_2.view().data[i]);
            }
            (kernels().*step)({weights.view().data, g.view().data, state_1.view().data,
                               state_2.view().data, n, 0.1F, 0.9F, 0.99F, 2.0F, 3.0F, 1e-7F, true});
            return weights;
        });
        for (std::size_t i = 0; i < n; ++i) {
            const double grad = g.view().data[i], old = start.view().data[i];
            const double a = std::fabs(s1.view().data[i]), b = std::fabs(s2.view().data[i]);
            double truth = 0;
            if (step == &Kernels::sgd) {
                truth = old + 0.9 * (0.9 * a - 0.1 * grad) - 0.1 * grad;
            } else if (step == &Kernels::rmsprop) {
                truth = old - 0.1 * grad / (std::sqrt(0.9 * a + 0.1 * grad * grad) + 1e-7);
            } else {
                const double m = 2 * (0.9 * a + 0.1 * grad),
                             v = 3 * (0.99 * b + 0.01 * grad * grad);
                truth = old - 0.1 * m / (std::sqrt(v) + 1e-7);
            }
            ASSERT_NEAR(after.view().data[i], truth, 3e-6);
        }
    }
}

TEST_F(KernelPaths, TransposeAndAverages) {
    const MatrixBuffer x = random_matrix(19, 35, 1);
    const MatrixBuffer t = on_all_paths([&] {
        MatrixBuffer result(35, 19);
        kernels().transpose(x.view(), result.view());
        return result;
    });
    EXPECT_EQ(t.view()(34, 18), x.view()(18, 34));
    const MatrixBuffer moved = on_all_paths([&] {
        MatrixBuffer result = x;
        kernels().move_average(0.25F, t.view().data, result.view().data, 19 * 48);
        kernels().add_scaled(2, t.view().data, result.view().data, 16);
        kernels().scale(0.5F, result.view().data, 16);
        return result;
    });
    EXPECT_NEAR(moved.view()(0, 1), 0.5 * (0.75 * x.view()(0, 1) + 2.25 * t.view()(0, 1)), 1e-6);
}

TEST(Pixels, ScaleFromZeroToOne) {
    std::vector<std::uint8_t> pixels(256);
    for (std::size_t i = 0; i < 256; ++i) pixels[i] = static_cast<std::uint8_t>(i);
    std::vector<float> values(256);
    scale_pixels(pixels, values.data());
    for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(values[i], static_cast<float>(i) / 255.0F);
    SparseRows rows(1, 250);
    const std::uint32_t count =
        kernels().compress_pixels(pixels.data(), 250, rows.indices(0), rows.values(0));
    ASSERT_EQ(count, 249U);
    for (std::uint32_t k = 0; k < count; ++k) {
        EXPECT_EQ(rows.indices(0)[k], k + 1);
        EXPECT_EQ(rows.values(0)[k], values[k + 1]);
    }
    EXPECT_EQ(values[255], 1);
}

}  // namespace
}  // namespace inkling
