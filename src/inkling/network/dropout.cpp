// Dropout: which values fall is a pure function of (seed, step, layer, row), so the way back draws
// the same ones again and nothing is stored.
#include "inkling/base/rng.hpp"
#include "inkling/network/operation.hpp"

namespace inkling {

namespace {

class DropoutOperation final : public Operation {
  public:
    DropoutOperation(std::size_t index, std::size_t columns, float rate)
        : Operation(index, columns, columns, false), rate_(rate) {}

    /// The numbers of a row are drawn one after the other.
    [[nodiscard]] bool splits_columns() const noexcept override { return false; }

    void forward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        apply(pass, input(w), output(w), block.rows);
    }
    void backward(const Pass& pass, Workspace& w, Block block) const noexcept override {
        apply(pass, d_output(w), d_input(w), block.rows);
    }

  private:
    void apply(const Pass& pass, ConstMatrix from, Matrix to, Range rows) const noexcept {
        const float kept = 1 / (1 - rate_);
        for (std::size_t r = rows.begin; r < rows.end; ++r) {
            if (!pass.training) {
                std::copy_n(from.row(r), from.stride, to.row(r));
                continue;
            }
            Rng rng(pass.seed, Purpose::dropout, pass.step,
                    static_cast<std::uint32_t>(index() << 24 | r));
            for (std::size_t c = 0; c < from.columns; ++c)
                to(r, c) = rng.chance(rate_) ? 0 : from(r, c) * kept;
        }
    }

    float rate_;
};

}  // namespace

OperationPtr make_dropout(std::size_t index, std::size_t columns, float rate) {
    return std::make_shared<DropoutOperation>(index, columns, rate);
}

}  // namespace inkling
