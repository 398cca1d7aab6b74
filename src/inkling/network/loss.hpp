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

}  // namespace inkling
