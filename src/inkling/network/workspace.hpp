// All the memory that a network needs to answer or to learn, made once for a largest batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "inkling/tensor/matrix.hpp"
#include "inkling/tensor/sparse.hpp"

namespace inkling {

class Network;

/// What the workspace is for: gradients take memory that answering does not need.
enum class Use { answer, train };

/// How the samples are kept. `sparse` keeps only what is not zero: worth it where more than half of
/// the values are zero, as in pictures of digits. It changes the speed, never a bit of the result.
/// Networks that begin with features keep grey levels instead.
enum class InputForm { sparse, dense };

/// Scratch memory for one network (or others of the same architecture). Not for two threads at
/// once.
class Workspace {
  public:
    Workspace(const Network& network, std::size_t max_rows, Use use = Use::answer,
              InputForm form = InputForm::sparse);

    [[nodiscard]] std::size_t max_rows() const noexcept { return max_rows_; }
    /// Sample `row` is a picture; its pixels are scaled to 0 … 1. Different rows may be set by
    /// different threads.
    void set_pixels(std::size_t row, std::span<const std::uint8_t> pixels) noexcept;
    /// Sample `row` is these numbers; features see them as 256 levels of 0 … 1.
    void set_values(std::size_t row, std::span<const float> values) noexcept;

    /// One step of the computation: its output and, while training, the gradient there.
    struct Step {
        Matrix output;
        Matrix d_output;
        Buffer<float> batch;  ///< batch statistics (normalisation)
    };
    [[nodiscard]] Step& step(std::size_t i) noexcept { return steps_[i]; }
    [[nodiscard]] const Step& step(std::size_t i) const noexcept { return steps_[i]; }
    /// The samples, in one of three forms.
    [[nodiscard]] bool input_is_sparse() const noexcept { return sparse_; }
    [[nodiscard]] Matrix input() noexcept { return input_.view(); }
    /// Grey levels of one sample.
    [[nodiscard]] const std::uint8_t* pixels(std::size_t row) const noexcept {
        return pixels_.data() + row * inputs_;
    }
    [[nodiscard]] SparseRows& sparse_input() noexcept { return sparse_input_; }
    [[nodiscard]] const SparseRows& sparse_input() const noexcept { return sparse_input_; }
    [[nodiscard]] SparseColumns& sparse_columns() noexcept { return sparse_columns_; }

  private:
    std::size_t max_rows_;
    std::size_t inputs_;
    bool sparse_;
    Buffer<std::uint8_t> pixels_;  ///< empty but for features
    MatrixBuffer input_;
    std::vector<MatrixBuffer> memory_;
    std::vector<Step> steps_;
    SparseRows sparse_input_;
    SparseColumns sparse_columns_;
};

}  // namespace inkling
