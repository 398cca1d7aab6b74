// How well a model tells digits from pictures that are none ("out of distribution").
#pragma once

#include <span>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/predict/predictor.hpp"

namespace inkling {

class ThreadPool;

/// How strange each picture is to the model: the probability that it is none of the classes or,
/// where the model cannot reject, one minus that of the best class. Errors: predict.
Result<std::vector<float>> strangeness(const Predictor& predictor, const ImageSet& images,
                                       ThreadPool& pool);

/// The probability that a stranger gets a higher score than a picture of the known kind, ties
/// counted half: the area under the ROC curve (T. Fawcett, Pattern Recognition Letters 27, 2006).
/// 0.5 where either is empty.
double auroc(std::span<const float> known, std::span<const float> strangers);

/// How many of these are rejected at the threshold of the model; 0 where it cannot reject.
std::size_t rejected_of(const Predictor& predictor, std::span<const float> strangeness);

struct RejectionScore {
    std::string name;
    std::size_t images = 0;
    std::size_t rejected = 0;  ///< of them, at the threshold of the model
    double auroc = 0.5;        ///< against the digits
};

/// Scores the test part of `strangers`, none of which is a digit, against the strangeness of
/// digits. Data error where it is empty; errors of predict.
Result<RejectionScore> score_rejection(const Predictor& predictor, std::span<const float> digits,
                                       const Dataset& strangers, ThreadPool& pool);

}  // namespace inkling
