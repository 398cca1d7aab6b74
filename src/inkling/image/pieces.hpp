// Components → pieces: where digits touch, a component is cut along seams of little ink. Then each
// digit of a line is one piece or some successive ones: cells.
#pragma once

#include <vector>

#include "inkling/image/ink_map.hpp"
#include "inkling/image/text_lines.hpp"

namespace inkling {

/// What a digit is made of; never divided again.
struct Piece {
    Box box;
    int area = 0;
    std::vector<Run> runs;
    bool cut_left = false;   ///< its left edge is a seam
    bool cut_right = false;  ///< its right edge is a seam
    int component_width = 0;
};

/// The component as it is.
Piece whole(const Component& component);

/// Cuts a component along its best seams, for digits that are `height` tall. From left to right;
/// one piece where no seam is worth it.
std::vector<Piece> cut(const InkMap& map, const Component& component, double height);

}  // namespace inkling
