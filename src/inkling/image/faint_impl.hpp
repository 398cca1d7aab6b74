// What a failing pen or a light hand wrote beside darker digits.
#pragma once

#include "inkling/image/components.hpp"
#include "inkling/image/ink_map.hpp"

namespace inkling {

/// Brings parts whose ink is much fainter than that of the page up to its level, in the map: those
/// of about the height of digits, apart from solid ink, with edges as sharp as those of strokes.
void strengthen_faint(InkMap& map, int least_area);

/// How much ink ends at the left and right edges of a component: the mean fall from `reach` pixels
/// inside to as many outside, in the units of the map.
double edge_fall(const InkMap& map, const Component& part, int reach);

}  // namespace inkling
