#include "inkling/answer/reader.hpp"

#include <algorithm>

namespace inkling {

Result<Reader> Reader::load(const std::string& model_path) {
    INKLING_TRY(Model model, load_model(model_path));
    return from(std::move(model));
}

Result<Reader> Reader::from(Model model) {
    if (model.network.inputs() != framed_size)
        return data_error("the model wants " + std::to_string(model.network.inputs()) +
                          " inputs; a reader gives 28x28 pictures");
    return Reader(std::make_shared<const Model>(std::move(model)));
}

Result<DigitAnswer> Reader::read_digit(const GreyImage& picture) const {
    INKLING_TRY(const FramedDigit framed, frame_digit(picture));
    return read_framed(framed);
}

DigitAnswer Reader::read_framed(const FramedDigit& framed) const {
    Workspace workspace(model_->network, 1);
    workspace.set_pixels(0, framed.pixels);
    const ConstMatrix p = model_->network.answer(workspace, 1);
    DigitAnswer answer;
    answer.probabilities.assign(p.row(0), p.row(0) + p.columns);
    const auto best = std::max_element(answer.probabilities.begin(), answer.probabilities.end());
    answer.digit = static_cast<int>(best - answer.probabilities.begin());
    answer.confidence = *best;
    answer.framed = framed;
    return answer;
}

}  // namespace inkling
