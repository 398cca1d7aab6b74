// Activations as steps of their own. All but GELU find their derivative from their output, so they
// work in place.
#include <algorithm>

#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

/// Turns rows of exponentials into probabilities.
void softmax_rows(Matrix x) noexcept {
    constexpr std::size_t some = 32;
    float largest[some], sums[some];
    for (std::size_t begin = 0; begin < x.rows; begin += some) {
        const Matrix rows = x.slice(begin, std::min(begin + some, x.rows));
        kernels().exp_rows(rows, largest, sums);
        for (std::size_t r = 0; r < rows.rows; ++r)
            for (std::size_t c = 0; c < x.columns; ++c) rows(r, c) /= sums[r];
    }
}

/// d_x = p·(d_p − Σ p·d_p), row by row, in place.
void softmax_backward(ConstMatrix p, Matrix d) noexcept {
    for (std::size_t r = 0; r < p.rows; ++r) {
        float sum = 0;
        for (std::size_t c = 0; c < p.columns; ++c) sum += p(r, c) * d(r, c);
        for (std::size_t c = 0; c < p.columns; ++c) d(r, c) = p(r, c) * (d(r, c) - sum);
    }
}

class ActivationOperation final : public Operation {
  public:
    ActivationOperation(std::size_t index, std::size_t columns, Activation activation,
                        bool in_place)
        : Operation(index, columns, columns, in_place), activation_(activation) {}

    [[nodiscard]] Reach reach() const noexcept override {
        return activation_ == Activation::softmax ? Reach::row : Reach::place;
    }
    [[nodiscard]] bool splits_columns() const noexcept override {
        return activation_ != Activation::softmax;
    }

    void forward(const Pass&, Workspace& w, Block block) const noexcept override {
        const ConstMatrix x = input(w).part(block.rows, block.columns);
        const Matrix y = output(w).part(block.rows, block.columns);
        in_runs(block, [&](std::size_t at, std::size_t size) {
            if (activation_ == Activation::gelu)
                return kernels().gelu(x.data + at, y.data + at, size);
            if (!in_place()) std::copy_n(x.data + at, size, y.data + at);
            switch (activation_) {
                case Activation::relu:
                    return kernels().relu(y.data + at, size);
                case Activation::leaky_relu:
                    return kernels().leaky_relu(y.data + at, size);
                case Activation::tanh:
                    return kernels().tanh(y.data + at, size);
                case Activation::sigmoid:
                    return kernels().sigmoid(y.data + at, size);
                default:
                    return;
            }
        });
        if (activation_ == Activation::softmax) softmax_rows(y);
    }

    void backward(const Pass&, Workspace& w, Block block) const noexcept override {
        const ConstMatrix x = input(w).part(block.rows, block.columns);
        const ConstMatrix y = output(w).part(block.rows, block.columns);
        const Matrix d_y = d_output(w).part(block.rows, block.columns);
        const Matrix d_x = d_input(w).part(block.rows, block.columns);
        in_runs(block, [&](std::size_t at, std::size_t size) {
            float* d = d_x.data + at;
            if (!in_place()) std::copy_n(d_y.data + at, size, d);
            switch (activation_) {
                case Activation::relu:
                    return kernels().relu_backward(y.data + at, d, size);
                case Activation::leaky_relu:
                    return kernels().leaky_relu_backward(y.data + at, d, size);
                case Activation::tanh:
                    return kernels().tanh_backward(y.data + at, d, size);
                case Activation::sigmoid:
                    return kernels().sigmoid_backward(y.data + at, d, size);
                case Activation::gelu:
                    return kernels().gelu_backward(x.data + at, d, size);
                default:
                    return;
            }
        });
        if (activation_ == Activation::softmax) softmax_backward(y, d_x);
    }

  private:
    /// Calls f(offset, count) for what lies together in memory: whole rows, or parts of each.
    template <class F>
    void in_runs(Block block, F&& f) const noexcept {
        const std::size_t stride = padded(outputs()), width = padded(block.columns.size());
        if (width == stride) return f(0, block.rows.size() * stride);
        for (std::size_t r = 0; r < block.rows.size(); ++r) f(r * stride, width);
    }

    Activation activation_;
};

}  // namespace

OperationPtr make_activation(std::size_t index, std::size_t columns, Activation activation,
                             bool in_place) {
    return std::make_shared<ActivationOperation>(index, columns, activation, in_place);
}

}  // namespace inkling
