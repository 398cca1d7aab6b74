// From digits framed as MNIST's to probabilities: the model's framings, its network, and, where it
// says so, several networks and several views of a digit that vote. Training (validation, tests)
// and answering both predict by this code alone, so both see identical numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "inkling/base/buffer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/image/framing.hpp"
#include "inkling/network/model.hpp"
#include "inkling/tensor/matrix.hpp"

namespace inkling {

class Predictor {
  public:
    /// The model must outlive the predictor. Data error where its framings are unknown, or do not
    /// fit its network.
    static Result<Predictor> of(const Model& model);
    /// One network and one view, as while training. The network must outlive the predictor, with
    /// the weights that it has now, and take one picture of 28×28 for each framing; with none,
    /// pictures of any size go in as they are.
    /// `classes`: 0 for all of its outputs, or one less than it has where the last one rejects.
    explicit Predictor(const Network& network, std::vector<Framing> framings = {},
                       std::size_t classes = 0);

    /// Pixels of a picture, and how many classes it may belong to.
    [[nodiscard]] std::size_t pixels() const noexcept { return pixels_; }
    [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
    /// Whether there is one more probability: that the picture is of none of the classes.
    [[nodiscard]] bool can_reject() const noexcept { return outputs() > classes_; }
    /// Such a picture is rejected where it is above this.
    [[nodiscard]] double reject_above() const noexcept { return reject_above_; }

    /// All the memory that predicting takes, made once. Not for two threads at once.
    class Scratch {
      public:
        Scratch(const Predictor& predictor, std::size_t max_rows);

      private:
        friend class Predictor;
        std::vector<Workspace> workspaces_;  // one a voter
        Buffer<std::uint8_t> planes_;        // of one sample
        Buffer<std::uint8_t> doubtful_;      // pictures that the committee votes on
        std::vector<std::size_t> places_;    // and their rows among the votes
        MatrixBuffer votes_;
    };

    /// Row i of the answer is about picture i, of which `pictures` has at most max_rows, one after
    /// the other: the probabilities of all classes, which add up to 1, and behind them, where there
    /// can be rejection, the probability that it is none of them. A view into the scratch.
    /// Allocates nothing; check_answers() tells whether they are numbers. Votes are averaged as
    /// logarithms; where the model says that its first network may answer alone
    /// (Model::alone_above), the others are only asked about the rest.
    ConstMatrix predict(std::span<const std::uint8_t> pictures, Scratch& scratch) const noexcept;

  private:
    struct Voter {
        Voter(const Network& its_network, std::vector<Framing> its_framings)
            : network(&its_network),
              framings(std::move(its_framings)),
              first_step(its_network.pixel_layer()) {}
        const Network* network;
        std::vector<Framing> framings;
        std::optional<PixelLayer> first_step;  ///< in whole numbers, where the network reads pixels
    };
    Predictor() = default;
    [[nodiscard]] std::size_t outputs() const noexcept {
        return voters_.front().network->outputs();
    }
    ConstMatrix answer(const Voter& voter, std::span<const std::uint8_t> pictures, Point shift,
                       Scratch& scratch) const noexcept;
    [[nodiscard]] bool settles(const float* row) const noexcept;
    void copy_answer(const float* from, float* to) const noexcept;
    void add_vote(const float* from, float* to) const noexcept;
    void from_logarithms(float* row) const noexcept;

    std::vector<Voter> voters_;
    std::vector<Point> views_ = {{0, 0}};
    std::size_t pixels_ = 0;
    std::size_t classes_ = 0;
    double reject_above_ = 0.5;
    double alone_above_ = 1;
};

/// Error of the model where not all of these, which Predictor::predict() gave, are numbers: weights
/// are finite, but what is computed from them may not be. Whoever tells an answer asks before.
Status check_answers(std::span<const float> probabilities);
Status check_answers(ConstMatrix probabilities);

}  // namespace inkling
