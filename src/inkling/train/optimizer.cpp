#include "inkling/train/optimizer.hpp"

#include <algorithm>

#include "inkling/base/math.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

double schedule_factor(const ScheduleSpec& schedule, std::int64_t step, std::int64_t total_steps,
                       std::int64_t steps_per_epoch) {
    const auto total = static_cast<double>(std::max<std::int64_t>(1, total_steps));
    const auto now = static_cast<double>(step);
    const double rise = schedule.warmup * total;
    if (now < rise) return (now + 1) / std::max(1.0, rise + 1);
    const double passed = std::min(1.0, (now - rise) / std::max(1.0, total - rise));
    const double end = schedule.final_factor;
    switch (schedule.kind) {
        case ScheduleKind::constant:
            return 1;
        case ScheduleKind::step: {
            const std::int64_t epoch = step / std::max<std::int64_t>(1, steps_per_epoch);
            double factor = 1;
            for (std::int64_t i = 0; i < epoch / schedule.step_epochs; ++i)
                factor *= schedule.step_factor;
            return factor;
        }
        case ScheduleKind::cosine:
            return end + (1 - end) * 0.5 * (1 + math::cos(math::pi * passed));
        case ScheduleKind::one_cycle:
            return 1 + (end - 1) * passed;
    }
    return 1;
}

Optimizer::Optimizer(const OptimizerSpec& spec, std::size_t size) : spec_(spec) {
    const bool adam = spec.kind == OptimizerKind::adam || spec.kind == OptimizerKind::adamw;
    if (adam || spec.kind == OptimizerKind::rmsprop || spec.momentum != 0)
        state_1_ = Buffer<float>(size);
    if (adam) state_2_ = Buffer<float>(size);
}

void Optimizer::update(std::span<float> weights, std::span<const float> gradients, float rate,
                       ThreadPool& pool) {
    ++steps_;
    const auto t = static_cast<double>(steps_);
    UpdateArgs all{};
    all.rate = rate;
    all.epsilon = spec_.epsilon;
    all.nesterov = spec_.nesterov;
    all.decay_1 = spec_.kind == OptimizerKind::sgd       ? spec_.momentum
                  : spec_.kind == OptimizerKind::rmsprop ? spec_.rho
                                                         : spec_.beta_1;
    all.decay_2 = spec_.beta_2;
    all.correct_1 = static_cast<float>(1 / (1 - math::pow(spec_.beta_1, t)));
    all.correct_2 = static_cast<float>(1 / (1 - math::pow(spec_.beta_2, t)));
    constexpr std::size_t grain = 1024;
    pool.for_ranges(weights.size(), grain, [&](std::size_t begin, std::size_t end) {
        UpdateArgs part = all;
        part.weights = weights.data() + begin;
        part.gradients = gradients.data() + begin;
        part.state_1 = state_1_.empty() ? nullptr : state_1_.data() + begin;
        part.state_2 = state_2_.empty() ? nullptr : state_2_.data() + begin;
        part.size = end - begin;
        switch (spec_.kind) {
            case OptimizerKind::sgd:
                return kernels().sgd(part);
            case OptimizerKind::rmsprop:
                return kernels().rmsprop(part);
            case OptimizerKind::adam:
            case OptimizerKind::adamw:
                return kernels().adam(part);
        }
    });
}

}  // namespace inkling
