#include "inkling/train/teacher.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace inkling {

Result<Teacher> Teacher::of(const Model& model, std::size_t classes, std::size_t outputs,
                            std::size_t max_rows) {
    INKLING_TRY(Predictor predictor, Predictor::of(model));
    if (predictor.classes() != classes)
        return data_error("the teacher knows " + std::to_string(predictor.classes()) +
                              " classes, the network that learns from it " +
                              std::to_string(classes),
                          "take a teacher that was trained on the same data set");
    if (predictor.can_reject() && outputs == classes)
        return data_error("the teacher says of some pictures that they are none of the classes",
                          "add --negatives 0.5, so that the network can learn to");
    return Teacher(std::move(predictor), max_rows);
}

std::unique_ptr<Predictor::Scratch> Teacher::take() {
    const std::lock_guard lock(free_->mutex);
    if (free_->scratch.empty()) return std::make_unique<Predictor::Scratch>(predictor_, max_rows_);
    auto scratch = std::move(free_->scratch.back());
    free_->scratch.pop_back();
    return scratch;
}

void Teacher::give(std::unique_ptr<Predictor::Scratch> scratch) {
    const std::lock_guard lock(free_->mutex);
    free_->scratch.push_back(std::move(scratch));
}

void Teacher::teach(std::span<const std::uint8_t> pictures, Matrix targets) {
    auto scratch = take();
    const ConstMatrix answers = predictor_.predict(pictures, *scratch);
    const std::size_t classes = predictor_.classes();
    for (std::size_t r = 0; r < answers.rows; ++r) {
        float* target = targets.row(r);
        const bool is_none = targets.columns > classes && target[classes] > 0;
        if (is_none && !predictor_.can_reject()) continue;
        // Probabilities of the classes are given as if the picture were of one of them.
        const float none = predictor_.can_reject() ? answers(r, classes) : 0;
        for (std::size_t c = 0; c < classes; ++c) target[c] = answers(r, c) * (1 - none);
        if (targets.columns > classes) target[classes] = none;
    }
    give(std::move(scratch));
}

}  // namespace inkling
