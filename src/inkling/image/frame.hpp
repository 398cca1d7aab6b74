// A picture of one digit → the 28×28 that a network sees, made as Yann LeCun made MNIST: the ink
// scaled to fit 20×20 with its proportions kept, its centre of mass put in the middle.
// Training (data/) and answering (answer/) frame by this code alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "inkling/base/result.hpp"
#include "inkling/image/box.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

inline constexpr int framed_side = 28;
inline constexpr std::size_t framed_size = 784;
inline constexpr int framed_ink_side = 20;  ///< the longer side of the ink

using FramedPixels = std::array<std::uint8_t, framed_size>;

struct FramedDigit {
    FramedPixels pixels{};  ///< 0 paper .. 255 ink, row by row
    bool inverted = false;  ///< the picture showed dark ink on light paper
    Box ink_box;            ///< where the ink lies in the picture
};

/// Frames the one digit of a picture of any size: polarity from the border, uneven paper and noise
/// taken away, specks dropped, then frame_ink(). Data error "no ink found" where there is none.
Result<FramedDigit> frame_digit(const GreyImage& picture);

/// The last step alone. `ink` is 0 paper .. 255 ink; `box` lies within it, is not empty and holds
/// ink. The longer side of the box becomes 20 pixels by area averaging; the centre of mass comes to
/// pixel (14, 14), to within half a pixel, where it lies in MNIST. Strokes that averaging makes
/// thinner than nearly all of MNIST's come out as broad and black as its thin ones.
FramedPixels frame_ink(const GreyImage& ink, const Box& box);

}  // namespace inkling
