#include "inkling/answer/page_reader_impl.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

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

TEST(ReadPage, ASecondModelHasASayInWholeDigits) {
    const Model second{Network::create(mlp({.hidden = {16}, .classes = 10}), 3).value()};
    const Predictor digits = Predictor::of(second).value();
    PagePicture picture = page();
    picture.ring(200, 220, 20, 30, 4).ring(239, 220, 20, 30, 4);  // they touch: to be cut
    const Page prepared = prepare_page(picture.picture());
    const auto alone = read_lines({reader().predictor()}, prepared);
    const auto both = read_lines({reader().predictor(), &digits}, prepared);
    ASSERT_EQ(alone.size(), both.size());
    Predictor::Scratch scratch(digits, 1);
    int whole_ones = 0, cut_ones = 0;
    for (std::size_t i = 0; i < alone.size(); ++i) {
        ASSERT_EQ(alone[i].way, both[i].way);
        for (const std::size_t place : alone[i].way) {
            const ScoredCell &before = alone[i].cells[place], &after = both[i].cells[place];
            const auto& pieces = alone[i].pieces;
            if (pieces[before.cell.first].cut_left || pieces[before.cell.last - 1].cut_right) {
                EXPECT_EQ(before.probabilities, after.probabilities);
                ++cut_ones;
                continue;
            }
            const FramedPixels pixels =
                frame_cell(prepared.map, pieces, before.cell, prepared.lines[i].height);
            const ConstMatrix q = digits.predict(pixels, scratch);
            std::array<double, 10> wanted{};
            double sum = 0;
            for (std::size_t k = 0; k < 10; ++k)
                sum += wanted[k] = std::pow(std::max(1e-5F, before.probabilities[k]), 0.6) *
                                   std::pow(std::max(1e-5F, q(0, k)), 0.4);
            for (std::size_t k = 0; k < 10; ++k)
                EXPECT_NEAR(after.probabilities[k], wanted[k] / sum, 1e-6);
            EXPECT_LT(after.confidence(), 0.99995F);  // not told as 1
            // Whether it is a digit at all is for the first network to say.
            EXPECT_NEAR(score_of(after, after.best()) - after.lent, score_of(before, before.best()),
                        1e-9);
            ++whole_ones;
        }
    }
    EXPECT_GE(whole_ones, 6);
    EXPECT_GE(cut_ones, 1);
}

TEST(ReadPage, TheSecondModelKnowsTenDigits) {
    const Model three{Network::create(mlp({.hidden = {4}, .classes = 3}), 1).value()};
    EXPECT_FALSE(reader().with_second(Reader::from(three).value()));
    const Model ten{Network::create(mlp({.hidden = {4}, .classes = 10}), 1).value()};
    const Reader both = reader().with_second(Reader::from(ten).value()).value();
    EXPECT_EQ(both.read_page(page().picture())->lines.size(), 3U);
}

}  // namespace
}  // namespace inkling
