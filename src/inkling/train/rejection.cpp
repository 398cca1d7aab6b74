#include "inkling/train/rejection.hpp"

#include <algorithm>

#include "inkling/train/evaluation.hpp"

namespace inkling {

Result<std::vector<float>> strangeness(const Predictor& predictor, const ImageSet& images,
                                       ThreadPool& pool) {
    INKLING_TRY(const MatrixBuffer answers, predict(predictor, images, pool));
    const ConstMatrix p = answers.view();
    std::vector<float> scores(images.count);
    for (std::size_t i = 0; i < images.count; ++i)
        scores[i] = predictor.can_reject()
                        ? p(i, predictor.classes())
                        : 1 - *std::max_element(p.row(i), p.row(i) + predictor.classes());
    return scores;
}

double auroc(std::span<const float> known, std::span<const float> strangers) {
    if (known.empty() || strangers.empty()) return 0.5;
    std::vector<float> sorted(known.begin(), known.end());
    std::sort(sorted.begin(), sorted.end());
    double below = 0;
    for (const float score : strangers) {
        const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), score);
        below += 0.5 * static_cast<double>((first - sorted.begin()) + (last - sorted.begin()));
    }
    return below / (static_cast<double>(known.size()) * static_cast<double>(strangers.size()));
}

std::size_t rejected_of(const Predictor& predictor, std::span<const float> strangeness) {
    if (!predictor.can_reject()) return 0;
    return static_cast<std::size_t>(std::count_if(
        strangeness.begin(), strangeness.end(),
        [&](float none) { return static_cast<double>(none) > predictor.reject_above(); }));
}

Result<RejectionScore> score_rejection(const Predictor& predictor, std::span<const float> digits,
                                       const Dataset& strangers, ThreadPool& pool) {
    if (strangers.test.empty())
        return data_error("has no test images to tell from digits",
                          "name a data set that has some");
    INKLING_TRY(const std::vector<float> scores, strangeness(predictor, strangers.test, pool));
    return RejectionScore{strangers.name, scores.size(), rejected_of(predictor, scores),
                          auroc(digits, scores)};
}

}  // namespace inkling
