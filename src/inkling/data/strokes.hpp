// The data set "strokes": digits that the program writes itself, with pen-stroke models of its
// own, for machines where nothing can be downloaded. Models: strokes_models_impl.hpp. The way of a
// sample: model → writer's style and slips → polylines with pressure → pixels framed as MNIST is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

/// A point on the way of the pen. x to the right, y down; a digit is about 1 high.
struct PenPoint {
    float x = 0;
    float y = 0;
    float pressure = 1;  ///< the line is pressure * PennedDigit::pen_width wide here
};

/// What a pen draws between being put down and being lifted: at least two points.
using PenStroke = std::vector<PenPoint>;

/// One written digit, before it becomes pixels.
struct PennedDigit {
    int digit = 0;
    int variant = 0;      ///< which way to write it: 0 .. stroke_variants(digit) - 1
    float pen_width = 0;  ///< in units of the points
    std::vector<PenStroke> strokes;
};

/// In how many ways `digit` (0 to 9) is written.
int stroke_variants(int digit);

/// Writes `digit` (0 to 9): a pure function of its arguments. Sample numbers of make_strokes: the
/// training images from 0 on, the test images from 2^31 on.
PennedDigit pen_digit(std::uint64_t seed, std::uint32_t sample, int digit);

/// 28 × 28 images framed as MNIST's: the ink's longer side 20 pixels, its centre of mass in the
/// middle. Classes "0" to "9", as balanced as the counts allow, in random order. The bits depend
/// on the seed alone, not on the pool; the test part does not depend on `train_count`.
Dataset make_strokes(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                     ThreadPool& pool);

}  // namespace inkling
