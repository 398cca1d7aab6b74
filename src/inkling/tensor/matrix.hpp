// Matrices of floats: views that own nothing, and one owner. Rows are padded to whole cache lines,
// so that kernels handle full vectors only; the padding columns of weights, activations and
// gradients take part in the arithmetic and never influence a real column.
#pragma once

#include <cstddef>
#include <span>

#include "inkling/base/buffer.hpp"

namespace inkling {

/// Floats in a cache line; the widest vector register holds as many.
inline constexpr std::size_t lane_count = alignment_bytes / sizeof(float);

/// `columns` rounded up to a whole number of cache lines.
constexpr std::size_t padded(std::size_t columns) {
    return (columns + lane_count - 1) / lane_count * lane_count;
}

/// Indices begin .. end-1.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
};

/// A view of rows × columns values; row r starts at data + r * stride. T is float or const float.
template <class T>
struct MatrixView {
    T* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t stride = 0;  ///< in elements; a multiple of lane_count

    [[nodiscard]] T* row(std::size_t r) const noexcept { return data + r * stride; }
    [[nodiscard]] T& operator()(std::size_t r, std::size_t c) const noexcept {
        return data[r * stride + c];
    }
    /// Rows begin .. end-1.
    [[nodiscard]] MatrixView slice(std::size_t begin, std::size_t end) const noexcept {
        return {row(begin), end - begin, columns, stride};
    }
    /// Some rows and some columns.
    [[nodiscard]] MatrixView part(Range some_rows, Range some_columns) const noexcept {
        return {row(some_rows.begin) + some_columns.begin, some_rows.size(), some_columns.size(),
                stride};
    }
    operator MatrixView<const T>() const noexcept { return {data, rows, columns, stride}; }
};
using Matrix = MatrixView<float>;
using ConstMatrix = MatrixView<const float>;

/// Owns a matrix, zero at birth, each row on a cache line of its own.
class MatrixBuffer {
  public:
    MatrixBuffer() = default;
    MatrixBuffer(std::size_t rows, std::size_t columns)
        : values_(rows * padded(columns)), rows_(rows), columns_(columns) {}

    Matrix view() noexcept { return {values_.data(), rows_, columns_, padded(columns_)}; }
    [[nodiscard]] ConstMatrix view() const noexcept {
        return {values_.data(), rows_, columns_, padded(columns_)};
    }

  private:
    Buffer<float> values_;
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
};

}  // namespace inkling
