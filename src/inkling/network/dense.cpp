// The dense layer: y = x·W + b, the way back d_x = d_y·Wᵀ, and the gradients d_W = xᵀ·d_y,
// d_b = Σ d_y. The first layer may skip the zeros of its input; the sums are the same.
#include <algorithm>

#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"
#include "inkling/tensor/sparse.hpp"

namespace inkling {

namespace {

/// Gradients wait for the optimizer in a tile of this many floats, in the nearest caches.
constexpr std::size_t tile_size = 32768;

class DenseOperation final : public Operation {
  public:
    DenseOperation(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at,
                   bool below_learns)
        : Operation(index, inputs, units, false),
          at_(at),
          stride_(padded(units)),
          below_learns_(below_learns) {}

    [[nodiscard]] bool takes_sparse() const noexcept override { return true; }
    [[nodiscard]] Reach reach() const noexcept override { return Reach::row; }
    [[nodiscard]] bool prefers_columns(const Workspace& w) const noexcept override {
        constexpr std::size_t large = 1U << 15;  // weights that no first-level cache holds
        return !reads_sparse(w) && inputs() * stride_ > large && outputs() >= 2 * lane_count;
    }

    void forward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        const auto [rows, columns] = block;
        const Matrix y = output(w).part(rows, columns);
        const float* kernel = pass.weights + at_.kernel + columns.begin;
        const float* bias = pass.weights + at_.bias + columns.begin;
        if (reads_sparse(w)) {
            kernels().sparse_gemm({&w.sparse_input(), rows.begin, rows.end, inputs(), kernel,
                                   stride_, output(w).data + columns.begin, y.stride, bias,
                                   padded(columns.size())});
        } else {
            const ConstMatrix x = input(w);
            pass.gemm({x.row(rows.begin), x.stride, 1, kernel, stride_, 1, y.data, y.stride, bias,
                       rows.size(), inputs(), columns.size()});
        }
    }

    void backward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        if (!below_learns_) return;
        const auto [rows, columns] = block;
        const ConstMatrix d_y = d_output(w);
        const Matrix d_x = d_input(w).part(rows, columns);
        const float* kernel = pass.weights + at_.kernel + columns.begin * stride_;
        pass.gemm({d_y.row(rows.begin), d_y.stride, 1, kernel, 1, stride_, d_x.data, d_x.stride,
                   nullptr, rows.size(), outputs(), columns.size()});
    }

    void gradients(const Pass& pass, Workspace& w, Share share,
                   const WeightUpdate& update) const noexcept override {
        const Range all{0, inputs()}, units{0, outputs()};
        if (prefers_columns(w)) {
            const Range columns = share.of(outputs(), lane_count);
            if (columns.size() > 0) block_gradients(pass, w, {all, columns}, update);
        } else {
            const Range rows = share.of(inputs(), lane_count);
            if (rows.size() > 0) block_gradients(pass, w, {rows, units}, update);
        }
        const Range columns = share.of(outputs(), lane_count);
        alignas(alignment_bytes) float sums[lane_count];
        for (std::size_t c = columns.begin; c < columns.end; c += lane_count) {
            const std::size_t end = std::min(c + lane_count, columns.end);
            kernels().column_sums(d_output(w).part({0, pass.rows}, {c, end}), 0, lane_count, sums);
            kernels().update(update.at(at_.bias + c, stride_, false),
                             {sums, 1, end - c, lane_count});
        }
    }

  private:
    [[nodiscard]] bool reads_sparse(const Workspace& w) const noexcept {
        return index() == 0 && w.input_is_sparse();
    }

    /// Rows of the block are inputs, columns are units.
    void block_gradients(const Pass& pass, Workspace& w, Block block,
                         const WeightUpdate& update) const noexcept {
        const auto [rows, columns] = block;
        const ConstMatrix d_y = d_output(w).part({0, pass.rows}, columns);
        const auto weights_at = [&](std::size_t row, std::size_t column) {
            return update.at(at_.kernel + row * stride_ + column, stride_, true);
        };
        if (reads_sparse(w)) {
            transpose(w.sparse_input(), pass.rows, rows.begin, rows.end, w.sparse_columns());
            kernels().sparse_update({&w.sparse_columns(), rows.begin, rows.end, pass.rows, d_y.data,
                                     d_y.stride, nullptr, 0, nullptr, padded(columns.size())},
                                    weights_at(rows.begin, columns.begin));
            return;
        }
        alignas(alignment_bytes) float tile[tile_size];
        const ConstMatrix x = input(w);
        const std::size_t width = std::min<std::size_t>(padded(columns.size()), 256);
        const std::size_t height = tile_size / width;
        for (std::size_t r = rows.begin; r < rows.end; r += height)
            for (std::size_t c = 0; c < columns.size(); c += width) {
                const Matrix part{tile, std::min(height, rows.end - r),
                                  std::min(width, columns.size() - c), width};
                pass.gemm({x.data + r, 1, x.stride, d_y.data + c, d_y.stride, 1, part.data, width,
                           nullptr, part.rows, pass.rows, part.columns});
                kernels().update(weights_at(r, columns.begin + c), part);
            }
    }

    DenseWeights at_;
    std::size_t stride_;
    bool below_learns_;
};

}  // namespace

OperationPtr make_dense(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at,
                        bool below_learns) {
    return std::make_shared<DenseOperation>(index, inputs, units, at, below_learns);
}

}  // namespace inkling
