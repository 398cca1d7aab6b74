// What the tests of kernels share: random matrices, and running a computation on each path of this
// CPU with the results compared bit for bit.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <string>

#include "inkling/base/rng.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

inline MatrixBuffer random_matrix(std::size_t rows, std::size_t columns, std::uint64_t seed,
                                  float zero_share = 0) {
    MatrixBuffer matrix(rows, columns);
    Rng rng(seed, Purpose::test);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            matrix.view()(r, c) = rng.chance(zero_share) ? 0 : rng.normal();
    return matrix;
}

inline bool same_bits(ConstMatrix a, ConstMatrix b) {
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

}  // namespace inkling
