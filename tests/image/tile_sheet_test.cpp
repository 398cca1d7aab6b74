#include "inkling/image/tile_sheet.hpp"

#include <gtest/gtest.h>

#include <array>

namespace inkling {
namespace {

TEST(ContactSheet, LaysOutFromLeftToRightAndDown) {
    const std::array images{blank_image(2, 1, 10), blank_image(2, 1, 20), blank_image(2, 1, 30)};
    const GreyImage sheet = contact_sheet(images, {.columns = 2, .gap = 1, .gap_grey = 9});
    EXPECT_EQ(sheet.width, 7);
    EXPECT_EQ(sheet.height, 5);
    const std::vector<std::uint8_t> expected{
        9, 9,  9,  9, 9,  9,  9,  //
        9, 10, 10, 9, 20, 20, 9,  //
        9, 9,  9,  9, 9,  9,  9,  //
        9, 30, 30, 9, 9,  9,  9,  //
        9, 9,  9,  9, 9,  9,  9,  //
    };
    EXPECT_EQ(sheet.pixels, expected);
}

TEST(ContactSheet, ScalesAndInverts) {
    const std::vector<std::uint8_t> images{0, 255};
    const GreyImage sheet =
        contact_sheet(images, 2, 1, {.columns = 5, .scale = 2, .gap = 0, .invert = true});
    EXPECT_EQ(sheet.width, 4);
    EXPECT_EQ(sheet.height, 2);
    EXPECT_EQ(sheet.pixels, (std::vector<std::uint8_t>{255, 255, 0, 0, 255, 255, 0, 0}));
}

TEST(ContactSheet, OfNothingIsEmpty) {
    EXPECT_TRUE(contact_sheet(std::span<const GreyImage>{}).empty());
    EXPECT_TRUE(contact_sheet(std::span<const std::uint8_t>{}, 28, 28).empty());
}

}  // namespace
}  // namespace inkling
