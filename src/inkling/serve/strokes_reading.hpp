// Pen strokes → digits: which strokes make one digit, and the 28×28 that the network sees of it.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

struct PenPoint {
    float x = 0;
    float y = 0;
    float pressure = 0.5F;  ///< 0 … 1; a mouse says 0.5
};
using PenStroke = std::vector<PenPoint>;  ///< not empty

/// Numbers of the strokes of one digit.
using StrokeGroup = std::vector<std::size_t>;

/// What the pen left in one place, in the units of the strokes.
struct InkBounds {
    float left = 0, top = 0, right = 0, bottom = 0;
};
InkBounds bounds_of(const std::vector<PenStroke>& strokes, const StrokeGroup& group);

/// Puts strokes that lie above each other into one digit; digits come line by line, left to right.
std::vector<StrokeGroup> group_strokes(const std::vector<PenStroke>& strokes);

/// Puts neighbours together that lie close and are read more surely as one digit than the less sure
/// of them alone: the bar of a 5 that stands off, the upright of a 4. `confidence` reads a group;
/// it is 0 where that is no digit, and what is none alone may make its neighbour wider.
std::vector<StrokeGroup> join_by_confidence(
    const std::vector<PenStroke>& strokes, std::vector<StrokeGroup> groups,
    const std::function<double(const StrokeGroup&)>& confidence);

/// Draws one digit with a pen as broad as MNIST's, however large it was written, and frames it.
FramedDigit frame_strokes(const std::vector<PenStroke>& strokes, const StrokeGroup& group);

/// {"strokes": [[[x, y], [x, y, pressure], …], …]}. Data error.
Result<std::vector<PenStroke>> strokes_from_json(std::string_view json);

}  // namespace inkling
