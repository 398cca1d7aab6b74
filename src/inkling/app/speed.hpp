// How fast this machine trains and answers: the figures of `inkling bench`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/network/workspace.hpp"
#include "inkling/train/recipe.hpp"

namespace inkling {

/// What all measurements share.
struct SpeedTest {
    const ImageSet& images;  ///< 28 × 28, ten classes
    double seconds;          ///< that each measurement may take, or one round if that is longer
};

/// Multiply-adds on registers alone, in 10⁹ operations a second: what the CPU has to give.
double peak_gflops(const SpeedTest& test, ThreadPool& pool);

struct TrainingSpeed {
    double seconds_an_epoch = 0;  ///< of 60,000 images, from the fastest step
    double gflops = 0;            ///< of the matrix products, as if no zero were skipped
};
/// Steps of training with this recipe. `form`: whether the first layer may skip zeros.
TrainingSpeed training_speed(const SpeedTest& test, const Recipe& recipe, InputForm form,
                             ThreadPool& pool);

struct AnsweringSpeed {
    double microseconds = 0;     ///< for one image alone, median
    double images_a_second = 0;  ///< in blocks, one thread
};
AnsweringSpeed answering_speed(const SpeedTest& test);

/// What the preset `default` does to each image before the network learns from it; one thread.
struct PreparationSpeed {
    double bend_microseconds = 0;      ///< distort it and frame it, an image
    double features_microseconds = 0;  ///< its gradient features, an image
};
PreparationSpeed preparation_speed(const SpeedTest& test);

}  // namespace inkling
