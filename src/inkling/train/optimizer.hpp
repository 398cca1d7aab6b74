// Steps of gradient descent: turns gradients into new weights. Formulas and defaults are Keras'.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/buffer.hpp"
#include "inkling/tensor/kernels.hpp"
#include "inkling/train/recipe.hpp"

namespace inkling {

/// The learning rate of step `step` (0, 1, …) of `total_steps`, as a factor of the optimizer's.
double schedule_factor(const ScheduleSpec& schedule, std::int64_t step, std::int64_t total_steps,
                       std::int64_t steps_per_epoch);

/// The memory of an optimizer for `size` weights (a multiple of lane_count).
class Optimizer {
  public:
    Optimizer(const OptimizerSpec& spec, std::size_t size);

    /// What the kernels need for the next step over these weights; `rate` is its learning rate.
    UpdateArgs next_step(std::span<float> weights, float rate);

    [[nodiscard]] const OptimizerSpec& spec() const noexcept { return spec_; }
    /// What a checkpoint must keep: running averages (empty where the method has none), and steps.
    [[nodiscard]] std::span<float> state_1() noexcept { return state_1_; }
    [[nodiscard]] std::span<float> state_2() noexcept { return state_2_; }
    [[nodiscard]] std::int64_t steps() const noexcept { return steps_; }
    void set_steps(std::int64_t steps) noexcept { steps_ = steps; }

  private:
    OptimizerSpec spec_;
    Buffer<float> state_1_;
    Buffer<float> state_2_;
    std::int64_t steps_ = 0;
};

}  // namespace inkling
