// Plane maps between a form as it was printed and as it was photographed.
#pragma once

#include <array>
#include <optional>

#include "inkling/image/box.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// A place on a picture, in pixels.
struct PagePoint {
    double x = 0;
    double y = 0;
};

/// The corners of a quadrilateral: upper left, upper right, lower right, lower left.
using Corners = std::array<PagePoint, 4>;

Corners corners_of(const Box& box);

/// A map that keeps straight lines straight.
class Perspective {
  public:
    /// The map that takes the four points `from` to the four points `to`; nothing where three of
    /// either lie in line.
    static std::optional<Perspective> between(const Corners& from, const Corners& to);

    [[nodiscard]] PagePoint operator()(PagePoint p) const;

  private:
    std::array<double, 9> h_{};
};

/// The part of `picture` that `to_picture` takes `box` to, as if seen from straight above, with
/// `zoom` pixels for each unit of the box. Outside the picture it shows the nearest edge.
GreyImage rectified(const GreyImage& picture, const Perspective& to_picture, const Box& box,
                    double zoom);

}  // namespace inkling
