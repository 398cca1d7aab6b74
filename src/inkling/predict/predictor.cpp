#include "inkling/predict/predictor.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/base/math.hpp"

namespace inkling {

namespace {

/// The digit as it is, and one pixel aside in each direction.
constexpr Point five_views[] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};

constexpr float least_probability = 1e-12F;
constexpr const char* anew = "inkling train did not write it so: make the model anew";

bool passes_through(const std::vector<Framing>& framings, Point shift) {
    return framings.empty() && shift.x == 0 && shift.y == 0;
}

}  // namespace

Predictor::Predictor(const Network& network, std::vector<Framing> framings, std::size_t classes)
    : pixels_(framings.empty() ? network.inputs() : framed_size),
      classes_(classes == 0 ? network.outputs() : classes) {
    voters_.emplace_back(network, std::move(framings));
}

Result<Predictor> Predictor::of(const Model& model) {
    Predictor predictor;
    const auto add = [&](const Network& network, const std::string& framing) -> Status {
        auto framings = framings_named(framing);
        if (!framings)
            return data_error("the model wants " + framings.error().message, "use a newer inkling");
        if (network.inputs() != framings->size() * framed_size)
            return data_error("the model has " + std::to_string(framings->size()) +
                                  " framings of 28x28 pixels, but its network wants " +
                                  std::to_string(network.inputs()) + " inputs",
                              anew);
        // What MNIST's framing needs is done already.
        if (*framings == std::vector{Framing::mnist}) framings->clear();
        predictor.voters_.emplace_back(network, std::move(*framings));
        return {};
    };
    if (model.preprocessing.framing == "mnist" && model.network.inputs() != framed_size &&
        model.committee.empty() && model.preprocessing.views == 1 && !model.can_reject())
        return Predictor(model.network);
    INKLING_TRY_STATUS(add(model.network, model.preprocessing.framing));
    for (const Member& member : model.committee)
        INKLING_TRY_STATUS(add(member.network, member.framing));
    for (const Voter& voter : predictor.voters_)
        if (voter.network->outputs() != model.network.outputs())
            return data_error("the networks of the model have different numbers of classes", anew);
    predictor.views_.assign(std::begin(five_views),
                            std::begin(five_views) + std::clamp(model.preprocessing.views, 1, 5));
    predictor.pixels_ = framed_size;
    predictor.classes_ = model.network.outputs() - (model.can_reject() ? 1 : 0);
    if (model.can_reject()) predictor.reject_above_ = model.reject_above;
    predictor.alone_above_ = model.alone_above;
    return predictor;
}

Predictor::Scratch::Scratch(const Predictor& predictor, std::size_t max_rows)
    : votes_(max_rows, predictor.outputs()) {
    std::size_t most = 1;
    for (const Voter& voter : predictor.voters_) {
        workspaces_.emplace_back(*voter.network, max_rows);
        most = std::max(most, voter.framings.size());
    }
    planes_ = Buffer<std::uint8_t>(most * predictor.pixels_);
    doubtful_ = Buffer<std::uint8_t>(max_rows * predictor.pixels_);
    places_.resize(max_rows);
}

ConstMatrix Predictor::answer(const Voter& voter, std::span<const std::uint8_t> pictures,
                              Point shift, Scratch& scratch) const noexcept {
    Workspace& workspace = scratch.workspaces_[static_cast<std::size_t>(&voter - voters_.data())];
    const std::size_t rows = pictures.size() / pixels_;
    const bool as_they_are = passes_through(voter.framings, shift);
    if (as_they_are && voter.first_step) {
        (*voter.first_step)(pictures, workspace.step(0).output);
        return voter.network->answer_after_first_step(workspace, rows);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        const auto picture = pictures.subspan(r * pixels_, pixels_);
        if (as_they_are) {
            workspace.set_pixels(r, picture);
            continue;
        }
        const std::span planes(scratch.planes_.data(),
                               std::max<std::size_t>(1, voter.framings.size()) * framed_size);
        frame_planes(voter.framings, FramedSpan(picture), planes, shift);
        if (voter.first_step) {
            (*voter.first_step)(planes, workspace.step(0).output.slice(r, r + 1));
        } else {
            workspace.set_pixels(r, planes);
        }
    }
    return voter.first_step ? voter.network->answer_after_first_step(workspace, rows)
                            : voter.network->answer(workspace, rows);
}

ConstMatrix Predictor::predict(std::span<const std::uint8_t> pictures,
                               Scratch& scratch) const noexcept {
    const ConstMatrix first = answer(voters_.front(), pictures, views_.front(), scratch);
    const bool alone = voters_.size() * views_.size() == 1;
    if (alone && !can_reject()) return first;
    const Matrix votes = scratch.votes_.view().slice(0, pictures.size() / pixels_);
    std::size_t doubtful = 0;
    for (std::size_t r = 0; r < votes.rows; ++r) {
        if (alone || settles(first.row(r))) {
            copy_answer(first.row(r), votes.row(r));
            continue;
        }
        std::fill_n(votes.row(r), votes.columns, 0.0F);
        add_vote(first.row(r), votes.row(r));
        std::copy_n(pictures.data() + r * pixels_, pixels_,
                    scratch.doubtful_.data() + doubtful * pixels_);
        scratch.places_[doubtful++] = r;
    }
    if (doubtful == 0) return votes;
    const std::span<const std::uint8_t> rest(scratch.doubtful_.data(), doubtful * pixels_);
    for (std::size_t i = 1; i < voters_.size() * views_.size(); ++i) {
        const ConstMatrix p =
            answer(voters_[i / views_.size()], rest, views_[i % views_.size()], scratch);
        for (std::size_t r = 0; r < doubtful; ++r)
            add_vote(p.row(r), votes.row(scratch.places_[r]));
    }
    for (std::size_t r = 0; r < doubtful; ++r) from_logarithms(votes.row(scratch.places_[r]));
    return votes;
}

bool Predictor::settles(const float* row) const noexcept {
    return static_cast<double>(*std::max_element(row, row + outputs())) > alone_above_;
}

void Predictor::copy_answer(const float* from, float* to) const noexcept {
    std::copy_n(from, outputs(), to);
    if (!can_reject()) return;
    float classes = 0;
    for (std::size_t c = 0; c < classes_; ++c)
        classes += to[c] = std::max(from[c], least_probability);
    for (std::size_t c = 0; c < classes_; ++c) to[c] /= classes;
}

void Predictor::add_vote(const float* from, float* to) const noexcept {
    const auto count = static_cast<float>(voters_.size() * views_.size());
    for (std::size_t c = 0; c < outputs(); ++c)
        to[c] += static_cast<float>(math::log(std::max(from[c], least_probability)) / count);
}

void Predictor::from_logarithms(float* row) const noexcept {
    double classes = 0;
    for (std::size_t c = 0; c < classes_; ++c) classes += math::exp(row[c]);
    if (can_reject()) {
        const double none = math::exp(row[classes_]);
        row[classes_] = static_cast<float>(none / (classes + none));
    }
    for (std::size_t c = 0; c < classes_; ++c)
        row[c] = static_cast<float>(math::exp(row[c]) / classes);
}

Status check_answers(std::span<const float> probabilities) {
    for (const float p : probabilities)
        if (!std::isfinite(p))
            return Error{ErrorCode::model, "its answers are no numbers: its weights are too large",
                         "train it anew, with a smaller --learning-rate"};
    return {};
}

Status check_answers(ConstMatrix probabilities) {
    for (std::size_t r = 0; r < probabilities.rows; ++r)
        INKLING_TRY_STATUS(check_answers(std::span(probabilities.row(r), probabilities.columns)));
    return {};
}

}  // namespace inkling
