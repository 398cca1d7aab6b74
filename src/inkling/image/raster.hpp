// Draws pen strokes, anti-aliased, into a small picture of ink. Arithmetic that is exact by IEEE
// 754 only (no libm): the same bits on every machine. data/strokes writes its digits with it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace inkling {

/// A point of a stroke, in pixels: pixel (0, 0) covers the square from (0, 0) to (1, 1).
struct StrokePoint {
    float x = 0;
    float y = 0;
    float radius = 0;  ///< half the width of the line here; at least 0
};

/// Ink as coverage, 0 paper .. 1 ink. Where strokes overlap, the larger coverage counts.
class Canvas {
  public:
    /// width and height at least 1.
    Canvas(int width, int height);

    /// Paper again.
    void clear();
    /// The polyline through `points` with round ends and joints; the radius runs linearly along
    /// each piece. One point draws a dot. What lies outside is cut off; a point that is not finite
    /// is no ink.
    void draw_stroke(std::span<const StrokePoint> points);
    /// Ink in 0 .. 255, rounded; `out` holds width * height.
    void write(std::span<std::uint8_t> out) const;

    [[nodiscard]] int width() const noexcept { return width_; }
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] std::span<const float> coverage() const noexcept { return coverage_; }

  private:
    void draw_piece(const StrokePoint& a, const StrokePoint& b);

    int width_;
    int height_;
    std::vector<float> coverage_;
};

}  // namespace inkling
