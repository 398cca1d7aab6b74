// Maps of the plane that keep straight lines straight: what warp.hpp bends digits with.
#pragma once

namespace inkling {

struct Point {
    double x = 0;
    double y = 0;
};

/// (x, y) → (xx·x + xy·y + x0, yx·x + yy·y + y0). Starts as the map that changes nothing.
/// Angles in radians, positive turns x towards y: clockwise on a picture, whose y points down.
struct Affine {
    double xx = 1, xy = 0, x0 = 0;
    double yx = 0, yy = 1, y0 = 0;

    static Affine rotation(double radians);
    static Affine scaling(double x, double y) { return {x, 0, 0, 0, y, 0}; }
    /// (x, y) → (x + horizontal·y, y + vertical·x).
    static Affine shear(double horizontal, double vertical) {
        return {1, horizontal, 0, vertical, 1, 0};
    }
    static Affine translation(double x, double y) { return {1, 0, x, 0, 1, y}; }

    [[nodiscard]] Point operator()(Point p) const {
        return {xx * p.x + xy * p.y + x0, yx * p.x + yy * p.y + y0};
    }
    /// First this, then `next`.
    [[nodiscard]] Affine then(const Affine& next) const;
    /// The same map around `centre` in place of the origin.
    [[nodiscard]] Affine about(Point centre) const;
    /// The way back; determinant() must not be 0.
    [[nodiscard]] Affine inverse() const;
    [[nodiscard]] double determinant() const { return xx * yy - xy * yx; }
};

}  // namespace inkling
