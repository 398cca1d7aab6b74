#include "inkling/data/contact_sheet.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

/// Images of 2×3 pixels; all pixels of image i are i.
ImageSet numbered(const std::vector<std::uint8_t>& labels) {
    ImageSet set;
    set.count = labels.size();
    set.height = 3;
    set.width = 2;
    set.labels = Buffer<std::uint8_t>::copy_of(labels);
    set.pixels = Buffer<std::uint8_t>(set.count * 6);
    for (std::size_t i = 0; i < set.pixels.size(); ++i)
        set.pixels[i] = static_cast<std::uint8_t>(i / 6);
    return set;
}

int shade(const GreyImage& sheet, int x, int y) {
    return sheet.pixels[static_cast<std::size_t>(y * sheet.width + x)];
}

TEST(ContactSheet, HasARowForEachClass) {
    const ImageSet set = numbered({1, 0, 1, 1, 0});
    const GreyImage sheet = contact_sheet(set, 3, {.per_class = 2});
    ASSERT_EQ(sheet.width, 2 * 3 + 1);
    ASSERT_EQ(sheet.height, 3 * 4 + 1);
    EXPECT_EQ(shade(sheet, 1, 1), 255 - 1);  // class 0: images 1, 4
    EXPECT_EQ(shade(sheet, 4, 1), 255 - 4);
    EXPECT_EQ(shade(sheet, 1, 5), 255 - 0);  // class 1: images 0, 2
    EXPECT_EQ(shade(sheet, 5, 7), 255 - 2);
    EXPECT_EQ(shade(sheet, 1, 9), 255);  // class 2: none, white paper
}

TEST(ContactSheet, SkipsAndScales) {
    const ImageSet set = numbered({0, 0, 0});
    const GreyImage sheet = contact_sheet(set, 1, {.per_class = 1, .scale = 3, .skip = 2});
    ASSERT_EQ(sheet.width, 2 * 3 + 2);
    ASSERT_EQ(sheet.height, 3 * 3 + 2);
    EXPECT_EQ(shade(sheet, 1, 1), 253);
    EXPECT_EQ(shade(sheet, 6, 9), 253);
}

TEST(ContactSheet, OneClassFillsRowsOf20) {
    const ImageSet set = numbered(std::vector<std::uint8_t>(45, 2));
    const GreyImage sheet = contact_sheet(set, 3, {.per_class = 45});
    ASSERT_EQ(sheet.width, 20 * 3 + 1);
    ASSERT_EQ(sheet.height, 3 * 4 + 1);
    EXPECT_EQ(shade(sheet, 1, 5), 255 - 20);
    EXPECT_EQ(shade(sheet, 1 + 4 * 3, 9), 255 - 44);
    EXPECT_EQ(contact_sheet(set, 2, {.per_class = 1}).height, 4 + 1) << "label 2 is no class";
}

TEST(ContactSheet, OfNothingIsEmpty) {
    EXPECT_EQ(contact_sheet(ImageSet{}, 10).width, 0);
}

}  // namespace
}  // namespace inkling
