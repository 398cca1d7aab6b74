// Ways of the pen through letters and marks that nobody reads as a digit. Left out is what somebody
// may: B D G I J O Q S Y Z, a b c g i j l o q s u v y z, "!", "?", "&", parentheses. Inside the
// data room.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "inkling/data/strokes_models_impl.hpp"

namespace inkling {

/// The ways to write one letter.
struct LetterModels {
    std::string letter;
    bool held_out = false;  ///< Letters::held_out; else Letters::training
    std::vector<GlyphModel> ways;
};

std::span<const LetterModels> letter_models();

/// Crosses, dashes, dots, arrows, check marks, brackets, bows. GlyphModel::digit is -1, as it is in
/// the letters.
std::span<const GlyphModel> mark_models();

}  // namespace inkling
