// What training minimises.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "inkling/base/result.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

enum class Loss {
    categorical_crossentropy,  ///< −Σ y·log p, with p from softmax
    mean_squared_error,        ///< mean over the outputs of (p − y)²
};
std::string_view name_of(Loss loss);

/// Rows of `targets` become one-hot labels with label smoothing: 1−s+s/classes for the label,
/// s/classes for the others.
void one_hot(std::span<const std::uint8_t> labels, float smoothing, Matrix targets);

/// Some rows of a batch on their way through a loss.
struct LossRows {
    ConstMatrix inputs;   ///< logits (softmax_crossentropy), or the outputs of the network
    ConstMatrix targets;  ///< each row adds up to 1 (cross-entropies)
    Matrix outputs;       ///< softmax_crossentropy writes the probabilities here; may be `inputs`
    Matrix d_inputs;      ///< gradient of scale · loss at the inputs; padding becomes 0
    float scale;          ///< 1 / samples of the batch
    double* losses;       ///< one a row
};
/// Softmax and cross-entropy as one: log Σ eˣ − Σ t·x, gradient p − t.
void softmax_crossentropy(const LossRows& rows) noexcept;
/// −Σ t·log p for outputs that are probabilities already.
void crossentropy(const LossRows& rows) noexcept;
void mean_squared_error(const LossRows& rows) noexcept;

}  // namespace inkling
