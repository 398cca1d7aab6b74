#include "inkling/answer/reader.hpp"

#include <algorithm>

#include "inkling/answer/page_reader_impl.hpp"
#include "inkling/image/resize.hpp"

namespace inkling {

Result<Reader> Reader::load(const std::string& model_path) {
    INKLING_TRY(Model model, load_model(model_path));
    auto reader = from(std::move(model));
    if (!reader) return std::move(reader).error().within(model_path);
    return reader;
}

Result<Reader> Reader::from(Model model) {
    auto shared = std::make_shared<const Model>(std::move(model));
    INKLING_TRY(Predictor predictor, Predictor::of(*shared));
    if (predictor.pixels() != framed_size)
        return data_error("the model wants " + std::to_string(predictor.pixels()) +
                              " inputs; a reader gives 28x28 pictures",
                          "train one on images of 28x28");
    return Reader(std::move(shared), std::move(predictor));
}

Result<DigitAnswer> Reader::read_digit(const GreyImage& picture) const {
    INKLING_TRY(const FramedDigit framed, frame_digit(picture));
    return read_framed(framed);
}

Result<DigitAnswer> Reader::read_framed(const FramedDigit& framed) const {
    Predictor::Scratch scratch(predictor_, 1);
    const ConstMatrix p = predictor_.predict(framed.pixels, scratch);
    INKLING_TRY_STATUS(check_answers(p));
    DigitAnswer answer;
    answer.probabilities.assign(p.row(0), p.row(0) + predictor_.classes());
    if (predictor_.can_reject()) answer.none = static_cast<double>(p(0, predictor_.classes()));
    answer.rejected = answer.none > predictor_.reject_above();
    const auto best = std::max_element(answer.probabilities.begin(), answer.probabilities.end());
    answer.digit = static_cast<int>(best - answer.probabilities.begin());
    answer.confidence = *best;
    answer.framed = framed;
    return answer;
}

Result<Reader> Reader::with_second(const Reader& digits) const {
    if (digits.predictor_.classes() != 10)
        return data_error("a second model has the ten digits, not " +
                          std::to_string(digits.predictor_.classes()) + " classes");
    Reader both = *this;
    both.second_ = std::make_shared<const Reader>(digits);
    return both;
}

PagePredictors Reader::page_predictors() const noexcept {
    return {predictor_, second_ == nullptr ? nullptr : &second_->predictor_};
}

Status Reader::can_read_pages() const {
    if (predictor_.classes() >= 10) return {};
    return Error{ErrorCode::model,
                 "the model has " + std::to_string(predictor_.classes()) +
                     " classes; pages are read with the ten digits",
                 "train one with: inkling train --dataset cells"};
}

Result<PageAnswer> Reader::read_page(const GreyImage& picture, const PageOptions& options) const {
    INKLING_TRY_STATUS(can_read_pages());
    if (picture.empty()) return data_error("the picture has no pixels");
    const int factor = page_shrink_factor(picture.width, picture.height);
    const Page page = factor == 1 ? prepare_page(picture) : prepare_page(shrunk(picture, factor));
    const std::vector<LineReading> readings = read_lines(page_predictors(), page);
    INKLING_TRY_STATUS(check_answers(readings));
    PageAnswer answer = make_answer(page, readings, options);
    if (factor > 1) enlarge(answer, factor);
    answer.width = picture.width;
    answer.height = picture.height;
    return answer;
}

}  // namespace inkling
