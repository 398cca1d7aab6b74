#include "inkling/image/affine.hpp"

#include <gtest/gtest.h>

#include "inkling/base/math.hpp"

namespace inkling {
namespace {

void expect_point(Point found, double x, double y) {
    EXPECT_NEAR(found.x, x, 1e-12);
    EXPECT_NEAR(found.y, y, 1e-12);
}

TEST(Affine, StartsAsTheMapThatChangesNothing) {
    expect_point(Affine{}({3, -4}), 3, -4);
}

TEST(Affine, PiecesDoWhatTheySay) {
    expect_point(Affine::rotation(math::pi / 2)({1, 0}), 0, 1);
    expect_point(Affine::scaling(2, 3)({5, 7}), 10, 21);
    expect_point(Affine::shear(0.5, 0)({1, 4}), 3, 4);
    expect_point(Affine::shear(0, 0.5)({4, 1}), 4, 3);
    expect_point(Affine::translation(-1, 2)({1, 1}), 0, 3);
}

TEST(Affine, ThenAppliesInReadingOrder) {
    const Affine map = Affine::translation(1, 0).then(Affine::scaling(10, 10));
    expect_point(map({2, 3}), 30, 30);
}

TEST(Affine, AboutKeepsTheCentre) {
    const Affine map = Affine::rotation(0.7).then(Affine::shear(0.2, 0.1)).about({13.5, 13.5});
    expect_point(map({13.5, 13.5}), 13.5, 13.5);
    expect_point(Affine::rotation(math::pi).about({1, 1})({0, 0}), 2, 2);
}

TEST(Affine, InverseIsTheWayBack) {
    const Affine map = Affine::rotation(0.3)
                           .then(Affine::scaling(1.5, 0.4))
                           .then(Affine::shear(0.3, -0.2))
                           .then(Affine::translation(3, -8));
    const Point there = map({7, 11});
    expect_point(map.inverse()(there), 7, 11);
    expect_point(map.then(map.inverse())({-2, 5}), -2, 5);
    EXPECT_NEAR(map.determinant() * map.inverse().determinant(), 1, 1e-12);
}

}  // namespace
}  // namespace inkling
