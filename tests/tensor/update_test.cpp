// Steps of the optimizers and batch normalisation: each formula in double precision, all paths bit
// for bit, and the step that is fused with a product against the one that is not.
#include <gtest/gtest.h>

#include <cmath>

#include "inkling/tensor/kernels.hpp"
#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

struct OptimizerCase {
    Method method;
    /// The weight after the step, given it, the gradient and the averages.
    double (*truth)(double w, double g, double s1, double s2);
};

const OptimizerCase optimizer_cases[] = {
    {Method::keep_gradient, [](double, double g, double, double) { return g; }},
    {Method::descent,
     [](double w, double g, double, double) { return 0.95 * w - 0.1 * (g + 0.02 * w); }},
    {Method::momentum, [](double w, double g, double s1,
                          double) { return 0.95 * w + (0.9 * s1 - 0.1 * (g + 0.02 * w)); }},
    {Method::nesterov,
     [](double w, double g, double s1, double) {
         const double d = 0.1 * (g + 0.02 * w);
         return 0.95 * w + 0.9 * (0.9 * s1 - d) - d;
     }},
    {Method::rmsprop,
     [](double w, double g, double s1, double) {
         g += 0.02 * w;
         return 0.95 * w - 0.1 * g / (std::sqrt(0.9 * s1 + 0.1 * g * g) + 1e-7);
     }},
    {Method::adam,
     [](double w, double g, double s1, double s2) {
         g += 0.02 * w;
         const double m = 2 * (0.9 * s1 + 0.1 * g), v = 3 * (0.99 * s2 + 0.01 * g * g);
         return 0.95 * w - 0.1 * m / (std::sqrt(v) + 1e-7);
     }},
};

MatrixBuffer absolute(MatrixBuffer m, std::size_t rows) {
    for (std::size_t i = 0; i < rows * m.view().stride; ++i)
        m.view().data[i] = std::fabs(m.view().data[i]);
    return m;
}

TEST_F(KernelPaths, OptimizersFollowTheirFormulas) {
    constexpr std::size_t rows = 3, columns = 70, batch = 20;
    const MatrixBuffer start = random_matrix(rows, columns, 1), g = random_matrix(rows, columns, 2);
    const MatrixBuffer s1 = absolute(random_matrix(rows, columns, 3), rows);
    const MatrixBuffer s2 = absolute(random_matrix(rows, columns, 4), rows);
    // The same gradients as a product: row b of `d` times column r of `x`, which has one entry.
    SparseColumns lists(rows, batch);
    MatrixBuffer d(batch, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        lists.count(r) = 1;
        lists.entries(r)[0] = {static_cast<std::uint32_t>(5 * r), 0.5F};
        for (std::size_t c = 0; c < columns; ++c) d.view()(5 * r, c) = 2 * g.view()(r, c);
    }
    for (const OptimizerCase& optimizer : optimizer_cases) {
        const auto run = [&](bool fused) {
            MatrixBuffer weights = start, state_1 = s1, state_2 = s2;
            const UpdateArgs args = {.method = optimizer.method,
                                     .weights = weights.view().data,
                                     .state_1 = state_1.view().data,
                                     .state_2 = state_2.view().data,
                                     .stride = start.view().stride,
                                     .rate = 0.1F,
                                     .decay_1 = 0.9F,
                                     .decay_2 = 0.99F,
                                     .correct_1 = 2,
                                     .correct_2 = 3,
                                     .epsilon = 1e-7F,
                                     .l2 = 0.01F,
                                     .shrink = 0.95F};
            if (fused)
                kernels().sparse_update({&lists, 0, rows, batch, d.view().data, d.view().stride,
                                         nullptr, 0, nullptr, padded(columns)},
                                        args);
            else
                kernels().update(args, g.view());
            return weights;
        };
        const MatrixBuffer after = on_all_paths([&] { return run(false); });
        EXPECT_TRUE(same_bits(after.view(), on_all_paths([&] { return run(true); }).view()));
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < columns; ++c)
                ASSERT_NEAR(after.view()(r, c),
                            optimizer.truth(start.view()(r, c), g.view()(r, c), s1.view()(r, c),
                                            s2.view()(r, c)),
                            3e-6);
    }
}

TEST_F(KernelPaths, NormalisationFollowsItsFormula) {
    constexpr std::size_t rows = 21, columns = 90, width = padded(columns);
    const MatrixBuffer x = random_matrix(rows, columns, 1), d = random_matrix(rows, columns, 2);
    const MatrixBuffer weights = random_matrix(2, columns, 3);
    const float *gamma = weights.view().row(0), *beta = weights.view().row(1);
    MatrixBuffer statistics(4, columns);
    const Matrix s = statistics.view();
    const NormArgs norm{s.row(0), s.row(1), gamma, beta, s.row(2), s.row(3), 1e-3F};
    const MatrixBuffer y = on_all_paths([&] {
        MatrixBuffer result(rows, columns);
        kernels().norm_measure(x.view(), s.row(0), s.row(1));
        kernels().norm_forward(x.view(), norm, result.view());
        return result;
    });
    const MatrixBuffer d_x = on_all_paths([&] {
        MatrixBuffer result(rows, columns);
        kernels().norm_sums(x.view(), d.view(), norm);
        kernels().norm_backward(x.view(), d.view(), norm, result.view());
        return result;
    });
    for (std::size_t c = 0; c < columns; ++c) {
        double mean = 0, variance = 0, d_beta = 0, d_gamma = 0;
        for (std::size_t r = 0; r < rows; ++r) mean += x.view()(r, c) / double{rows};
        for (std::size_t r = 0; r < rows; ++r)
            variance += (x.view()(r, c) - mean) * (x.view()(r, c) - mean) / double{rows};
        const double inverse = 1 / std::sqrt(variance + 1e-3);
        for (std::size_t r = 0; r < rows; ++r) {
            const double normal = (x.view()(r, c) - mean) * inverse;
            ASSERT_NEAR(y.view()(r, c), normal * gamma[c] + beta[c], 2e-6);
            d_beta += d.view()(r, c);
            d_gamma += d.view()(r, c) * normal;
        }
        ASSERT_NEAR(s(3, c), d_beta, 1e-5);
        ASSERT_NEAR(s(2, c), d_gamma, 1e-5);
        for (std::size_t r = 0; r < rows; ++r) {
            const double normal = (x.view()(r, c) - mean) * inverse;
            const double rest = (d_beta + normal * d_gamma) / double{rows};
            ASSERT_NEAR(d_x.view()(r, c), gamma[c] * inverse * (d.view()(r, c) - rest), 2e-5);
        }
    }
    for (std::size_t c = columns; c < width; ++c) EXPECT_EQ(y.view().row(0)[c], 0) << "padding";
}

TEST_F(KernelPaths, Averages) {
    const MatrixBuffer x = random_matrix(19, 35, 1), t = random_matrix(19, 48, 2);
    const MatrixBuffer moved = on_all_paths([&] {
        MatrixBuffer result = x;
        kernels().move_average(0.25F, t.view().data, result.view().data, 19 * 48);
        kernels().add_scaled(2, t.view().data, result.view().data, 16);
        kernels().scale(0.5F, result.view().data, 16);
        return result;
    });
    EXPECT_NEAR(moved.view()(0, 1), 0.5 * (0.75 * x.view()(0, 1) + 2.25 * t.view()(0, 1)), 1e-6);
}

}  // namespace
}  // namespace inkling
