#include "inkling/image/affine.hpp"

#include "inkling/base/math.hpp"

namespace inkling {

Affine Affine::rotation(double radians) {
    const double s = math::sin(radians);
    const double c = math::cos(radians);
    return {c, -s, 0, s, c, 0};
}

Affine Affine::then(const Affine& next) const {
    return {next.xx * xx + next.xy * yx,           next.xx * xy + next.xy * yy,
            next.xx * x0 + next.xy * y0 + next.x0, next.yx * xx + next.yy * yx,
            next.yx * xy + next.yy * yy,           next.yx * x0 + next.yy * y0 + next.y0};
}

Affine Affine::about(Point centre) const {
    return translation(-centre.x, -centre.y).then(*this).then(translation(centre.x, centre.y));
}

Affine Affine::inverse() const {
    const double d = determinant();
    const Affine linear{yy / d, -xy / d, 0, -yx / d, xx / d, 0};
    const Point origin = linear({x0, y0});
    return {linear.xx, linear.xy, -origin.x, linear.yx, linear.yy, -origin.y};
}

}  // namespace inkling
