// Digits of which a small picture shows the outline only, as edge detectors and hollow type leave
// them: frame_digit() fills them.
#pragma once

#include <optional>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// The same picture with ink wherever one has to cross an odd number of lines to come from outside.
/// Nothing where its lines are not one pixel wide and of one grey, or where what they enclose is
/// wider than strokes are: a digit written with a thin pen is left as it is.
std::optional<GreyImage> filled_outlines(const GreyImage& picture);

}  // namespace inkling
