// What a network learns from in place of labels: the probabilities that another model gives to the
// same picture. They also say what else it could have been, and differ with how it was bent.
//
// G. Hinton, O. Vinyals and J. Dean, "Distilling the knowledge in a neural network",
// arXiv:1503.02531; L. Beyer et al., "Knowledge distillation: a good teacher is patient and
// consistent", arXiv:2106.05237 (both see the picture bent alike).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/network/model.hpp"
#include "inkling/predict/predictor.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

class Teacher {
  public:
    /// For a network of `outputs` outputs, and at most `max_rows` pictures at once. `model` must
    /// outlive the teacher. Data error where it has other classes, or rejects while the network
    /// cannot.
    static Result<Teacher> of(const Model& model, std::size_t classes, std::size_t outputs,
                              std::size_t max_rows);

    /// Pixels of a picture.
    [[nodiscard]] std::size_t pixels() const noexcept { return predictor_.pixels(); }

    /// Row i of `targets` holds the label of picture i, one-hot; it becomes the answer about that
    /// picture. What is no digit keeps its label where the teacher knows digits only. May be called
    /// from several threads.
    void teach(std::span<const std::uint8_t> pictures, Matrix targets);

  private:
    Teacher(Predictor predictor, std::size_t max_rows)
        : predictor_(std::move(predictor)), max_rows_(max_rows) {}

    /// Memory that no thread uses now.
    struct Free {
        std::mutex mutex;
        std::vector<std::unique_ptr<Predictor::Scratch>> scratch;
    };
    std::unique_ptr<Predictor::Scratch> take();
    void give(std::unique_ptr<Predictor::Scratch> scratch);

    Predictor predictor_;
    std::size_t max_rows_;
    std::unique_ptr<Free> free_ = std::make_unique<Free>();
};

}  // namespace inkling
