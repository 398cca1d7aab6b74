// Random search: recipes near a given one, to be tried on a validation split. Random points cover
// the few values that matter better than a grid of as many points does.
//
// J. Bergstra, Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inkling/train/recipe.hpp"

namespace inkling {

/// What may be changed. Epochs, optimiser and all else stay as they are.
struct SearchSpace {
    bool learning_rate = true;  ///< a factor of 1/3 to 3, uniform in its logarithm
    bool batch_size = true;     ///< 1/2, 3/4, 1, 3/2 or 2 times as many
    bool layers = true;         ///< the units of all hidden layers, by one such factor
    bool front_end = true;      ///< one of a few; pixels, several planes and committees stay
    bool augment = true;        ///< each strength from 0 to twice as much
};

struct Trial {
    std::uint32_t number = 1;  ///< 1 is the given recipe itself
    Recipe recipe;
    std::string options;  ///< of `inkling train`, which make it from the given one
};

/// A pure function of (base, space, number). Its numbers have two digits, so that the options give
/// exactly this recipe.
Trial trial_of(const Recipe& base, const SearchSpace& space, std::uint32_t number);

struct TrialResult {
    std::uint32_t number = 1;
    double accuracy = 0;  ///< on the validation images, of the epoch that was kept
    double loss = 0;      ///< likewise
    int best_epoch = 0;
    double seconds = 0;

    /// It came to nothing: the loss became NaN.
    [[nodiscard]] bool diverged() const noexcept { return best_epoch == 0; }
};

/// Whether `a` is better than `b`: by accuracy, then by loss, then by number.
bool is_better(const TrialResult& a, const TrialResult& b);

}  // namespace inkling
