// Matrices of which only the values other than zero are kept: four fifths of a picture of a digit
// are paper. Each row has room for all its columns, so that filling one allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inkling/base/buffer.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

/// One value other than zero, and where in its row it stands.
struct SparseEntry {
    std::uint32_t index;
    float value;
};

/// For each of `lists` lists up to `capacity` entries, in the order of rising index.
class SparseLists {
  public:
    SparseLists() = default;
    SparseLists(std::size_t lists, std::size_t capacity)
        : entries_(Buffer<SparseEntry>::uninitialised(lists * capacity)),
          counts_(lists),
          capacity_(capacity) {}

    [[nodiscard]] std::size_t lists() const noexcept { return counts_.size(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] SparseEntry* list(std::size_t i) noexcept {
        return entries_.data() + i * capacity_;
    }
    [[nodiscard]] const SparseEntry* list(std::size_t i) const noexcept {
        return entries_.data() + i * capacity_;
    }
    [[nodiscard]] std::uint32_t& count(std::size_t i) noexcept { return counts_[i]; }
    [[nodiscard]] std::uint32_t count(std::size_t i) const noexcept { return counts_[i]; }

  private:
    Buffer<SparseEntry> entries_;
    Buffer<std::uint32_t> counts_;
    std::size_t capacity_ = 0;
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
