// START HERE. Reads handwritten digits: picture in, answer out.
//
//     auto reader = inkling::Reader::load("model.safetensors");   // or Reader::from(model)
//     auto answer = reader->read_digit(picture);
//     if (answer) std::printf("%d (%.1f %%)\n", answer->digit, 100 * answer->confidence);
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "inkling/answer/field_reading.hpp"
#include "inkling/answer/number_pattern.hpp"
#include "inkling/answer/page_answer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/grey_image.hpp"
#include "inkling/network/model.hpp"
#include "inkling/predict/predictor.hpp"

namespace inkling {

struct PagePredictors;

struct DigitAnswer {
    int digit = -1;                     ///< 0..9, the class with the highest probability
    double confidence = 0;              ///< its probability
    std::vector<double> probabilities;  ///< of all classes; they add up to 1
    double none = 0;        ///< probability that it is no digit; 0: the model cannot tell
    bool rejected = false;  ///< `none` is above the threshold of the model
    FramedDigit framed;     ///< the 28×28 that the network saw
};

/// Holds a model, ready to answer. Safe for many threads at once.
class Reader {
  public:
    static Result<Reader> load(const std::string& model_path);
    /// Data error where the model does not take 28×28 pictures, or as Predictor::of() has it.
    static Result<Reader> from(Model model);

    /// One digit on a picture of any size: polarity found, ink framed as the model wants it, then
    /// the network. Data error "no ink found" where the picture is blank; error of the model where
    /// its answer is no number.
    Result<DigitAnswer> read_digit(const GreyImage& picture) const;
    /// 784 grey levels, 0 paper to 255 ink, framed already. Error of the model as above.
    Result<DigitAnswer> read_framed(const FramedDigit& framed) const;

    /// All numbers on a page, in reading order; a page without any has no lines. Light, shadow,
    /// rules and frames are taken away, touching digits are parted, and what is no digit is left
    /// out, best by a model with the class "none" (models/cells.safetensors; `inkling train
    /// --dataset cells`). Data error where the picture is empty; error of the model where its
    /// answers are no numbers.
    Result<PageAnswer> read_page(const GreyImage& picture, const PageOptions& options = {}) const;
    /// The one number in a field of a form, `picture` showing the field alone. Where what is read
    /// does not fit the pattern, the best reading that does is taken; where none does, or only one
    /// that is far less likely, what is read is told as not valid.
    Result<FieldReading> read_field(const GreyImage& picture, const NumberPattern& pattern) const;

    /// This one with a second: on pages and in fields, `digits` has a say in which digit a whole
    /// one is, as two that learned differently err less. Data error where it has not ten classes.
    [[nodiscard]] Result<Reader> with_second(const Reader& digits) const;

    [[nodiscard]] const Model& model() const noexcept { return *model_; }
    /// For whoever has many framed digits to answer at once.
    [[nodiscard]] const Predictor& predictor() const noexcept { return predictor_; }

  private:
    [[nodiscard]] Status can_read_pages() const;
    [[nodiscard]] PagePredictors page_predictors() const noexcept;

    Reader(std::shared_ptr<const Model> model, Predictor predictor)
        : model_(std::move(model)), predictor_(std::move(predictor)) {}
    std::shared_ptr<const Model> model_;
    Predictor predictor_;
    std::shared_ptr<const Reader> second_;
};

}  // namespace inkling
