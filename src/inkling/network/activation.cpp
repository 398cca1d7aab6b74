// Activations as steps of their own. All but GELU find their derivative from their output, so they
// work in place.
#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

/// Turns rows of exponentials into probabilities.
void softmax_rows(Matrix x) noexcept {
    for (std::size_t r = 0; r < x.rows; ++r) {
        float largest = 0, sum = 0;
        Matrix row = x.slice(r, r + 1);
        kernels().exp_rows(row, &largest, &sum);
        for (std::size_t c = 0; c < x.columns; ++c) row.data[c] /= sum;
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

    void forward(const Pass&, Workspace& w, Range rows) const noexcept override {
        const ConstMatrix x = input(w).slice(rows.begin, rows.end);
        const Matrix y = output(w).slice(rows.begin, rows.end);
        const std::size_t size = y.rows * y.stride;
        if (activation_ == Activation::gelu) return kernels().gelu(x.data, y.data, size);
        if (!in_place()) std::copy_n(x.data, size, y.data);
        switch (activation_) {
            case Activation::relu:
                return kernels().relu(y.data, size);
            case Activation::leaky_relu:
                return kernels().leaky_relu(y.data, size);
            case Activation::tanh:
                return kernels().tanh(y.data, size);
            case Activation::sigmoid:
                return kernels().sigmoid(y.data, size);
            case Activation::softmax:
                return softmax_rows(y);
            default:
                return;
        }
    }

    void backward(const Pass&, Workspace& w, Range rows) const noexcept override {
        const ConstMatrix y = output(w).slice(rows.begin, rows.end);
        const Matrix d_y = d_output(w).slice(rows.begin, rows.end);
        const Matrix d = d_input(w).slice(rows.begin, rows.end);
        const std::size_t size = d.rows * d.stride;
        if (!in_place()) std::copy_n(d_y.data, size, d.data);
        switch (activation_) {
            case Activation::relu:
                return kernels().relu_backward(y.data, d.data, size);
            case Activation::leaky_relu:
                return kernels().leaky_relu_backward(y.data, d.data, size);
            case Activation::tanh:
                return kernels().tanh_backward(y.data, d.data, size);
            case Activation::sigmoid:
                return kernels().sigmoid_backward(y.data, d.data, size);
            case Activation::gelu:
                return kernels().gelu_backward(input(w).row(rows.begin), d.data, size);
            case Activation::softmax:
                return softmax_backward(y, d);
            case Activation::linear:
                return;
        }
    }

  private:
    Activation activation_;
};

}  // namespace

OperationPtr make_activation(std::size_t index, std::size_t columns, Activation activation,
                             bool in_place) {
    return std::make_shared<ActivationOperation>(index, columns, activation, in_place);
}

}  // namespace inkling
