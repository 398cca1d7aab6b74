// Dotted rules on which, or through which, a digit is written: frame_digit() takes their dots away.
#pragma once

#include <optional>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// The same picture without the dots of one dotted rule: small pieces of ink of which at least four
/// lie on a straight line, evenly spaced from one side of the picture to the other, but for places
/// that other ink covers. Nothing where there is no such rule.
std::optional<GreyImage> without_dotted_rule(const GreyImage& picture);

}  // namespace inkling
