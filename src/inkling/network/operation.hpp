// One step of a network's computation, forward and backward. Layers of an Architecture become
// operations: Dense with an activation becomes two. An operation knows shapes and where its weights
// lie; the weights themselves and all scratch memory come from outside.
//
// Work is split over rows of the batch, or over columns and weights: never over a summed dimension.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "inkling/network/architecture.hpp"
#include "inkling/network/network.hpp"
#include "inkling/network/workspace.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

/// Some samples, and some of their values. Columns begin at a multiple of lane_count and end at one
/// or at the last column.
struct Block {
    Range rows;
    Range columns;
};

/// Part `part` of `parts` of some work that any number of threads may share.
struct Share {
    int part = 0;
    int parts = 1;
    /// This part of 0 .. count-1; borders between parts are multiples of `grain`.
    [[nodiscard]] Range of(std::size_t count, std::size_t grain) const noexcept;
};

/// What an output value depends on: its own place of the input, the row, or the column.
enum class Reach { place, row, column };

/// Where gradients of weights go: to a step of the optimizer, at once. All pointers of `all` are
/// those of the flat array of weights.
struct WeightUpdate {
    UpdateArgs all;
    /// For the matrix of weights at `offset`; only kernels decay.
    [[nodiscard]] UpdateArgs at(std::size_t offset, std::size_t stride, bool decays) const noexcept;
};

/// What a pass through the network may read.
struct Pass {
    const float* weights = nullptr;
    bool training = false;
    std::size_t rows = 0;    ///< of the batch
    std::uint64_t seed = 0;  ///< of dropout
    std::uint32_t step = 0;  ///< likewise: a new one each time
    Gemm gemm = nullptr;     ///< the matrix product of dense layers
};

class Operation {
  public:
    Operation(std::size_t index, std::size_t inputs, std::size_t outputs, bool in_place)
        : index_(index), inputs_(inputs), outputs_(outputs), in_place_(in_place) {}
    virtual ~Operation() = default;

    [[nodiscard]] std::size_t index() const noexcept { return index_; }
    [[nodiscard]] std::size_t inputs() const noexcept { return inputs_; }
    [[nodiscard]] std::size_t outputs() const noexcept { return outputs_; }
    /// Output and input share their memory.
    [[nodiscard]] bool in_place() const noexcept { return in_place_; }

    /// Whether it can read the samples without their zeros, where it comes first.
    [[nodiscard]] virtual bool takes_sparse() const noexcept { return false; }
    /// Whether it reads the samples as grey levels; it comes first.
    [[nodiscard]] virtual bool takes_pixels() const noexcept { return false; }
    /// How the work may be split while training. An answering network is split by rows.
    [[nodiscard]] virtual Reach reach() const noexcept { return Reach::place; }
    [[nodiscard]] virtual bool splits_rows() const noexcept { return true; }
    [[nodiscard]] virtual bool splits_columns() const noexcept { return true; }
    /// Whether threads should split the columns, so that each keeps its weights in its own cache.
    [[nodiscard]] virtual bool prefers_columns(const Workspace&) const noexcept { return false; }

    /// Computes this block of the output.
    virtual void forward(const Pass& pass, Workspace& workspace, Block block) const noexcept = 0;
    /// Computes this block of the gradient at the input from that at the output. Not called for the
    /// first operation.
    virtual void backward(const Pass& pass, Workspace& workspace, Block block) const noexcept = 0;
    /// Computes gradients of weights and hands them over.
    virtual void gradients(const Pass&, Workspace&, Share, const WeightUpdate&) const noexcept {}
    /// Running averages move, once a training step; `weights` is the flat array.
    virtual void after_step(const Pass&, Workspace&, float* /*weights*/) const noexcept {}

    /// Floats that the step keeps for batch statistics.
    [[nodiscard]] virtual std::size_t batch_values() const noexcept { return 0; }

  protected:
    /// Input and output, and their gradients.
    [[nodiscard]] Matrix input(Workspace& w) const noexcept {
        return index_ == 0 ? w.input() : w.step(index_ - 1).output;
    }
    [[nodiscard]] Matrix output(Workspace& w) const noexcept { return w.step(index_).output; }
    [[nodiscard]] Matrix d_input(Workspace& w) const noexcept {
        return index_ == 0 ? Matrix{} : w.step(index_ - 1).d_output;
    }
    [[nodiscard]] Matrix d_output(Workspace& w) const noexcept { return w.step(index_).d_output; }

  private:
    std::size_t index_;
    std::size_t inputs_;
    std::size_t outputs_;
    bool in_place_;
};

/// Where the weights of a layer lie in the flat array.
struct DenseWeights {
    std::size_t kernel = 0;  ///< inputs rows of padded(units)
    std::size_t bias = 0;
};
struct NormWeights {
    std::size_t gamma = 0;
    std::size_t beta = 0;
    std::size_t mean = 0;
    std::size_t variance = 0;
};

using OperationPtr = std::shared_ptr<const Operation>;
/// `below_learns`: a layer below it has weights, so that the gradient at its input is wanted.
OperationPtr make_dense(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at,
                        bool below_learns);
OperationPtr make_features(std::size_t inputs, const Features& features);
OperationPtr make_activation(std::size_t index, std::size_t columns, Activation activation,
                             bool in_place);
OperationPtr make_dropout(std::size_t index, std::size_t columns, float rate);
OperationPtr make_batch_norm(std::size_t index, std::size_t columns, const BatchNorm& spec,
                             NormWeights at);

/// Runs all operations for an answer, rows split over the pool (null: this thread).
void run_forward(std::span<const OperationPtr> operations, const Pass& pass, Workspace& workspace,
                 ThreadPool* pool);

}  // namespace inkling
