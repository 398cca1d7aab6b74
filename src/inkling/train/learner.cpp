#include "inkling/train/learner.hpp"

#include <algorithm>
#include <cmath>

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
      threads_(pool.size()),
      workspace_(network, static_cast<std::size_t>(recipe.batch_size), Use::train, form),
      optimizer_(recipe.optimizer, network.trainable_size()),
      targets_(static_cast<std::size_t>(recipe.batch_size), network.outputs()),
      losses_(static_cast<std::size_t>(recipe.batch_size)),
      hits_(static_cast<std::size_t>(recipe.batch_size)),
      fused_loss_(recipe.loss == Loss::categorical_crossentropy &&
                  ends_in_softmax(network.architecture()) && network.operations().size() > 1) {
    const auto operations = network.operations().first(network.operations().size() - fused_loss_);
    forward_ = forward_stages(operations, workspace_);
    backward_ = backward_stages(operations, workspace_);
    if (recipe.ema > 0) average_ = Buffer<float>::copy_of(network.weights());
}

StepOutcome Learner::step(const Batch& batch, double factor) {
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t number = optimizer_.steps();
    const auto rate = static_cast<float>(recipe_.optimizer.learning_rate * factor);
    WeightUpdate update{optimizer_.next_step(network_.weights(), rate)};
    StepOutcome outcome;
    if (recipe_.clip_norm > 0) {
        // The length of the whole gradient decides about each step.
        outcome = compute_gradients(batch, static_cast<std::uint32_t>(number));
        add_l2();
        clip();
        apply_gradients(update);
    } else {
        update.all.l2 = recipe_.l2;
        outcome = learn(batch, static_cast<std::uint32_t>(number), update);
    }
    if (!average_.empty()) {
        // Young averages follow faster, so that the first weights are soon forgotten.
        const auto t = static_cast<float>(number);
        const float decay = std::min(recipe_.ema, (1 + t) / (10 + t));
        pool_.for_ranges(average_.size(), lane_count, [&](std::size_t begin, std::size_t end) {
            kernels().move_average(1 - decay, network_.weights().data() + begin,
                                   average_.data() + begin, end - begin);
        });
    }
    threads_.took(std::chrono::steady_clock::now() - start);
    return outcome;
}

StepOutcome Learner::compute_gradients(const Batch& batch, std::uint32_t number) {
    if (gradients_.empty()) gradients_ = Buffer<float>(network_.trainable_size());
    WeightUpdate keep{};
    keep.all.method = Method::keep_gradient;
    keep.all.weights = gradients_.data();
    return learn(batch, number, keep);
}

StepOutcome Learner::learn(const Batch& batch, std::uint32_t number, const WeightUpdate& update) {
    Pass pass;
    pass.weights = network_.weights().data();
    pass.training = true;
    pass.rows = batch.labels.size();
    pass.seed = recipe_.stream_seed();
    pass.step = number;
    pass.gemm = recipe_.precision == Precision::bf16 ? bf16_gemm() : kernels().gemm;
    labels_ = batch.labels;
    pass_through(batch, pass);
    in_shares([&](Share share) {
        for (const OperationPtr& operation : network_.operations())
            operation->gradients(pass, workspace_, share, update);
    });
    for (const OperationPtr& operation : network_.operations())
        operation->after_step(pass, workspace_, network_.weights().data());
    StepOutcome outcome;
    for (std::size_t r = 0; r < pass.rows; ++r) {
        outcome.loss += losses_[r] / static_cast<double>(pass.rows);
        outcome.correct += hits_[r];
    }
    return outcome;
}

template <class F>
void Learner::in_shares(F&& f) {
    const int parts = threads_.threads();
    pool_.run(parts, [&](int part) { f(Share{part, parts}); });
}

// The samples, forward, the loss, and back. Each call of in_shares() ends with all threads waiting
// for each other.
void Learner::pass_through(const Batch& batch, const Pass& pass) {
    const StageRun run{network_.operations(), pass, workspace_};
    const bool back_by_rows = !backward_.empty() && !backward_.front().by_columns;
    const auto fill = [&](Share share) {
        const auto [begin, end] = rows_of(share, pass.rows);
        if (begin == end) return;
        batch.fill(workspace_, begin, end);
        one_hot(labels_.subspan(begin, end - begin), recipe_.label_smoothing,
                targets_.view().slice(begin, end));
        if (batch.teach) batch.teach(targets_.view(), begin, end);
    };
    const auto turn = [&](Share share) {
        const auto [begin, end] = rows_of(share, pass.rows);
        loss_rows(pass, begin, end);
        if (back_by_rows) run.backward(backward_.front(), share);
    };
    if (forward_.front().by_columns) in_shares(fill);
    for (const Stage& stage : forward_) {
        const bool first = &stage == &forward_.front(), top = &stage == &forward_.back();
        in_shares([&](Share share) {
            if (first && !stage.by_columns) fill(share);
            run.forward(stage, share);
            if (top && !stage.by_columns) turn(share);
        });
    }
    if (forward_.back().by_columns) in_shares(turn);
    for (std::size_t i = back_by_rows ? 1 : 0; i < backward_.size(); ++i)
        in_shares([&](Share share) { run.backward(backward_[i], share); });
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

void Learner::apply_gradients(const WeightUpdate& update) {
    in_shares([&](Share share) {
        for (const Parameter& p : network_.parameters()) {
            const std::size_t stride = padded(p.columns);
            const Range rows = share.of(p.rows, 1);
            if (!p.trainable || rows.size() == 0) continue;
            const std::size_t at = p.offset + rows.begin * stride;
            kernels().update(update.at(at, stride, p.decays),
                             {gradients_.data() + at, rows.size(), p.columns, stride});
        }
    });
}

void Learner::add_l2() {
    for (const Parameter& p : network_.parameters())
        if (p.decays)
            kernels().add_scaled(2 * recipe_.l2, network_.matrix(p).data,
                                 gradients_.data() + p.offset, p.rows * padded(p.columns));
}

void Learner::clip() {
    const double norm = std::sqrt(kernels().sum_of_squares(gradients_.data(), gradients_.size()));
    if (norm > recipe_.clip_norm)
        kernels().scale(static_cast<float>(recipe_.clip_norm / norm), gradients_.data(),
                        gradients_.size());
}

}  // namespace inkling
