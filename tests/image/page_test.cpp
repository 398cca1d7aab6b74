#include "inkling/image/page.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "image/page_pictures.hpp"

namespace inkling {
namespace {

/// Six digits' strokes, and the corner at the lower right in the soft-edged shadow of a hand.
GreyImage with_shadow(float depth) {
    PagePicture page(600, 300);
    for (int i = 0; i < 6; ++i) page.bar(60 + 50 * static_cast<float>(i), 60, 120, 4);
    GreyImage picture = page.picture();
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const float inside = static_cast<float>(x + y - 790) / 25;
            const float light = 1 - depth * std::clamp(inside, 0.0F, 1.0F);
            picture.at(x, y) =
                static_cast<std::uint8_t>(static_cast<float>(picture.at(x, y)) * light);
        }
    return picture;
}

TEST(Page, TheSoftEdgeOfAShadowIsNoInk) {
    for (const float depth : {0.0F, 0.5F}) {
        const Page page = prepare_page(with_shadow(depth));
        ASSERT_EQ(page.lines.size(), 1U) << depth;
        EXPECT_EQ(page.lines[0].parts.size(), 6U) << depth;
    }
}

TEST(Page, StrokesOutOfFocusAreInk) {
    PagePicture sharp(400, 200);
    for (int i = 0; i < 4; ++i) sharp.bar(60 + 70 * static_cast<float>(i), 60, 130, 5);
    GreyImage picture = sharp.picture();
    const GreyImage copy = picture;
    constexpr int reach = 2;
    for (int y = reach; y < picture.height - reach; ++y)
        for (int x = reach; x < picture.width - reach; ++x) {
            int sum = 0;
            for (int dy = -reach; dy <= reach; ++dy)
                for (int dx = -reach; dx <= reach; ++dx) sum += copy.at(x + dx, y + dy);
            picture.at(x, y) = static_cast<std::uint8_t>(sum / 25);
        }
    ASSERT_EQ(prepare_page(picture).lines.size(), 1U);
    EXPECT_EQ(prepare_page(picture).lines[0].parts.size(), 4U);
}

/// Three dark rings and, right of them, one whose ink is a share `ink` of theirs, with edges as
/// soft as `blur` pixels to each side.
GreyImage with_faint_ring(float ink, int blur) {
    PagePicture dark(500, 200), faint(500, 200);
    for (int i = 0; i < 3; ++i) dark.ring(70 + 90 * static_cast<float>(i), 100, 25, 35, 4);
    faint.ring(340, 100, 25, 35, 3);
    GreyImage picture = dark.picture();
    const GreyImage pale = faint.picture(240, 240 - 220 * ink);
    for (int y = 10; y < 190; ++y)
        for (int x = 290; x < 400; ++x) {
            int sum = 0;
            for (int dy = -blur; dy <= blur; ++dy)
                for (int dx = -blur; dx <= blur; ++dx) sum += pale.at(x + dx, y + dy);
            picture.at(x, y) = static_cast<std::uint8_t>(sum / ((2 * blur + 1) * (2 * blur + 1)));
        }
    return picture;
}

TEST(Page, FaintDigitsBesideDarkOnesAreInk) {
    for (const float ink : {1.0F, 0.5F, 0.3F, 0.2F}) {
        const Page page = prepare_page(with_faint_ring(ink, 0));
        ASSERT_EQ(page.lines.size(), 1U) << ink;
        ASSERT_EQ(page.lines[0].parts.size(), 4U) << ink;
        const Component& last = page.lines[0].parts.back();
        // As dark as the others where the network looks at it.
        int darkest = 0;
        for (const inkling::Run& run : last.runs)
            for (int x = run.first; x < run.last; ++x)
                darkest = std::max<int>(darkest, page.map.ink.at(x, run.y));
        EXPECT_GT(darkest, 0.8 * page.map.level) << ink;
    }
}

TEST(Page, StainsAndFainterMarksAreNone) {
    // What shines through from the other side, and what was rubbed out.
    EXPECT_EQ(prepare_page(with_faint_ring(0.06F, 0)).lines[0].parts.size(), 3U);
    EXPECT_EQ(prepare_page(with_faint_ring(0.3F, 6)).lines[0].parts.size(), 3U);
}

}  // namespace
}  // namespace inkling
