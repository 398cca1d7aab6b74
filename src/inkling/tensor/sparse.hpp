// Matrices of which only the values other than zero are kept: four fifths of a picture of a digit
// are paper. Each list has room for all that may come, so that filling one allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inkling/base/buffer.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

/// A value other than zero, and where it stands. Value and place lie together, so that a list that
/// is filled a little at a time touches one cache line, not two.
struct SparseEntry {
    std::uint32_t index;
    float value;
};

/// For each of `lists` lists up to `capacity` entries, in the order of rising index.
class SparseLists {
  public:
    SparseLists() = default;
    SparseLists(std::size_t lists, std::size_t capacity)
        // A cache line more, so that lists do not all begin at the same place of their pages, where
        // they would share few lines of the first-level cache.
        : stride_(padded(capacity) + alignment_bytes / sizeof(SparseEntry)),
          entries_(Buffer<SparseEntry>::uninitialised(lists * stride_)),
          counts_(lists) {}

    [[nodiscard]] std::size_t lists() const noexcept { return counts_.size(); }
    /// Entries from the beginning of a list to that of the next.
    [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
    [[nodiscard]] SparseEntry* entries(std::size_t i) noexcept {
        return entries_.data() + i * stride_;
    }
    [[nodiscard]] const SparseEntry* entries(std::size_t i) const noexcept {
        return entries_.data() + i * stride_;
    }
    [[nodiscard]] std::uint32_t& count(std::size_t i) noexcept { return counts_[i]; }
    [[nodiscard]] std::uint32_t count(std::size_t i) const noexcept { return counts_[i]; }

  private:
    std::size_t stride_ = 0;
    Buffer<SparseEntry> entries_;
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
