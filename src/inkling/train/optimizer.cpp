#include "inkling/train/optimizer.hpp"

#include <algorithm>

#include "inkling/base/math.hpp"

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

UpdateArgs Optimizer::next_step(std::span<float> weights, float rate) {
    ++steps_;
    const auto t = static_cast<double>(steps_);
    UpdateArgs args{};
    args.weights = weights.data();
    args.state_1 = state_1_.empty() ? nullptr : state_1_.data();
    args.state_2 = state_2_.empty() ? nullptr : state_2_.data();
    args.rate = rate;
    args.epsilon = spec_.epsilon;
    args.decay_2 = spec_.beta_2;
    args.correct_1 = static_cast<float>(1 / (1 - math::pow(spec_.beta_1, t)));
    args.correct_2 = static_cast<float>(1 / (1 - math::pow(spec_.beta_2, t)));
    args.shrink = 1;
    switch (spec_.kind) {
        case OptimizerKind::sgd:
            args.method = spec_.momentum == 0 ? Method::descent
                          : spec_.nesterov    ? Method::nesterov
                                              : Method::momentum;
            args.decay_1 = spec_.momentum;
            return args;
        case OptimizerKind::rmsprop:
            args.method = Method::rmsprop;
            args.decay_1 = spec_.rho;
            return args;
        case OptimizerKind::adamw:
            args.shrink = 1 - rate * spec_.weight_decay;
            [[fallthrough]];
        case OptimizerKind::adam:
            args.method = Method::adam;
            args.decay_1 = spec_.beta_1;
    }
    return args;
}

}  // namespace inkling
