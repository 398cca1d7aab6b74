// Batch normalisation (S. Ioffe and C. Szegedy, arXiv:1502.03167). While training, each column is
// normalised by its mean and variance over the batch; while answering, by running averages.
#include <cmath>

#include "inkling/network/operation.hpp"

namespace inkling {

namespace {

class BatchNormOperation final : public Operation {
  public:
    BatchNormOperation(std::size_t index, std::size_t columns, const BatchNorm& spec,
                       NormWeights at)
        : Operation(index, columns, columns, false),
          spec_(spec),
          at_(at),
          width_(padded(columns)) {}

    [[nodiscard]] bool needs_batch() const noexcept override { return true; }
    [[nodiscard]] std::size_t batch_values() const noexcept override { return 5 * width_; }

    void batch_forward(const Pass& pass, Workspace& w, Range columns) const noexcept override {
        const Statistics s = statistics(w);
        if (pass.training) {
            measure(input(w).slice(0, pass.rows), columns, s);
        } else {
            for (std::size_t c = columns.begin; c < columns.end; ++c) {
                s.mean[c] = pass.weights[at_.mean + c];
                s.variance[c] = pass.weights[at_.variance + c];
            }
        }
        for (std::size_t c = columns.begin; c < columns.end; ++c)
            s.inverse[c] = 1 / std::sqrt(s.variance[c] + spec_.epsilon);
    }

    void forward(const Pass& pass, Workspace& w, Range rows) const noexcept override {
        const Statistics s = statistics(w);
        const ConstMatrix x = input(w);
        const Matrix y = output(w);
        const float* gamma = pass.weights + at_.gamma;
        const float* beta = pass.weights + at_.beta;
        for (std::size_t r = rows.begin; r < rows.end; ++r)
            for (std::size_t c = 0; c < outputs(); ++c)
                y(r, c) = (x(r, c) - s.mean[c]) * s.inverse[c] * gamma[c] + beta[c];
    }

    void batch_backward(const Pass& pass, Workspace& w, Range columns) const noexcept override {
        const Statistics s = statistics(w);
        const ConstMatrix x = input(w), d_y = d_output(w);
        for (std::size_t c = columns.begin; c < columns.end; ++c) s.d_gamma[c] = s.d_beta[c] = 0;
        for (std::size_t r = 0; r < pass.rows; ++r)
            for (std::size_t c = columns.begin; c < columns.end; ++c) {
                s.d_beta[c] += d_y(r, c);
                s.d_gamma[c] += d_y(r, c) * ((x(r, c) - s.mean[c]) * s.inverse[c]);
            }
    }

    void backward(const Pass& pass, Workspace& w, Range rows) const noexcept override {
        const Statistics s = statistics(w);
        const ConstMatrix x = input(w), d_y = d_output(w);
        const Matrix d_x = d_input(w);
        const float* gamma = pass.weights + at_.gamma;
        const auto count = static_cast<float>(pass.rows);
        for (std::size_t r = rows.begin; r < rows.end; ++r)
            for (std::size_t c = 0; c < inputs(); ++c) {
                const float normal = (x(r, c) - s.mean[c]) * s.inverse[c];
                const float rest = s.d_beta[c] / count + normal * (s.d_gamma[c] / count);
                d_x(r, c) = gamma[c] * s.inverse[c] * (d_y(r, c) - rest);
            }
    }

    [[nodiscard]] std::size_t gradient_rows() const noexcept override { return 1; }
    void gradients(const Pass&, Workspace& w, Range, float* out) const noexcept override {
        const Statistics s = statistics(w);
        std::copy_n(s.d_gamma, width_, out + at_.gamma);
        std::copy_n(s.d_beta, width_, out + at_.beta);
    }

    void after_step(const Pass&, Workspace& w, float* weights) const noexcept override {
        const Statistics s = statistics(w);
        for (std::size_t c = 0; c < outputs(); ++c) {
            float& mean = weights[at_.mean + c];
            float& variance = weights[at_.variance + c];
            mean = spec_.momentum * mean + (1 - spec_.momentum) * s.mean[c];
            variance = spec_.momentum * variance + (1 - spec_.momentum) * s.variance[c];
        }
    }

  private:
    struct Statistics {
        float *mean, *variance, *inverse, *d_gamma, *d_beta;
    };
    Statistics statistics(Workspace& w) const noexcept {
        float* p = w.step(index()).batch.data();
        return {p, p + width_, p + 2 * width_, p + 3 * width_, p + 4 * width_};
    }

    /// Mean and variance of these columns of x.
    static void measure(ConstMatrix x, Range columns, const Statistics& s) noexcept {
        const auto count = static_cast<float>(x.rows);
        for (std::size_t c = columns.begin; c < columns.end; ++c) s.mean[c] = s.variance[c] = 0;
        for (std::size_t r = 0; r < x.rows; ++r)
            for (std::size_t c = columns.begin; c < columns.end; ++c) s.mean[c] += x(r, c);
        for (std::size_t c = columns.begin; c < columns.end; ++c) s.mean[c] /= count;
        for (std::size_t r = 0; r < x.rows; ++r)
            for (std::size_t c = columns.begin; c < columns.end; ++c) {
                const float difference = x(r, c) - s.mean[c];
                s.variance[c] += difference * difference;
            }
        for (std::size_t c = columns.begin; c < columns.end; ++c) s.variance[c] /= count;
    }

    BatchNorm spec_;
    NormWeights at_;
    std::size_t width_;
};

}  // namespace

OperationPtr make_batch_norm(std::size_t index, std::size_t columns, const BatchNorm& spec,
                             NormWeights at) {
    return std::make_shared<BatchNormOperation>(index, columns, spec, at);
}

}  // namespace inkling
