// All the memory that a network needs to answer or to learn, made once for a largest batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "inkling/tensor/matrix.hpp"
#include "inkling/tensor/sparse.hpp"

namespace inkling {

class Network;

/// What the workspace is for: gradients take memory that answering does not need.
enum class Use { answer, train };

/// Scratch memory for one network (or others of the same architecture). Not for two threads at
/// once.
class Workspace {
  public:
    Workspace(const Network& network, std::size_t max_rows, Use use = Use::answer);

    [[nodiscard]] std::size_t max_rows() const noexcept { return max_rows_; }
    /// The caller writes the samples here, one a row: max_rows × inputs values.
    [[nodiscard]] Matrix input() noexcept { return input_.view(); }

    /// One step of the computation: its output and, while training, the gradient there.
    struct Step {
        Matrix output;
        Matrix d_output;
        std::vector<float> batch;  ///< batch statistics (normalisation)
        Buffer<float> transposed;  ///< the kernel, transposed, for the way back
    };
    [[nodiscard]] Step& step(std::size_t i) noexcept { return steps_[i]; }
    [[nodiscard]] const Step& step(std::size_t i) const noexcept { return steps_[i]; }
    /// The ink of the input, where the first operation is Dense.
    [[nodiscard]] SparseRows& sparse_input() noexcept { return sparse_input_; }
    [[nodiscard]] const SparseRows& sparse_input() const noexcept { return sparse_input_; }
    [[nodiscard]] SparseColumns& sparse_columns() noexcept { return sparse_columns_; }

    /// Whether zeros of the input are skipped: worth it where more than half are zero, as in
    /// pictures of digits. It changes the speed, never a bit of the result.
    bool skip_zeros = true;

  private:
    std::size_t max_rows_;
    MatrixBuffer input_;
    std::vector<MatrixBuffer> memory_;
    std::vector<Step> steps_;
    SparseRows sparse_input_;
    SparseColumns sparse_columns_;
};

}  // namespace inkling
