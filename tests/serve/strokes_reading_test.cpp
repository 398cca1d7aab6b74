#include "inkling/serve/strokes_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PenStroke line(float x0, float y0, float x1, float y1) {
    PenStroke stroke;
    for (int i = 0; i <= 10; ++i) {
        const float t = static_cast<float>(i) / 10;
        stroke.push_back({x0 + t * (x1 - x0), y0 + t * (y1 - y0)});
    }
    return stroke;
}

TEST(StrokesReading, StrokesAboveEachOtherAreOneDigit) {
    // A 4 of two strokes, then a 1, then a 7 with a bar.
    const std::vector<PenStroke> strokes = {
        line(0, 0, 0, 50),    line(35, 0, 35, 100),   line(0, 50, 60, 50),   line(90, 0, 90, 100),
        line(120, 0, 170, 0), line(170, 0, 140, 100), line(125, 50, 165, 50)};
    EXPECT_THAT(group_strokes(strokes),
                ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3), ElementsAre(4, 5, 6)));
}

TEST(StrokesReading, DigitsComeInTheOrderOfReading) {
    const std::vector<PenStroke> strokes = {line(200, 200, 200, 300), line(100, 0, 100, 100),
                                            line(10, 0, 10, 100), line(20, 200, 20, 300)};
    EXPECT_THAT(group_strokes(strokes),
                ElementsAre(ElementsAre(2), ElementsAre(1), ElementsAre(3), ElementsAre(0)));
}

TEST(StrokesReading, NeighboursAreJoinedWhereThatIsRead) {
    const std::vector<PenStroke> strokes = {line(0, 0, 30, 100), line(38, 0, 60, 0),
                                            line(150, 0, 150, 100)};
    const std::vector<StrokeGroup> apart = {{0}, {1}, {2}};
    const auto joined = [&](double together) {
        return join_by_confidence(strokes, apart, [&](const StrokeGroup& group) {
            return group.size() == 2 ? together : 0.5;
        });
    };
    EXPECT_THAT(joined(0.9), ElementsAre(ElementsAre(0, 1), ElementsAre(2)));
    EXPECT_THAT(joined(0.4), ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(2)));
}

TEST(StrokesReading, AWideBarIsJoinedWhereItIsNoDigitAlone) {
    const std::vector<PenStroke> five = {line(10, 0, 0, 100), line(5, 0, 150, 0)};
    const std::vector<StrokeGroup> apart = {{0}, {1}};
    const auto groups = [&](double bar, double together) {
        const auto confidence = [&](const StrokeGroup& group) {
            return group.size() == 2 ? together : group[0] == 1 ? bar : 1.0;
        };
        return join_by_confidence(five, apart, confidence).size();
    };
    EXPECT_EQ(groups(0, 0.9), 1U);
    EXPECT_EQ(groups(0.1, 0.9), 2U);
    EXPECT_EQ(groups(0, 0), 2U);
}

TEST(StrokesReading, ADotIsADigitOfItsOwn) {
    EXPECT_THAT(group_strokes({{{5, 5}}}), ElementsAre(ElementsAre(0)));
    const FramedDigit framed = frame_strokes({{{5, 5}}}, {0});
    EXPECT_TRUE(std::any_of(framed.pixels.begin(), framed.pixels.end(), [](int p) { return p; }));
}

TEST(StrokesReading, SizeAndPlaceDoNotMatter) {
    const std::vector<PenStroke> small = {line(0, 0, 8, 16)};
    const std::vector<PenStroke> large = {line(1024, 2048, 1024 + 8 * 64, 2048 + 16 * 64)};
    EXPECT_EQ(frame_strokes(small, {0}).pixels, frame_strokes(large, {0}).pixels);
}

TEST(StrokesReading, Json) {
    const auto strokes = strokes_from_json(R"({"strokes":[[[1,2],[3.5,-4,0.25]]]})");
    ASSERT_TRUE(strokes);
    EXPECT_EQ((*strokes)[0][1].y, -4);
    EXPECT_EQ((*strokes)[0][1].pressure, 0.25F);
    for (const char* bad :
         {"", "{}", R"({"strokes":[]})", R"({"strokes":[[]]})", R"({"strokes":[[[1]]]})",
          R"({"strokes":[[[1,2,2]]]})", R"({"strokes":[[[1,2,0.5,3]]]})",
          R"({"strokes":[[[1,1e7]]]})", R"({"strokes":[[["1",2]]]})", R"({"strokes":7})"})
        EXPECT_FALSE(strokes_from_json(bad)) << bad;
    EXPECT_THAT(strokes_from_json(R"({"strokes":[]})").error().message, HasSubstr("no ink"));
}

}  // namespace
}  // namespace inkling
