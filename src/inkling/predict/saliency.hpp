// Which part of a digit an answer hangs on: parts of the picture are covered with paper, one after
// the other, and the answer is asked again. Needs nothing of the model but its answers.
//
// M. D. Zeiler, R. Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
// section 4.2 (occlusion sensitivity).
#pragma once

#include <cstddef>
#include <vector>

#include "inkling/image/frame.hpp"
#include "inkling/predict/predictor.hpp"

namespace inkling {

/// Squares of `cover` × `cover` pixels, their middles `step` pixels apart. `step` divides 28.
struct SaliencyGrid {
    int step = 1;
    int cover = 5;

    /// Squares along each axis.
    [[nodiscard]] std::size_t side() const noexcept {
        return static_cast<std::size_t>(framed_side / step);
    }
};

/// side()² values, row by row: how much the logarithm of the probability falls when the picture is
/// covered there. Above 0: what is covered spoke for the answer; below: against it; 0 exactly where
/// there is no ink. `output` is a class of the predictor, or classes() for "none of them" where it
/// can reject.
std::vector<float> saliency(const Predictor& predictor, const FramedPixels& pixels,
                            std::size_t output, const SaliencyGrid& grid = {});

}  // namespace inkling
