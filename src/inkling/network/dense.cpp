// The dense layer: y = x·W + b, the way back d_x = d_y·Wᵀ, and the gradients d_W = xᵀ·d_y,
// d_b = Σ d_y. The first layer may skip the zeros of its input; the sums are the same.
#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"
#include "inkling/tensor/sparse.hpp"

namespace inkling {

namespace {

class DenseOperation final : public Operation {
  public:
    DenseOperation(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at)
        : Operation(index, inputs, units, false), at_(at), stride_(padded(units)) {}

    [[nodiscard]] bool takes_sparse() const noexcept override { return true; }

    void forward(const Pass& pass, Workspace& w, Range rows) const noexcept override {
        const Matrix y = output(w);
        const float* kernel = pass.weights + at_.kernel;
        const float* bias = pass.weights + at_.bias;
        if (reads_sparse(w)) {
            kernels().sparse_gemm({&w.sparse_input(), rows.begin, rows.end, inputs(), kernel,
                                   stride_, y.data, y.stride, bias, stride_});
        } else {
            const ConstMatrix x = input(w);
            kernels().gemm({x.row(rows.begin), x.stride, 1, kernel, stride_, y.row(rows.begin),
                            y.stride, bias, rows.end - rows.begin, inputs(), stride_});
        }
    }

    void before_backward(const Pass& pass, Workspace& w) const noexcept override {
        if (index() == 0) return;
        const ConstMatrix kernel{pass.weights + at_.kernel, inputs(), outputs(), stride_};
        const Matrix transposed{w.step(index()).transposed.data(), outputs(), inputs(),
                                padded(inputs())};
        kernels().transpose(kernel, transposed);
    }

    void backward(const Pass&, Workspace& w, Range rows) const noexcept override {
        const ConstMatrix d_y = d_output(w);
        const Matrix d_x = d_input(w);
        kernels().gemm({d_y.row(rows.begin), d_y.stride, 1, w.step(index()).transposed.data(),
                        padded(inputs()), d_x.row(rows.begin), d_x.stride, nullptr,
                        rows.end - rows.begin, outputs(), padded(inputs())});
    }

    /// The rows of the kernel, and one for the bias.
    [[nodiscard]] std::size_t gradient_rows() const noexcept override { return inputs() + 1; }

    void gradients(const Pass& pass, Workspace& w, Range rows, float* out) const noexcept override {
        const ConstMatrix x = input(w);
        const ConstMatrix d_y = d_output(w).slice(0, pass.rows);
        const std::size_t kernel_end = rows.end < inputs() ? rows.end : inputs();
        float* kernel = out + at_.kernel;
        if (rows.begin < kernel_end && reads_sparse(w)) {
            transpose(w.sparse_input(), pass.rows, rows.begin, kernel_end, w.sparse_columns());
            kernels().sparse_gemm({&w.sparse_columns(), rows.begin, kernel_end, pass.rows, d_y.data,
                                   d_y.stride, kernel, stride_, nullptr, stride_});
        } else if (rows.begin < kernel_end) {
            kernels().gemm({x.data + rows.begin, 1, x.stride, d_y.data, d_y.stride,
                            kernel + rows.begin * stride_, stride_, nullptr,
                            kernel_end - rows.begin, pass.rows, stride_});
        }
        if (rows.end > inputs()) kernels().column_sums(d_y, 0, stride_, out + at_.bias);
    }

    [[nodiscard]] std::size_t transposed_values() const noexcept override {
        return index() == 0 ? 0 : outputs() * padded(inputs());
    }

  private:
    [[nodiscard]] bool reads_sparse(const Workspace& w) const noexcept {
        return index() == 0 && w.input_is_sparse();
    }

    DenseWeights at_;
    std::size_t stride_;
};

}  // namespace

OperationPtr make_dense(std::size_t index, std::size_t inputs, std::size_t units, DenseWeights at) {
    return std::make_shared<DenseOperation>(index, inputs, units, at);
}

}  // namespace inkling
