#include "inkling/answer/page_reader_impl.hpp"

#include <gtest/gtest.h>

#include "image/page_pictures.hpp"
#include "inkling/answer/reader.hpp"

namespace inkling {
namespace {

const Reader& reader() {
    static const Reader one = Reader::load(INKLING_SOURCE_DIR "/models/cells.safetensors").value();
    return one;
}

/// 1 0 1, then 0 1 further right, and below a 7.
PagePicture page() {
    PagePicture page(520, 300);
    page.bar(50, 40, 100, 4).ring(95, 70, 20, 30, 4).bar(145, 40, 100, 4);
    page.ring(330, 70, 20, 30, 4).bar(380, 40, 100, 4);
    return page.stroke({{60, 190, 4}, {105, 190, 4}, {80, 250, 4}});
}

std::string text_of(const GreyImage& picture) {
    std::string text;
    const PageAnswer answer = reader().read_page(picture).value();
    for (const PageLine& line : answer.lines) text += line.text() + "\n";
    return text;
}

TEST(ReadPage, ReadsNumbersInOrder) {
    const PageAnswer answer = reader().read_page(page().picture()).value();
    EXPECT_EQ(answer.width, 520);
    EXPECT_EQ(answer.height, 300);
    EXPECT_TRUE(answer.dark_ink);
    EXPECT_EQ(text_of(page().picture()), "101\n01\n7\n");
    const PageDigit& ring = answer.lines[0].digits[1];
    EXPECT_NEAR(ring.box.left, 71, 2);
    EXPECT_NEAR(ring.box.height, 68, 3);
    EXPECT_GT(ring.confidence, 0.9);
    EXPECT_NEAR(answer.lines[0].angle_degrees, 0, 1);
}

TEST(ReadPage, LightInkAndShadowMakeNoDifference) {
    EXPECT_EQ(text_of(page().picture(240, 60, 0.5F)), "101\n01\n7\n");
    EXPECT_EQ(text_of(page().picture(30, 220)), "101\n01\n7\n");
}

TEST(ReadPage, WhatIsNoDigitIsAMark) {
    PagePicture picture = page();
    picture.stroke({{200, 70, 3}, {225, 70, 3}});  // a dash
    const PageAnswer answer = reader().read_page(picture.picture()).value();
    std::size_t marks = 0;
    std::string text;
    for (const PageLine& line : answer.lines) {
        marks += line.marks.size();
        for (const PageDigit& digit : line.digits) text += static_cast<char>('0' + digit.digit);
    }
    EXPECT_EQ(text, "101017");
    EXPECT_LE(marks, 1U);
}

TEST(ReadPage, BlankPaperHasNoLines) {
    for (const int side : {1, 28, 300}) {
        EXPECT_TRUE(reader().read_page(blank_image(side, side, 255))->lines.empty());
        EXPECT_TRUE(reader().read_page(blank_image(side, 1, 0))->lines.empty());
    }
    EXPECT_FALSE(reader().read_page(GreyImage{}));
}

TEST(ReadPage, AModelWithoutDigitsIsRefused) {
    const Model model{Network::create(mlp({.hidden = {4}, .classes = 3}), 1).value()};
    EXPECT_FALSE(Reader::from(model)->read_page(page().picture()));
}

}  // namespace
}  // namespace inkling
