#include "inkling/image/perspective.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "image/page_pictures.hpp"
#include "inkling/image/form_frame.hpp"

namespace inkling {
namespace {

const Corners photo{{{30, 20}, {180, 35}, {190, 140}, {20, 120}}};

TEST(Perspective, TakesCornersToCorners) {
    const Corners form = corners_of({10, 10, 100, 50});
    const auto map = Perspective::between(form, photo);
    ASSERT_TRUE(map);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR((*map)(form[i]).x, photo[i].x, 1e-6);
        EXPECT_NEAR((*map)(form[i]).y, photo[i].y, 1e-6);
    }
    // Straight lines stay straight: diagonals cross where diagonals cross.
    const PagePoint middle = (*map)({60, 35});
    const double cross = (photo[2].x - photo[0].x) * (middle.y - photo[0].y) -
                         (photo[2].y - photo[0].y) * (middle.x - photo[0].x);
    EXPECT_NEAR(cross, 0, 1e-6);
}

TEST(Perspective, PointsInLineHaveNone) {
    EXPECT_FALSE(Perspective::between({{{0, 0}, {1, 1}, {2, 2}, {3, 3}}}, photo));
}

TEST(Perspective, APartIsSeenFromAbove) {
    GreyImage picture = blank_image(100, 60, 200);
    for (int y = 20; y < 40; ++y)
        for (int x = 50; x < 80; ++x) picture.at(x, y) = 40;
    const auto map = Perspective::between(corners_of({0, 0, 50, 30}), corners_of({0, 0, 100, 60}));
    const GreyImage part = rectified(picture, *map, {25, 10, 15, 10}, 2);
    ASSERT_EQ(part.width, 30);
    ASSERT_EQ(part.height, 20);
    for (const std::uint8_t pixel : part.pixels) EXPECT_EQ(pixel, 40);
    EXPECT_EQ(rectified(picture, *map, {0, 0, 5, 5}, 1).at(0, 0), 200);
}

TEST(FormFrame, IsFoundOnATiltedPage) {
    PagePicture page(400, 300);
    page.stroke({{40, 30, 1}, {370, 45, 1}}).stroke({{370, 45, 1}, {360, 270, 1}});
    page.stroke({{360, 270, 1}, {30, 255, 1}}).stroke({{30, 255, 1}, {40, 30, 1}});
    page.stroke({{36, 120, 1}, {366, 135, 1}});  // a line within
    InkMap map = map_ink(page.picture());
    const auto frame = find_frame(remove_rules(map), 400, 300);
    ASSERT_TRUE(frame);
    const Corners expected{{{40, 30}, {370, 45}, {360, 270}, {30, 255}}};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR((*frame)[i].x, expected[i].x, 2.5) << i;
        EXPECT_NEAR((*frame)[i].y, expected[i].y, 2.5) << i;
    }
}

TEST(FormFrame, ThreeSidesAreNone) {
    PagePicture page(400, 300);
    page.stroke({{40, 30, 1}, {370, 30, 1}}).stroke({{370, 30, 1}, {370, 270, 1}});
    page.stroke({{40, 30, 1}, {40, 270, 1}});
    InkMap map = map_ink(page.picture());
    EXPECT_FALSE(find_frame(remove_rules(map), 400, 300));
}

}  // namespace
}  // namespace inkling
