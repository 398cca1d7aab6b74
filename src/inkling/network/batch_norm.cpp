// Batch normalisation (S. Ioffe and C. Szegedy, arXiv:1502.03167). While training, each column is
// normalised by its mean and variance over the batch; while answering, by running averages.
#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"

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

    [[nodiscard]] Reach reach() const noexcept override { return Reach::column; }
    [[nodiscard]] bool splits_rows() const noexcept override { return false; }
    [[nodiscard]] std::size_t batch_values() const noexcept override { return 4 * width_; }

    void forward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        const ConstMatrix x = input(w).part(block.rows, block.columns);
        const Matrix y = output(w).part(block.rows, block.columns);
        if (!pass.training) {
            kernels().norm_forward(x, running(pass, block.columns.begin), y);
            return;
        }
        const NormArgs norm = of_batch(pass, w, block.columns.begin);
        float* measured = w.step(index()).batch.data() + block.columns.begin;
        kernels().norm_measure(x, measured, measured + width_);
        kernels().norm_forward(x, norm, y);
    }

    void backward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        const ConstMatrix x = input(w).part(block.rows, block.columns);
        const ConstMatrix d_y = d_output(w).part(block.rows, block.columns);
        const NormArgs norm = of_batch(pass, w, block.columns.begin);
        kernels().norm_sums(x, d_y, norm);
        kernels().norm_backward(x, d_y, norm, d_input(w).part(block.rows, block.columns));
    }

    void gradients(const Pass& pass, Workspace& w, Share share,
                   const WeightUpdate& update) const noexcept override {
        const Range columns = share.of(outputs(), lane_count);
        if (columns.size() == 0) return;
        const NormArgs norm = of_batch(pass, w, columns.begin);
        if (index() == 0) {  // nothing below it asked for the gradient at its input
            const Range rows{0, pass.rows};
            kernels().norm_sums(input(w).part(rows, columns), d_output(w).part(rows, columns),
                                norm);
        }
        kernels().update(update.at(at_.gamma + columns.begin, width_, false),
                         {norm.d_gamma, 1, columns.size(), width_});
        kernels().update(update.at(at_.beta + columns.begin, width_, false),
                         {norm.d_beta, 1, columns.size(), width_});
    }

    void after_step(const Pass&, Workspace& w, float* weights) const noexcept override {
        const float* statistics = w.step(index()).batch.data();
        kernels().move_average(1 - spec_.momentum, statistics, weights + at_.mean, width_);
        kernels().move_average(1 - spec_.momentum, statistics + width_, weights + at_.variance,
                               width_);
    }

  private:
    /// Statistics of the batch: mean, variance, d_gamma, d_beta.
    NormArgs of_batch(const Pass& pass, Workspace& w, std::size_t column) const noexcept {
        float* p = w.step(index()).batch.data() + column;
        return {p,
                p + width_,
                pass.weights + at_.gamma + column,
                pass.weights + at_.beta + column,
                p + 2 * width_,
                p + 3 * width_,
                spec_.epsilon};
    }
    NormArgs running(const Pass& pass, std::size_t column) const noexcept {
        const float* p = pass.weights + column;
        return {p + at_.mean, p + at_.variance, p + at_.gamma, p + at_.beta,
                nullptr,      nullptr,          spec_.epsilon};
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
