#include "inkling/tensor/sparse.hpp"

#include <algorithm>

namespace inkling {

void keep_nonzero(ConstMatrix matrix, std::size_t begin, std::size_t end,
                  SparseRows& rows) noexcept {
    for (std::size_t r = begin; r < end; ++r) {
        const float* values = matrix.row(r);
        SparseEntry* out = rows.list(r);
        std::uint32_t count = 0;
        // Without a branch: which pixels are paper cannot be predicted.
        for (std::uint32_t c = 0; c < matrix.columns; ++c) {
            out[count] = {c, values[c]};
            count += values[c] != 0.0F;
        }
        rows.count(r) = count;
    }
}

void transpose(const SparseRows& rows, std::size_t row_count, std::size_t begin, std::size_t end,
               SparseColumns& columns) noexcept {
    for (std::size_t c = begin; c < end; ++c) columns.count(c) = 0;
    for (std::size_t r = 0; r < row_count; ++r) {
        const SparseEntry* list = rows.list(r);
        const SparseEntry* last = list + rows.count(r);
        const SparseEntry* entry = std::lower_bound(
            list, last, begin, [](const SparseEntry& e, std::size_t c) { return e.index < c; });
        for (; entry != last && entry->index < end; ++entry)
            columns.list(entry->index)[columns.count(entry->index)++] = {
                static_cast<std::uint32_t>(r), entry->value};
    }
}

}  // namespace inkling
