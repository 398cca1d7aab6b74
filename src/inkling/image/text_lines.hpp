// Components → lines of text: what stands beside each other at about the same height.
#pragma once

#include <vector>

#include "inkling/image/components.hpp"

namespace inkling {

/// Components of one line, from left to right.
struct TextLine {
    std::vector<Component> parts;
    Box box;
    double height = 0;  ///< of a typical digit, pixels
    double slope = 0;   ///< rows per column: positive where the line falls to the right
};

/// Lines in reading order. Specks and what is far too large for text are left out.
std::vector<TextLine> find_lines(std::vector<Component> components);

/// All parts as one line, for a field of a form that holds one number.
TextLine one_line(std::vector<TextLine> lines);

/// The height of a typical digit among these; 0 where there are none.
double typical_height(const std::vector<Component>& components);

}  // namespace inkling
