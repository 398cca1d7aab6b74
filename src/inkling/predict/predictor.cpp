#include "inkling/predict/predictor.hpp"

#include <algorithm>

#include "inkling/base/math.hpp"

namespace inkling {

namespace {

/// The digit as it is, and one pixel aside in each direction.
constexpr Point five_views[] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};

constexpr float least_probability = 1e-12F;

bool passes_through(const std::vector<Framing>& framings, Point shift) {
    return framings.empty() && shift.x == 0 && shift.y == 0;
}

}  // namespace

Predictor::Predictor(const Network& network, std::vector<Framing> framings, std::size_t classes)
    : pixels_(framings.empty() ? network.inputs() : framed_size),
      classes_(classes == 0 ? network.outputs() : classes) {
    voters_.push_back({&network, std::move(framings)});
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
                              std::to_string(network.inputs()) + " inputs");
        // What MNIST's framing needs is done already.
        if (*framings == std::vector{Framing::mnist}) framings->clear();
        predictor.voters_.push_back({&network, std::move(*framings)});
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
            return data_error("the networks of the model have different numbers of classes");
    predictor.views_.assign(std::begin(five_views),
                            std::begin(five_views) + std::clamp(model.preprocessing.views, 1, 5));
    predictor.pixels_ = framed_size;
    predictor.classes_ = model.network.outputs() - (model.can_reject() ? 1 : 0);
    if (model.can_reject()) predictor.reject_above_ = model.reject_above;
    return predictor;
}

Predictor Predictor::first() const {
    Predictor predictor = *this;
    predictor.voters_.erase(predictor.voters_.begin() + 1, predictor.voters_.end());
    predictor.views_.erase(predictor.views_.begin() + 1, predictor.views_.end());
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
}

ConstMatrix Predictor::answer(const Voter& voter, std::span<const std::uint8_t> pictures,
                              Point shift, Scratch& scratch) const noexcept {
    Workspace& workspace = scratch.workspaces_[static_cast<std::size_t>(&voter - voters_.data())];
    const std::size_t rows = pictures.size() / pixels_;
    for (std::size_t r = 0; r < rows; ++r) {
        const auto picture = pictures.subspan(r * pixels_, pixels_);
        if (passes_through(voter.framings, shift)) {
            workspace.set_pixels(r, picture);
        } else {
            const std::span planes(scratch.planes_.data(),
                                   std::max<std::size_t>(1, voter.framings.size()) * framed_size);
            frame_planes(voter.framings, FramedSpan(picture), planes, shift);
            workspace.set_pixels(r, planes);
        }
    }
    return voter.network->answer(workspace, rows);
}

ConstMatrix Predictor::predict(std::span<const std::uint8_t> pictures,
                               Scratch& scratch) const noexcept {
    if (voters_.size() == 1 && views_.size() == 1 && !can_reject())
        return answer(voters_.front(), pictures, views_.front(), scratch);
    const Matrix votes = scratch.votes_.view().slice(0, pictures.size() / pixels_);
    std::fill_n(votes.data, votes.rows * votes.stride, 0.0F);
    const auto count = static_cast<float>(voters_.size() * views_.size());
    for (const Voter& voter : voters_)
        for (const Point view : views_) {
            const ConstMatrix p = answer(voter, pictures, view, scratch);
            for (std::size_t r = 0; r < votes.rows; ++r)
                for (std::size_t c = 0; c < votes.columns; ++c)
                    votes(r, c) +=
                        static_cast<float>(math::log(std::max(p(r, c), least_probability)) / count);
        }
    for (std::size_t r = 0; r < votes.rows; ++r) from_logarithms(votes.row(r));
    return votes;
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

}  // namespace inkling
