// Ink that hangs together, by edges and corners.
#pragma once

#include <vector>

#include "inkling/image/box.hpp"
#include "inkling/image/runs.hpp"

namespace inkling {

struct Component {
    Box box;
    int area = 0;           ///< pixels
    std::vector<Run> runs;  ///< row by row
};

/// The components of at least `least_area` pixels, in the order of their first run.
std::vector<Component> find_components(const RunTable& table, int least_area);

}  // namespace inkling
