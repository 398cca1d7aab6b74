// How good a network is on a set of images.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "inkling/data/dataset.hpp"
#include "inkling/predict/predictor.hpp"

namespace inkling {

class ThreadPool;

/// 95 % interval of a share k of n, by Wilson's score (E. B. Wilson, JASA 22, 1927).
std::pair<double, double> wilson_interval(std::size_t k, std::size_t n);

struct ClassScore {
    std::size_t images = 0;
    std::size_t correct = 0;
    double precision = 0;  ///< 0..1; 0 where nothing was given this answer
    double recall = 0;
};

struct Evaluation {
    std::size_t images = 0;
    std::size_t errors = 0;
    double accuracy = 0;
    std::pair<double, double> interval = {0, 1};  ///< 95 %, of the accuracy
    double loss = 0;                              ///< mean −log p(label) (NLL)
    double ece = 0;                               ///< expected calibration error, 15 bins
    std::size_t rejected = 0;                     ///< images that the model takes for no digit
    std::vector<ClassScore> per_class;
    std::vector<std::vector<std::uint32_t>> confusion;  ///< [label][answer]
    std::vector<std::uint8_t> answers;                  ///< one an image
    std::vector<float> label_probability;               ///< p(label), one an image
    std::vector<float> confidence;                      ///< p(answer), one an image
    /// Indices of images in the order of falling wrongness (lowest p(label) first), at most 100.
    std::vector<std::uint32_t> hardest;
};

/// Data error where the images or labels do not fit the model; error of the model where its answers
/// are no numbers.
Result<Evaluation> evaluate(const Predictor& predictor, const ImageSet& images, ThreadPool& pool);

/// What Predictor::predict() says to all images: one row each. Errors as above.
Result<MatrixBuffer> predict(const Predictor& predictor, const ImageSet& images, ThreadPool& pool);

}  // namespace inkling
