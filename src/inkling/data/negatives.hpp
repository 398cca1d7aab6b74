// Pictures of what is no digit, made by the program itself: for training a network to say so. Kinds
// and shares: docs/DATA.md. Nothing of Fashion-MNIST or KMNIST is in them: garments and Kana-like
// signs are drawn too.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

/// The label of what is no digit.
inline constexpr std::uint8_t no_digit_label = 10;

/// Which letters: those held out are others than those for training (a network that never saw an F
/// is asked about F), not other samples of them.
enum class Letters : std::uint8_t { all, training, held_out };

struct NegativesOptions {
    /// Number of the first sample: the same numbers give the same pictures, in any set. Training
    /// parts begin at 0, test parts at 2^31, as in strokes.
    std::uint32_t first = 0;
    Letters letters = Letters::all;
};

/// `count` 28×28 pictures of what is no digit, labels all no_digit_label; a pure function of its
/// arguments, whatever the pool. `digits` (28×28; where empty, strokes) gives the digits for pairs
/// and for exchanged paper and ink. The kinds take turns with a period of 20, so that any part of
/// the set has them in the same shares.
ImageSet make_negatives(const ImageSet& digits, std::uint64_t seed, std::size_t count,
                        ThreadPool& pool, const NegativesOptions& options = {});

/// Letters that look like no digit, written with the pen of strokes and framed as it frames, labels
/// all no_digit_label; the letters take turns. Never a picture that make_negatives() makes.
ImageSet make_letters(std::uint64_t seed, std::size_t count, ThreadPool& pool,
                      const NegativesOptions& options = {});

/// White noise, uniform from 0 to some level on some share of the pixels; no kind of
/// make_negatives(). Labels all no_digit_label.
ImageSet make_noise(std::uint64_t seed, std::size_t count, ThreadPool& pool,
                    std::uint32_t first = 0);

/// The data sets "negatives" (with digits of strokes), "letters", "letters-held-out" (those that no
/// model is trained on: Letters::held_out) and "noise": the ten digits and "no digit" as classes,
/// all labels no_digit_label.
Dataset make_negatives_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                           ThreadPool& pool);
Dataset make_letters_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                         ThreadPool& pool);
Dataset make_held_out_letters_set(std::uint64_t seed, std::size_t train_count,
                                  std::size_t test_count, ThreadPool& pool);
Dataset make_noise_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                       ThreadPool& pool);

}  // namespace inkling
