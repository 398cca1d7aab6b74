#include "inkling/train/comparison.hpp"

#include <algorithm>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"

namespace inkling {

double mcnemar_p_value(std::size_t b, std::size_t c) {
    const std::size_t few = std::min(b, c);
    const auto throws = static_cast<double>(b + c);
    // The tail 0 .. few of the binomial distribution, from its largest term downwards: the
    // logarithm of that first, for the number of ways alone would overflow.
    double log_term = -throws * math::log(2);
    for (std::size_t i = 1; i <= few; ++i) {
        const auto k = static_cast<double>(i);
        log_term += math::log((throws - k + 1) / k);
    }
    double share = 1;  // of the first term
    double sum = 1;
    for (std::size_t i = few; i > 0 && share > 1e-18; --i) {
        const auto k = static_cast<double>(i);
        share *= k / (throws - k + 1);
        sum += share;
    }
    return std::min(1.0, 2 * math::exp(log_term) * sum);
}

Comparison compare(const Evaluation& first, const Evaluation& second, const ImageSet& images) {
    INKLING_CHECK(first.images == images.count && second.images == images.count);
    Comparison result;
    result.images = images.count;
    for (std::size_t i = 0; i < images.count; ++i) {
        const bool first_right = first.answers[i] == images.labels[i];
        const bool second_right = second.answers[i] == images.labels[i];
        result.both_right += first_right && second_right;
        result.only_first_right += first_right && !second_right;
        result.only_second_right += !first_right && second_right;
        result.both_wrong += !first_right && !second_right;
        result.same_answer += first.answers[i] == second.answers[i];
    }
    result.p_value = mcnemar_p_value(result.only_first_right, result.only_second_right);
    return result;
}

}  // namespace inkling
