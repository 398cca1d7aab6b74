// A neural network: an architecture and its weights. It is immutable while it answers; all scratch
// memory lives in a Workspace that the caller owns, so many threads may share one network without a
// lock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/buffer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/network/architecture.hpp"
#include "inkling/network/workspace.hpp"
#include "inkling/tensor/matrix.hpp"
#include "inkling/tensor/pixel_layer.hpp"

namespace inkling {

class Operation;
struct Pass;
class ThreadPool;

/// One weight matrix or vector of a network: where it lies in the flat array of weights.
struct Parameter {
    std::string name;   ///< "dense_1.kernel", "dense_1.bias", "batch_norm_1.moving_mean" …
    std::size_t layer;  ///< index in Architecture::layers
    std::size_t rows;
    std::size_t columns;
    std::size_t offset;  ///< of the first value; rows follow each other at padded(columns)
    bool trainable;
    bool decays;  ///< L2 and weight decay apply: kernels yes, biases and normalisation no
};

class Network {
  public:
    /// Builds the layers and fills the weights; the same seed gives the same weights.
    /// Fails with a data error where the architecture makes no sense (check()).
    static Result<Network> create(Architecture architecture, std::uint64_t seed);
    /// The same without random numbers, for weights that are known: kernels are 0.
    static Result<Network> blank(Architecture architecture);

    [[nodiscard]] const Architecture& architecture() const noexcept { return architecture_; }
    /// Values per sample: pixels in, classes out.
    [[nodiscard]] std::size_t inputs() const noexcept { return architecture_.input_size(); }
    [[nodiscard]] std::size_t outputs() const noexcept { return outputs_; }

    [[nodiscard]] std::span<const Parameter> parameters() const noexcept { return parameters_; }
    /// Number of real (not padding) values, trainable or all.
    [[nodiscard]] std::size_t parameter_count() const noexcept;
    [[nodiscard]] std::size_t trainable_count() const noexcept;

    /// All weights in one array, padding included; the trainable ones come first.
    [[nodiscard]] std::span<float> weights() noexcept { return weights_; }
    [[nodiscard]] std::span<const float> weights() const noexcept { return weights_; }
    /// How many of weights() are trained.
    [[nodiscard]] std::size_t trainable_size() const noexcept { return trainable_size_; }
    /// The values of one parameter.
    [[nodiscard]] Matrix matrix(const Parameter& p) noexcept;
    [[nodiscard]] ConstMatrix matrix(const Parameter& p) const noexcept;

    /// SHA-256 over all real weights in order, as little-endian floats, in hexadecimal.
    [[nodiscard]] std::string weights_sha256() const;

    /// Answers for the first `rows` samples set in the workspace: a view into the workspace of
    /// rows × outputs() values, probabilities where the last activation is softmax. Allocates
    /// nothing. With a pool, rows are split over its threads; the bits do not depend on it.
    ConstMatrix answer(Workspace& workspace, std::size_t rows, ThreadPool* pool = nullptr) const;
    /// The same where the output of the first step is already in the workspace.
    ConstMatrix answer_after_first_step(Workspace& workspace, std::size_t rows) const;

    /// The first step in whole numbers, for pixels, with the weights as they are now; nothing where
    /// the first step is no dense layer, or cannot be so computed.
    [[nodiscard]] std::optional<PixelLayer> pixel_layer() const;

    /// The steps of the computation; for the trainer.
    [[nodiscard]] std::span<const std::shared_ptr<const Operation>> operations() const noexcept {
        return operations_;
    }

    /// The layer table as Keras prints it.
    [[nodiscard]] std::string summary() const;

  private:
    Network() = default;
    [[nodiscard]] Pass answering(std::size_t rows) const;

    Architecture architecture_;
    std::size_t outputs_ = 0;
    std::vector<Parameter> parameters_;
    std::vector<std::shared_ptr<const Operation>> operations_;
    Buffer<float> weights_;
    std::size_t trainable_size_ = 0;
};

}  // namespace inkling
