// Matrices of which only the values other than zero are kept: four fifths of a picture of a digit
// are paper. Each list has room for all that may come, so that filling one allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inkling/base/buffer.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

/// For each of `lists` lists up to `capacity` values other than zero, and where they stand, in the
/// order of rising index.
class SparseLists {
  public:
    SparseLists() = default;
    SparseLists(std::size_t lists, std::size_t capacity)
        // Whole vectors are stored, so a list may spill over its end by one.
        : stride_(padded(capacity) + lane_count),
          indices_(Buffer<std::uint32_t>::uninitialised(lists * stride_)),
          values_(Buffer<float>::uninitialised(lists * stride_)),
          counts_(lists) {}

    [[nodiscard]] std::size_t lists() const noexcept { return counts_.size(); }
    [[nodiscard]] std::uint32_t* indices(std::size_t i) noexcept {
        return indices_.data() + i * stride_;
    }
    [[nodiscard]] const std::uint32_t* indices(std::size_t i) const noexcept {
        return indices_.data() + i * stride_;
    }
    [[nodiscard]] float* values(std::size_t i) noexcept { return values_.data() + i * stride_; }
    [[nodiscard]] const float* values(std::size_t i) const noexcept {
        return values_.data() + i * stride_;
    }
    [[nodiscard]] std::uint32_t& count(std::size_t i) noexcept { return counts_[i]; }
    [[nodiscard]] std::uint32_t count(std::size_t i) const noexcept { return counts_[i]; }

  private:
    std::size_t stride_ = 0;
    Buffer<std::uint32_t> indices_;
    Buffer<float> values_;
    Buffer<std::uint32_t> counts_;
};

/// List r holds row r; indices are columns.
struct SparseRows : SparseLists {
    using SparseLists::SparseLists;
};
/// List c holds column c; indices are rows.
struct SparseColumns : SparseLists {
    using SparseLists::SparseLists;
};

/// Fills lists begin .. end-1 with the values of those rows of `matrix` that are not zero.
void keep_nonzero(ConstMatrix matrix, std::size_t begin, std::size_t end,
                  SparseRows& rows) noexcept;

/// Fills the lists of columns begin .. end-1 from the first `row_count` lists of `rows`.
void transpose(const SparseRows& rows, std::size_t row_count, std::size_t begin, std::size_t end,
               SparseColumns& columns) noexcept;

}  // namespace inkling
