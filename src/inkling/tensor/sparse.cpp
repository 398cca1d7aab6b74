#include "inkling/tensor/sparse.hpp"

#include <algorithm>

#include "inkling/tensor/kernels.hpp"

namespace inkling {

void keep_nonzero(ConstMatrix matrix, std::size_t begin, std::size_t end,
                  SparseRows& rows) noexcept {
    for (std::size_t r = begin; r < end; ++r)
        rows.count(r) = kernels().compress(matrix.row(r), matrix.columns, rows.entries(r));
}

void transpose(const SparseRows& rows, std::size_t row_count, std::size_t begin, std::size_t end,
               SparseColumns& columns) noexcept {
    std::uint32_t* counts = &columns.count(0);  // in registers: entries may be anywhere
    SparseEntry* entries = columns.entries(0);
    const std::size_t stride = columns.stride();
    for (std::size_t c = begin; c < end; ++c) counts[c] = 0;
    for (std::size_t r = 0; r < row_count; ++r) {
        const SparseEntry* last = rows.entries(r) + rows.count(r);
        const SparseEntry* entry =
            std::lower_bound(rows.entries(r), last, begin,
                             [](const SparseEntry& e, std::size_t c) { return e.index < c; });
        for (; entry < last && entry->index < end; ++entry) {
            const std::uint32_t c = entry->index;
            entries[c * stride + counts[c]++] = {static_cast<std::uint32_t>(r), entry->value};
        }
    }
}

}  // namespace inkling
