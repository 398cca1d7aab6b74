#include "inkling/image/pieces.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "image/page_pictures.hpp"
#include "inkling/image/cell.hpp"
#include "inkling/image/page.hpp"

namespace inkling {
namespace {

/// Two rings that touch: 0 and 0.
Page touching() {
    PagePicture page(220, 140);
    page.ring(70, 70, 20, 30, 4).ring(115, 70, 20, 30, 4);
    return prepare_page(page.picture());
}

TEST(Pieces, ASeamRunsWhereDigitsTouch) {
    const Page page = touching();
    ASSERT_EQ(page.lines.size(), 1U);
    ASSERT_EQ(page.lines[0].parts.size(), 1U);
    const Component& both = page.lines[0].parts[0];
    const auto pieces = cut(page.map, both, page.lines[0].height);
    ASSERT_GE(pieces.size(), 2U);
    int area = 0;
    bool between = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        area += pieces[i].area;
        EXPECT_EQ(pieces[i].cut_left, i > 0);
        EXPECT_EQ(pieces[i].cut_right, i + 1 < pieces.size());
        between |= std::abs(pieces[i].box.right() - 92) <= 4;
    }
    EXPECT_EQ(area, both.area);  // no ink is lost
    EXPECT_TRUE(between);
}

TEST(Pieces, ASeamIsSoughtInTheValleyWhereStrokesMeet) {
    // Five rings pressed together: where they meet there is more ink on the way down than through
    // the top and the bottom of a ring.
    PagePicture picture(420, 140);
    for (int i = 0; i < 5; ++i) picture.ring(70 + 43 * static_cast<float>(i), 70, 20, 30, 4);
    const Page page = prepare_page(picture.picture());
    ASSERT_EQ(page.lines.at(0).parts.size(), 1U);
    const auto pieces = cut(page.map, page.lines[0].parts[0], page.lines[0].height);
    for (int i = 0; i < 4; ++i) {
        const int meeting = 91 + 43 * i;
        const bool is_cut = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
            return piece.cut_right && std::abs(piece.box.right() - meeting) <= 4;
        });
        EXPECT_TRUE(is_cut) << meeting;
    }
}

TEST(Pieces, NoWideStretchStaysWholeBecauseCutsElsewhereAreCheaper) {
    // Rings whose tops and bottoms are cheap to cut, and at the end a blot.
    PagePicture picture(560, 140);
    for (int i = 0; i < 8; ++i) picture.ring(70 + 43 * static_cast<float>(i), 70, 20, 30, 3);
    for (const float x : {400.0F, 415.0F, 430.0F, 445.0F}) picture.bar(x, 60, 80, 10);
    const Page page = prepare_page(picture.picture());
    ASSERT_EQ(page.lines.at(0).parts.size(), 1U);
    const double height = page.lines[0].height;
    for (const Piece& piece : cut(page.map, page.lines[0].parts[0], height))
        EXPECT_LT(piece.box.width, 0.6 * height) << piece.box.left;
}

TEST(Pieces, ASeamAlongTheEdgeIsNoCut) {
    // Leaning strokes are as wide as a digit, and seams that lean likewise cut nothing off.
    for (const float lean : {-24.0F, -16.0F, 16.0F, 24.0F}) {
        PagePicture picture(200, 140);
        picture.stroke({{90, 40, 4}, {90 + lean, 100, 4}});
        const Page page = prepare_page(picture.picture());
        ASSERT_EQ(page.lines.at(0).parts.size(), 1U);
        const auto pieces = cut(page.map, page.lines[0].parts[0], page.lines[0].height);
        EXPECT_FALSE(pieces.front().cut_left) << lean;
        EXPECT_FALSE(pieces.back().cut_right) << lean;
    }
}

TEST(Pieces, AWholeComponentStaysAsItIs) {
    const Page page = touching();
    const Component& both = page.lines[0].parts[0];
    const Piece piece = whole(both);
    EXPECT_EQ(piece.box, both.box);
    EXPECT_FALSE(piece.cut_left || piece.cut_right);
}

TEST(Cells, AreSuccessivePiecesOfADigitsSize) {
    std::vector<Piece> pieces;
    for (const int left : {0, 22, 44, 200}) pieces.push_back({{left, 0, 18, 40}, 500, {}});
    const auto cells = possible_cells(pieces, 40);
    ASSERT_EQ(cells.size(), 6U);  // four alone, 0-1 and 1-2; 0-2 is too wide, 3 too far away
    for (const Cell& cell : cells) EXPECT_LE(cell.box.width, 52);
}

TEST(Cells, AStraightStrokeAsTallAsDigitsIsABar) {
    const auto is_bar_of = [](const std::vector<StrokePoint>& points, double height) {
        PagePicture picture(200, 140);
        picture.stroke(points);
        const Page page = prepare_page(picture.picture());
        const std::vector<Piece> piece{whole(page.lines.at(0).parts.at(0))};
        return is_bar(piece, {0, 1, piece[0].box, piece[0].area}, height);
    };
    EXPECT_TRUE(is_bar_of({{90, 40, 4}, {90, 100, 4}}, 60));
    EXPECT_TRUE(is_bar_of({{95, 40, 4}, {85, 100, 4}}, 60));
    EXPECT_FALSE(is_bar_of({{90, 40, 4}, {90, 100, 4}}, 120));              // short
    EXPECT_FALSE(is_bar_of({{120, 40, 4}, {80, 100, 4}}, 60));              // lies
    EXPECT_FALSE(is_bar_of({{98, 40, 4}, {84, 70, 4}, {98, 100, 4}}, 60));  // bent: "("
    EXPECT_FALSE(is_bar_of({{90, 40, 4}, {90, 96, 4}, {70, 70, 4}}, 60));   // a hook
}

TEST(Cells, TheFrameHoldsTheInkOfItsPiecesAlone) {
    PagePicture picture(200, 120);
    picture.ring(60, 60, 20, 30, 4).bar(95, 30, 90, 4);
    const Page page = prepare_page(picture.picture());
    ASSERT_EQ(page.lines.at(0).parts.size(), 2U);
    std::vector<Piece> pieces{whole(page.lines[0].parts[0]), whole(page.lines[0].parts[1])};
    const Cell ring{0, 1, pieces[0].box, pieces[0].area};
    const auto alone = frame_cell(page.map, pieces, ring, 60);
    PagePicture only_ring(200, 120);
    only_ring.ring(60, 60, 20, 30, 4);
    const Page other = prepare_page(only_ring.picture());
    const std::vector<Piece> one{whole(other.lines.at(0).parts.at(0))};
    EXPECT_EQ(alone, frame_cell(other.map, one, {0, 1, one[0].box, one[0].area}, 60));
    const auto mass = [](const FramedPixels& pixels) {
        return std::accumulate(pixels.begin(), pixels.end(), 0);
    };
    EXPECT_GT(mass(alone), 5000);
    // Of a line that is much taller, this would be a small part.
    EXPECT_LT(mass(frame_cell(page.map, pieces, ring, 160)), 0.6 * mass(alone));
}

}  // namespace
}  // namespace inkling
