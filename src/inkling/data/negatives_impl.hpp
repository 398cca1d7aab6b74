// One painter for each kind of what is no digit. Each draws all that varies from `rng` and paints
// into 28×28 pixels that are all 0 before. Inside the data room.
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/rng.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/data/letters_models_impl.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

using Painting = std::span<std::uint8_t, framed_size>;

// negatives_pen.cpp: drawn with the pen of strokes.
void paint_letter(const LetterModels& letter, Rng& rng, Painting out);
void paint_mark(Rng& rng, Painting out);      ///< crosses, dashes, arrows, brackets …
void paint_scribble(Rng& rng, Painting out);  ///< curves, zigzags, spirals, coils, tangles
void paint_sign(Rng& rng, Painting out);      ///< Kana-like: several strokes of several kinds

// silhouettes.cpp: filled.
void paint_shape(Rng& rng, Painting out);    ///< blobs, ellipses, polygons
void paint_garment(Rng& rng, Painting out);  ///< clothes, shoes, bags

// textures.cpp: no figure at all.
void paint_noise(Rng& rng, Painting out);    ///< white, blurred, salt, 1/f
void paint_pattern(Rng& rng, Painting out);  ///< stripes, checkerboards, gradients, rings
void paint_specks(Rng& rng, Painting out);   ///< nearly blank

// negatives.cpp: digits, but not one of them as ink on paper. `digits` is not empty.
void paint_pair(const ImageSet& digits, Rng& rng, Painting out);
void paint_exchanged(const ImageSet& digits, Rng& rng, Painting out);

}  // namespace inkling
