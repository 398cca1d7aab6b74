// Ruled, squared and form paper: thin straight lines are found and taken away; the digits that
// cross them or stand on them stay whole.
#pragma once

#include <vector>

#include "inkling/image/ink_map.hpp"

namespace inkling {

/// A printed line: where it begins and ends, and how thick it is.
struct Rule {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    double thickness = 0;
    bool upright = false;  ///< runs from top to bottom
};

/// Takes all rules out of `map.ink` and tells where they were.
std::vector<Rule> remove_rules(InkMap& map);

}  // namespace inkling
