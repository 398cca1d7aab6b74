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

namespace inkling {

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What a pass through the network may read.
struct Pass {
    const float* weights = nullptr;
    bool training = false;
    std::size_t rows = 0;    ///< of the batch
    std::uint64_t seed = 0;  ///< of dropout
    std::uint32_t step = 0;  ///< likewise: a new one each time
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
    /// Computes these rows of the output.
    virtual void forward(const Pass& pass, Workspace& workspace, Range rows) const noexcept = 0;
    /// Computes these rows of the gradient at the input from that at the output. Not called for the
    /// first operation.
    virtual void backward(const Pass& pass, Workspace& workspace, Range rows) const noexcept = 0;

    /// Rows of weights whose gradients can be computed apart; 0: no weights.
    [[nodiscard]] virtual std::size_t gradient_rows() const noexcept { return 0; }
    /// Writes the gradients of these rows of weights into the flat array `gradients`.
    virtual void gradients(const Pass&, Workspace&, Range, float* /*gradients*/) const noexcept {}

    /// Whether columns must be looked at over the whole batch before rows can be computed.
    [[nodiscard]] virtual bool needs_batch() const noexcept { return false; }
    /// Before forward(), and again with the new weights known while training: these columns.
    virtual void batch_forward(const Pass&, Workspace&, Range /*columns*/) const noexcept {}
    /// Before backward(): these columns.
    virtual void batch_backward(const Pass&, Workspace&, Range /*columns*/) const noexcept {}
    /// Running averages move, once a training step; `weights` is the flat array.
    virtual void after_step(const Pass&, Workspace&, float* /*weights*/) const noexcept {}
    /// Called once a step before the way back, by one thread.
    virtual void before_backward(const Pass&, Workspace&) const noexcept {}

    /// Floats that the step keeps for batch statistics.
    [[nodiscard]] virtual std::size_t batch_values() const noexcept { return 0; }
    /// Floats that the step keeps for the transposed kernel.
    [[nodiscard]] virtual std::size_t transposed_values() const noexcept { return 0; }

  protected:
    /// The first `rows` rows of input and output, and of their gradients.
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
OperationPtr make_dense(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at);
OperationPtr make_activation(std::size_t index, std::size_t columns, Activation activation,
                             bool in_place);
OperationPtr make_dropout(std::size_t index, std::size_t columns, float rate);
OperationPtr make_batch_norm(std::size_t index, std::size_t columns, const BatchNorm& spec,
                             NormWeights at);

/// Runs operations first … last-1 forward, rows split over the pool (null: this thread).
void run_forward(std::span<const OperationPtr> operations, const Pass& pass, Workspace& workspace,
                 ThreadPool* pool);

}  // namespace inkling
