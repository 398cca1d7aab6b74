// A picture of ink as text for the terminal: one character shows two pixels, one above the other.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "inkling/image/grey_image.hpp"

namespace inkling {

enum class DrawStyle {
    ascii,    ///< characters " .:-=+*#%@" only, for terminals without UTF-8
    blocks,   ///< ▀ ▄ █ without colour: ink or no ink
    grey256,  ///< 24 greys of the 256-colour palette
    grey24,   ///< 24-bit colour
};

struct DrawOptions {
    DrawStyle style = DrawStyle::blocks;
    /// The terminal has dark text on a light background; then paper is light as well.
    bool light_background = false;
};

/// What the terminal of this process can show, by NO_COLOR, TERM, COLORTERM, COLORFGBG and the
/// locale's LC_ALL, LC_CTYPE, LANG. It is the caller who knows whether output is a terminal: where
/// it is none, `colour` is false and the style has no colour.
DrawOptions draw_options_for_terminal(bool colour);

/// Draws `ink` (0 paper .. 255 ink, rows of `width` pixels; a last row that is cut is left out):
/// one line of text, ended by a line feed, for each two rows. Colours are reset at each line's end.
std::string draw_half_blocks(std::span<const std::uint8_t> ink, int width,
                             const DrawOptions& options = {});
/// The same for `ink.pixels`, which here are 0 paper .. 255 ink.
std::string draw_half_blocks(const GreyImage& ink, const DrawOptions& options = {});

}  // namespace inkling
