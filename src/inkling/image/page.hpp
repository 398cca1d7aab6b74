// A page, prepared for reading: ink without paper and rules, in lines. The road of a page is
// picture → ink_map → rules → components → text_lines → pieces → cells; answer/ reads from there,
// and data/ makes the examples that teach it with the same code.
#pragma once

#include <vector>

#include "inkling/image/ink_map.hpp"
#include "inkling/image/rules.hpp"
#include "inkling/image/text_lines.hpp"

namespace inkling {

struct Page {
    InkMap map;
    std::vector<Rule> rules;
    std::vector<TextLine> lines;  ///< in reading order
};

/// `picture` is not empty. A page without ink has no lines.
Page prepare_page(const GreyImage& picture);

}  // namespace inkling
