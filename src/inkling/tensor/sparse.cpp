#include "inkling/tensor/sparse.hpp"

#include <algorithm>

#include "inkling/tensor/kernels.hpp"

namespace inkling {

void keep_nonzero(ConstMatrix matrix, std::size_t begin, std::size_t end,
                  SparseRows& rows) noexcept {
    for (std::size_t r = begin; r < end; ++r)
        rows.count(r) =
            kernels().compress(matrix.row(r), matrix.columns, rows.indices(r), rows.values(r));
}

void transpose(const SparseRows& rows, std::size_t row_count, std::size_t begin, std::size_t end,
               SparseColumns& columns) noexcept {
    for (std::size_t c = begin; c < end; ++c) columns.count(c) = 0;
    for (std::size_t r = 0; r < row_count; ++r) {
        const std::uint32_t* indices = rows.indices(r);
        const float* values = rows.values(r);
        const std::uint32_t count = rows.count(r);
        for (auto i = static_cast<std::size_t>(std::lower_bound(indices, indices + count, begin) -
                                               indices);
             i < count && indices[i] < end; ++i) {
            const std::uint32_t c = indices[i];
            const std::uint32_t at = columns.count(c)++;
            columns.indices(c)[at] = static_cast<std::uint32_t>(r);
            columns.values(c)[at] = values[i];
        }
    }
}

}  // namespace inkling
