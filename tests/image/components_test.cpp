#include "inkling/image/components.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace inkling {
namespace {

GreyImage from_text(const std::vector<std::string>& rows) {
    GreyImage image =
        blank_image(static_cast<int>(rows[0].size()), static_cast<int>(rows.size()), 0);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            if (rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '#')
                image.at(x, y) = 255;
    return image;
}

TEST(Components, HangTogetherByEdgesAndCorners) {
    const GreyImage image = from_text({"#....##.",  //
                                       ".#...#..",  //
                                       "..#.....",  //
                                       "#......#"});
    const auto parts = find_components(find_runs(image, 100), 1);
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(parts[0].box, (Box{0, 0, 3, 3}));
    EXPECT_EQ(parts[0].area, 3);
    EXPECT_EQ(parts[1].box, (Box{5, 0, 2, 2}));
    EXPECT_EQ(parts[2].area, 1);
    EXPECT_EQ(find_components(find_runs(image, 100), 2).size(), 2U);
}

TEST(Components, BranchesThatMeetBelowAreOne) {
    const auto parts = find_components(find_runs(from_text({"#.#.#",  //
                                                            "#.#.#",  //
                                                            "#####"}),
                                                 100),
                                       1);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].area, 11);
    EXPECT_EQ(parts[0].runs.size(), 7U);
}

TEST(Components, NoInkHasNone) {
    EXPECT_TRUE(find_components(find_runs(blank_image(9, 9, 0), 100), 1).empty());
}

}  // namespace
}  // namespace inkling
