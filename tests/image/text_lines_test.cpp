#include "inkling/image/text_lines.hpp"

#include <gtest/gtest.h>

#include "image/page_pictures.hpp"
#include "inkling/image/page.hpp"

namespace inkling {
namespace {

TEST(TextLines, AreReadFromTheTopAndFromTheLeft) {
    PagePicture page(400, 300);
    for (const float y : {60.0F, 200.0F})
        for (const float x : {50.0F, 100.0F, 150.0F, 310.0F}) page.bar(x, y, y + 50, 4);
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[0].parts.size(), 3U);
    EXPECT_EQ(lines[1].parts.size(), 1U);
    EXPECT_LT(lines[0].box.left, lines[1].box.left);
    EXPECT_LT(lines[1].box.top, lines[2].box.top);
    EXPECT_NEAR(lines[0].height, 58, 4);
    for (std::size_t i = 1; i < 3; ++i)
        EXPECT_LT(lines[0].parts[i - 1].box.left, lines[0].parts[i].box.left);
}

TEST(TextLines, TiltIsMeasured) {
    PagePicture page(600, 300);
    for (int i = 0; i < 8; ++i) {
        const float x = 50 + 60 * static_cast<float>(i);
        page.bar(x, 60 + 0.2F * x, 110 + 0.2F * x, 4);
    }
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NEAR(lines[0].slope, 0.2, 0.02);
}

TEST(TextLines, SpecksAreLeftOut) {
    PagePicture page(300, 120);
    page.bar(50, 30, 90, 4).bar(100, 30, 90, 4).stroke({{200, 60, 1.5F}});
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].parts.size(), 2U);
}

TEST(TextLines, TheFootOfABrokenDigitIsNoLineOfItsOwn) {
    PagePicture page(300, 160);
    page.bar(50, 30, 90, 4).bar(100, 30, 90, 4).bar(150, 30, 90, 4);
    page.bar(200, 40, 80, 4).stroke({{185, 98, 4}, {222, 98, 4}});
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].parts.size(), 5U);
}

TEST(TextLines, TheDetachedBarOfAFiveIsNoLineOfItsOwn) {
    PagePicture page(300, 160);
    page.bar(50, 30, 90, 4).bar(100, 30, 90, 4).bar(150, 30, 90, 4);
    page.bar(195, 48, 90, 4).stroke({{206, 34, 4}, {228, 30, 4}});
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].parts.size(), 5U);
}

TEST(TextLines, DigitsThatAllTouchAreALineOfOnePart) {
    PagePicture page(500, 120);
    for (int i = 0; i < 7; ++i) page.ring(50 + 43 * static_cast<float>(i), 60, 20, 26, 4);
    const auto lines = prepare_page(page.picture()).lines;
    ASSERT_EQ(lines.size(), 1U);
    ASSERT_EQ(lines[0].parts.size(), 1U);
    EXPECT_GT(lines[0].parts[0].box.width, 4 * lines[0].parts[0].box.height);
}

TEST(TextLines, NoneOnEmptyPaper) {
    EXPECT_TRUE(find_lines({}).empty());
    EXPECT_EQ(typical_height({}), 0);
    EXPECT_TRUE(prepare_page(blank_image(40, 40, 255)).lines.empty());
}

}  // namespace
}  // namespace inkling
