// How people write digits: for each way that a pen takes through a digit one model, as data,
// written by hand for inkling. strokes_writer.cpp brings the models to life.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace inkling {

/// What the pen does at a knot.
enum class Turn : std::uint8_t {
    smooth,  ///< runs through it
    corner,  ///< changes direction there
    loose,   ///< runs through it or near by: twice the usual scatter
};

/// A point that the pen goes through. x to the right, y down; the digit is about 1 high.
struct Knot {
    float x = 0;
    float y = 0;
    Turn turn = Turn::smooth;
    bool starts = false;  ///< the pen is put down here
};

/// One knot's part in a habit: where the knot moves when the habit is at its full strength 1.
struct Pull {
    int knot = 0;
    float dx = 0;
    float dy = 0;
};

/// Something in which writers differ, such as the size of a loop: a strength between low and high.
struct Habit {
    float low = -1;
    float high = 1;
    std::vector<Pull> pulls;
};

struct GlyphModel {
    int digit = 0;
    int share = 1;  ///< how often this way is taken, relative to the digit's other ways
    std::string name;
    std::vector<Knot> knots;
    std::vector<Habit> habits;
};

/// The models of one digit, 0 to 9.
std::span<const GlyphModel> glyph_models(int digit);

/// Reads knots written as "x,y" in hundredths: "!" is a corner, "~" a loose knot, "|" lifts the
/// pen. The text is ours: a mistake in it is a bug.
std::vector<Knot> read_knots(const char* pen);

}  // namespace inkling
