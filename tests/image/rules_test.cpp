#include "inkling/image/rules.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "image/page_pictures.hpp"
#include "inkling/image/components.hpp"

namespace inkling {
namespace {

/// Of all that is larger than a speck, as crossings of rules leave behind.
int ink_pixels(const InkMap& map) {
    int count = 0;
    for (const Component& part : find_components(find_runs(map.ink, map.threshold), 12))
        count += part.area;
    return count;
}

PagePicture digits() {
    PagePicture page(400, 140);
    return page.ring(80, 70, 20, 30, 4).bar(160, 40, 100, 4).ring(240, 70, 22, 30, 4);
}

/// Lines of ink across the page: `lean` rows a column.
void draw_rules(PagePicture& page, float pitch, float lean, bool squared) {
    for (float y = 10; y < 140; y += pitch)
        page.stroke({{0, y, 0.7F}, {400, y + 400 * lean, 0.7F}});
    if (squared)
        for (float x = 7; x < 400; x += pitch)
            page.stroke({{x, 0, 0.7F}, {x - 140 * lean, 140, 0.7F}});
}

TEST(Rules, AreTakenAwayAndDigitsStay) {
    const int ink = ink_pixels(map_ink(digits().picture()));
    for (const float lean : {0.0F, 0.02F, -0.07F, 0.15F})
        for (const bool squared : {false, true}) {
            PagePicture page = digits();
            draw_rules(page, squared ? 27.0F : 45.0F, lean, squared);
            InkMap map = map_ink(page.picture());
            ASSERT_GT(ink_pixels(map), ink * 1.3);
            const auto rules = remove_rules(map);
            EXPECT_GE(rules.size(), squared ? 15U : 3U) << lean;
            EXPECT_NEAR(ink_pixels(map), ink, 0.2 * ink) << lean << squared;
            EXPECT_GT(map.ink.at(160, 70), map.threshold);
            EXPECT_LT(map.ink.at(30, 70), map.threshold);
        }
}

TEST(Rules, ALongRuleIsTold) {
    PagePicture page = digits();
    page.stroke({{0, 101, 1}, {400, 105, 1}});
    InkMap map = map_ink(page.picture());
    const auto rules = remove_rules(map);
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_FALSE(rules[0].upright);
    EXPECT_NEAR(rules[0].y1 - rules[0].y0, 0.01 * (rules[0].x1 - rules[0].x0), 0.6);
    EXPECT_GT(rules[0].x1 - rules[0].x0, 380);
    EXPECT_NEAR(rules[0].thickness, 2, 0.7);
}

/// Boxes side by side, of which each side runs through a digit.
PagePicture boxed_digits() {
    PagePicture page(400, 200);
    page.stroke({{30, 40, 0.7F}, {300, 40, 0.7F}}).stroke({{30, 130, 0.7F}, {300, 130, 0.7F}});
    for (const float x : {30.0F, 120.0F, 210.0F, 300.0F}) page.bar(x, 40, 130, 0.7F);
    for (const float x : {120.0F, 210.0F}) page.ring(x + 12, 85, 16, 26, 5);
    return page;
}

TEST(Rules, TheSideOfABoxIsOneThoughADigitHidesHalfOfIt) {
    InkMap map = map_ink(boxed_digits().picture());
    EXPECT_EQ(remove_rules(map).size(), 6U);
    for (const int x : {30, 120, 210, 300})
        for (const int y : {46, 52, 118, 125}) EXPECT_LT(map.ink.at(x, y), map.threshold) << x;
    EXPECT_GT(map.ink.at(148, 85), map.threshold);  // the digit stays
}

TEST(Rules, AChainThatFollowsTheEdgeOfADigitIsARuleAsFarAsItIsStraight) {
    PagePicture page = digits();
    page.bar(300, 10, 100, 0.7F).stroke({{300, 100, 0.7F}, {330, 135, 0.7F}});
    InkMap map = map_ink(page.picture());
    ASSERT_EQ(remove_rules(map).size(), 1U);
    EXPECT_LT(map.ink.at(300, 50), map.threshold);
    EXPECT_GT(map.ink.at(322, 126), map.threshold);
}

TEST(Rules, DigitsAloneAreNone) {
    InkMap map = map_ink(digits().picture());
    const GreyImage before = map.ink;
    EXPECT_TRUE(remove_rules(map).empty());
    EXPECT_EQ(map.ink.pixels, before.pixels);
}

TEST(Rules, NothingOnEmptyPaper) {
    InkMap map = map_ink(blank_image(60, 40, 255));
    EXPECT_TRUE(remove_rules(map).empty());
}

}  // namespace
}  // namespace inkling
