// The hand that brings pen-stroke models to life: digits, and what is no digit. Inside the data
// room.
#pragma once

#include <span>

#include "inkling/base/rng.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/data/strokes_models_impl.hpp"

namespace inkling {

/// One of `models`, each as often as its share says.
const GlyphModel& choose_glyph(std::span<const GlyphModel> models, Rng& rng);

/// Writes `model` as a writer drawn from `rng` would: slant, proportions, slips, tremor and pen.
PennedDigit pen_glyph(const GlyphModel& model, Rng& rng);

}  // namespace inkling
