// Where the ink of one digit is in a picture, and how dark it is: the work of frame_digit().
#pragma once

#include <optional>

#include "inkling/base/result.hpp"
#include "inkling/image/box.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

struct Ink {
    GreyImage levels;   ///< 0 paper .. 255 ink; specks are gone
    Box box;            ///< around what is not 0
    bool dark = false;  ///< the ink is darker than the paper
};

/// Data error "no ink found". `dark` tells the polarity where it is known already.
Result<Ink> find_ink(const GreyImage& picture, std::optional<bool> dark = {});

}  // namespace inkling
