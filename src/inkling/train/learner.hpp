// One step of learning: samples in, weights a little better. The order of the sums is fixed, so the
// same samples give the same bits on any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "inkling/base/thread_pool.hpp"
#include "inkling/network/network.hpp"
#include "inkling/network/operation.hpp"
#include "inkling/train/optimizer.hpp"
#include "inkling/train/recipe.hpp"
#include "inkling/train/stages.hpp"
#include "inkling/train/thread_choice.hpp"

namespace inkling {

/// Samples of one step. `fill` sets samples begin .. end-1 of the workspace; then `teach`, if there
/// is one, may change what is to be answered about them: rows begin .. end-1 of `targets`, which
/// hold their labels. Both are called from several threads, for rows that do not overlap.
struct Batch {
    std::span<const std::uint8_t> labels;
    std::function<void(Workspace& workspace, std::size_t begin, std::size_t end)> fill;
    std::function<void(Matrix targets, std::size_t begin, std::size_t end)> teach = {};
};

struct StepOutcome {
    double loss = 0;          ///< mean over the samples, without the L2 term
    std::size_t correct = 0;  ///< samples whose label got the highest value
};

class Learner {
  public:
    /// `network` and `pool` must outlive the learner.
    Learner(Network& network, const Recipe& recipe, ThreadPool& pool,
            InputForm form = InputForm::sparse);

    /// Forward, backward, update. `factor` scales the learning rate.
    StepOutcome step(const Batch& batch, double factor);

    /// Forward and backward only: fills gradients(). Step number `number` decides about dropout.
    StepOutcome compute_gradients(const Batch& batch, std::uint32_t number);

    [[nodiscard]] std::span<float> gradients() noexcept { return gradients_; }
    [[nodiscard]] Optimizer& optimizer() noexcept { return optimizer_; }
    /// The moving average of all weights; empty unless the recipe asks for it.
    [[nodiscard]] std::span<float> average() noexcept { return average_; }
    [[nodiscard]] Workspace& workspace() noexcept { return workspace_; }

  private:
    StepOutcome learn(const Batch& batch, std::uint32_t number, const WeightUpdate& update);
    void pass_through(const Batch& batch, const Pass& pass);
    void loss_rows(const Pass& pass, std::size_t begin, std::size_t end);
    template <class F>
    void in_shares(F&& f);
    void apply_gradients(const WeightUpdate& update);
    void add_l2();
    void clip();

    Network& network_;
    Recipe recipe_;
    ThreadPool& pool_;
    ThreadChoice threads_;
    Workspace workspace_;
    Optimizer optimizer_;
    std::vector<Stage> forward_;
    std::vector<Stage> backward_;
    Buffer<float> gradients_;  ///< only where they are asked for: step() uses them as they come
    Buffer<float> average_;
    MatrixBuffer targets_;
    std::vector<double> losses_;
    std::vector<std::uint8_t> hits_;
    std::span<const std::uint8_t> labels_;
    bool fused_loss_;  ///< softmax and cross-entropy as one
};

}  // namespace inkling
