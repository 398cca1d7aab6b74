// Pieces → the 28×28 that the network sees: their ink alone, framed.
#pragma once

#include <span>

#include "inkling/image/frame.hpp"
#include "inkling/image/ink_map.hpp"
#include "inkling/image/pieces.hpp"

namespace inkling {

/// Successive pieces taken for one digit.
struct Cell {
    std::size_t first = 0;  ///< piece
    std::size_t last = 0;   ///< one past the last piece
    Box box;
    int area = 0;
};

/// All cells of successive pieces that may be a digit of this height.
std::vector<Cell> possible_cells(std::span<const Piece> pieces, double height);

/// Whether a cell is one straight stroke as tall as digits, upright or leaning, as a 1 is.
bool is_bar(std::span<const Piece> pieces, const Cell& cell, double height);

/// The ink of the cell's pieces, and of nothing else. What is short beside the `height` of the
/// line's digits stays small in the frame, so that a fragment or a dash does not look like a 1.
FramedPixels frame_cell(const InkMap& map, std::span<const Piece> pieces, const Cell& cell,
                        double height);

}  // namespace inkling
