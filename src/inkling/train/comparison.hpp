// Which of two models is better, from their answers to the same images: McNemar's paired test.
#pragma once

#include <cstddef>

#include "inkling/data/dataset.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

struct Comparison {
    std::size_t images = 0;
    std::size_t both_right = 0;
    std::size_t only_first_right = 0;   ///< b of the test
    std::size_t only_second_right = 0;  ///< c of the test
    std::size_t both_wrong = 0;
    std::size_t same_answer = 0;  ///< right or wrong, but the same class
    double p_value = 1;           ///< of no difference, two-sided; see mcnemar_p_value()

    /// Whether so uneven a share would arise in less than 5 % of cases between equal models.
    [[nodiscard]] bool significant() const noexcept { return p_value < 0.05; }
};

/// The probability that a fair coin, thrown b + c times, falls at least as unevenly as b to c: the
/// exact form of the test (Q. McNemar, Psychometrika 12, 1947), which needs no minimum of b + c as
/// the chi-squared approximation does. 1 where b + c is 0.
double mcnemar_p_value(std::size_t b, std::size_t c);

/// Both evaluations are of `images`.
Comparison compare(const Evaluation& first, const Evaluation& second, const ImageSet& images);

}  // namespace inkling
