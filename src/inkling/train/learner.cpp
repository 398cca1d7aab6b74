#include "inkling/train/learner.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

bool ends_in_softmax(const Architecture& architecture) {
    const LayerSpec& last = architecture.layers.back();
    if (const auto* dense = std::get_if<Dense>(&last))
        return dense->activation == Activation::softmax;
    const auto* activation = std::get_if<Activate>(&last);
    return activation != nullptr && activation->activation == Activation::softmax;
}

}  // namespace

Learner::Learner(Network& network, const Recipe& recipe, ThreadPool& pool, InputForm form)
    : network_(network),
      recipe_(recipe),
      pool_(pool),
      workspace_(network, static_cast<std::size_t>(recipe.batch_size), Use::train, form),
      optimizer_(recipe.optimizer, network.trainable_size()),
      gradients_(network.trainable_size()),
      targets_(static_cast<std::size_t>(recipe.batch_size), network.outputs()),
      losses_(static_cast<std::size_t>(recipe.batch_size)),
      hits_(static_cast<std::size_t>(recipe.batch_size)),
      fused_loss_(recipe.loss == Loss::categorical_crossentropy &&
                  ends_in_softmax(network.architecture()) && network.operations().size() > 1) {
    if (recipe.ema > 0) average_ = Buffer<float>::copy_of(network.weights());
}

StepOutcome Learner::step(const Batch& batch, double factor) {
    const std::int64_t number = optimizer_.steps();
    const StepOutcome outcome = compute_gradients(batch, static_cast<std::uint32_t>(number));
    const auto rate = static_cast<float>(recipe_.optimizer.learning_rate * factor);
    if (recipe_.l2 > 0) add_l2();
    if (recipe_.clip_norm > 0) clip();
    if (recipe_.optimizer.kind == OptimizerKind::adamw) decay_weights(rate);
    optimizer_.update(network_.weights().first(network_.trainable_size()), gradients_, rate, pool_);
    if (!average_.empty()) {
        // Young averages follow faster, so that the first weights are soon forgotten.
        const auto t = static_cast<float>(number);
        const float decay = std::min(recipe_.ema, (1 + t) / (10 + t));
        kernels().move_average(1 - decay, network_.weights().data(), average_.data(),
                               average_.size());
    }
    return outcome;
}

StepOutcome Learner::compute_gradients(const Batch& batch, std::uint32_t number) {
    Pass pass;
    pass.weights = network_.weights().data();
    pass.training = true;
    pass.rows = batch.labels.size();
    pass.seed = recipe_.seed;
    pass.step = number;
    labels_ = batch.labels;
    one_hot(batch.labels, recipe_.label_smoothing, targets_.view());
    for (const OperationPtr& operation : network_.operations())
        operation->before_backward(pass, workspace_);
    forward_and_back(batch, pass);
    weight_gradients(pass);
    for (const OperationPtr& operation : network_.operations())
        operation->after_step(pass, workspace_, network_.weights().data());
    StepOutcome outcome;
    for (std::size_t r = 0; r < pass.rows; ++r) {
        outcome.loss += losses_[r] / static_cast<double>(pass.rows);
        outcome.correct += hits_[r];
    }
    return outcome;
}

// Rows are independent but for layers that look at the whole batch; so each thread takes its rows
// through as many layers as it can, forward, through the loss, and back.
void Learner::forward_and_back(const Batch& batch, const Pass& pass) {
    const auto operations = network_.operations();
    const std::size_t count = operations.size() - (fused_loss_ ? 1 : 0);
    std::size_t first = 0, back_to = operations.size();
    while (true) {
        std::size_t last = first + 1;
        while (last < count && !operations[last]->needs_batch()) ++last;
        if (operations[first]->needs_batch() && first < count) {
            if (first == 0)
                pool_.for_ranges(pass.rows, 6, [&](std::size_t begin, std::size_t end) {
                    batch.fill(workspace_, begin, end);
                });
            pool_.for_ranges(operations[first]->outputs(), lane_count,
                             [&](std::size_t begin, std::size_t end) {
                                 operations[first]->batch_forward(pass, workspace_, {begin, end});
                             });
        }
        const bool filled = operations[first]->needs_batch();
        pool_.for_ranges(pass.rows, 6, [&](std::size_t begin, std::size_t end) {
            if (first == 0 && !filled) batch.fill(workspace_, begin, end);
            for (std::size_t i = first; i < last; ++i)
                operations[i]->forward(pass, workspace_, {begin, end});
            if (last == count) {
                loss_rows(pass, begin, end);
                backward_rows(count - 1, pass, {begin, end});
            }
        });
        if (last == count) break;
        first = last;
    }
    // Where the rows stopped on the way back, the batch has to be looked at.
    back_to = count - 1;
    while (back_to > 0 && !operations[back_to]->needs_batch()) --back_to;
    if (operations[back_to]->needs_batch()) backward_from(back_to, pass);
}

/// Takes rows back through the operations below `last`, inclusive, until one needs the batch.
std::size_t Learner::backward_rows(std::size_t last, const Pass& pass, Range rows) {
    const auto operations = network_.operations();
    std::size_t i = last;
    while (i > 0 && !operations[i]->needs_batch()) {
        operations[i]->backward(pass, workspace_, rows);
        --i;
    }
    return i;
}

/// The rest of the way back, from an operation that needs the batch.
void Learner::backward_from(std::size_t last, const Pass& pass) {
    const auto operations = network_.operations();
    while (true) {
        pool_.for_ranges(operations[last]->outputs(), lane_count,
                         [&](std::size_t begin, std::size_t end) {
                             operations[last]->batch_backward(pass, workspace_, {begin, end});
                         });
        if (last == 0) return;
        pool_.for_ranges(pass.rows, 6, [&](std::size_t begin, std::size_t end) {
            operations[last]->backward(pass, workspace_, {begin, end});
            backward_rows(last - 1, pass, {begin, end});
        });
        std::size_t next = last - 1;
        while (next > 0 && !operations[next]->needs_batch()) --next;
        if (!operations[next]->needs_batch()) return;
        last = next;
    }
}

void Learner::loss_rows(const Pass& pass, std::size_t begin, std::size_t end) {
    const std::size_t top = network_.operations().size() - 1;
    const LossRows rows{workspace_.step(fused_loss_ ? top - 1 : top).output.slice(begin, end),
                        targets_.view().slice(begin, end),
                        workspace_.step(top).output.slice(begin, end),
                        workspace_.step(fused_loss_ ? top - 1 : top).d_output.slice(begin, end),
                        1 / static_cast<float>(pass.rows),
                        losses_.data() + begin};
    if (fused_loss_) {
        softmax_crossentropy(rows);
    } else if (recipe_.loss == Loss::mean_squared_error) {
        mean_squared_error(rows);
    } else {
        crossentropy(rows);
    }
    for (std::size_t r = begin; r < end; ++r) {
        const float* values = workspace_.step(top).output.row(r);
        const float* best = std::max_element(values, values + network_.outputs());
        hits_[r] = best - values == labels_[r];
    }
}

void Learner::weight_gradients(const Pass& pass) {
    const int parts = pool_.size();
    pool_.run(parts, [&](int part) {
        for (const OperationPtr& operation : network_.operations()) {
            const std::size_t rows = operation->gradient_rows();
            const auto p = static_cast<std::size_t>(part), n = static_cast<std::size_t>(parts);
            const Range share{rows * p / n, rows * (p + 1) / n};
            if (share.begin < share.end)
                operation->gradients(pass, workspace_, share, gradients_.data());
        }
    });
}

void Learner::add_l2() {
    for (const Parameter& p : network_.parameters())
        if (p.decays)
            kernels().add_scaled(2 * recipe_.l2, network_.matrix(p).data,
                                 gradients_.data() + p.offset, p.rows * padded(p.columns));
}

void Learner::decay_weights(float rate) {
    for (const Parameter& p : network_.parameters())
        if (p.decays)
            kernels().scale(1 - rate * recipe_.optimizer.weight_decay, network_.matrix(p).data,
                            p.rows * padded(p.columns));
}

void Learner::clip() {
    const double norm = std::sqrt(kernels().sum_of_squares(gradients_.data(), gradients_.size()));
    if (norm > recipe_.clip_norm)
        kernels().scale(static_cast<float>(recipe_.clip_norm / norm), gradients_.data(),
                        gradients_.size());
}

}  // namespace inkling
