#include "inkling/answer/page_answer.hpp"

#include <gtest/gtest.h>

#include "inkling/answer/page_reader_impl.hpp"

namespace inkling {
namespace {

TEST(PageLine, TextHasSpacesBetweenNumbersAndMarksDoubt) {
    PageLine line;
    for (const auto& [digit, confidence, space] :
         {std::tuple{4, 0.99, false}, {2, 0.5, false}, {7, 0.9, true}}) {
        PageDigit one;
        one.digit = digit;
        one.confidence = confidence;
        one.after_space = space;
        line.digits.push_back(one);
    }
    EXPECT_EQ(line.text(), "42 7");
    EXPECT_EQ(line.text(0.6), "4? 7");
    EXPECT_EQ(line.text(1), "?? ?");
    EXPECT_EQ(PageLine{}.text(), "");
}

/// Three cells side by side that the network takes for a 5 with this probability.
LineReading reading_of(float five) {
    LineReading line;
    for (int i = 0; i < 3; ++i) {
        const Box box{10 + 50 * i, 10, 40, 60};
        line.pieces.push_back({box, 500, {{10, box.left, box.right()}}});
        ScoredCell scored{{static_cast<std::size_t>(i), static_cast<std::size_t>(i) + 1, box, 500}};
        scored.probabilities[5] = five;
        scored.none = 1 - five;
        line.cells.push_back(scored);
        line.way.push_back(static_cast<std::size_t>(i));
    }
    return line;
}

TEST(MakeAnswer, AWordWhoseSignsHardlyLookLikeDigitsIsNoNumber) {
    Page page;
    page.lines.push_back({});
    page.lines[0].height = 60;
    const auto lines_of = [&](const LineReading& reading) {
        return make_answer(page, {reading}, {}).lines.size();
    };
    EXPECT_EQ(lines_of(reading_of(0.99F)), 1U);
    EXPECT_EQ(lines_of(reading_of(0.6F)), 0U);
    LineReading one_doubtful = reading_of(0.99F);
    one_doubtful.cells[1] = reading_of(0.4F).cells[1];
    EXPECT_EQ(lines_of(one_doubtful), 1U);
}

TEST(MakeAnswer, BesideOtherWordsSeveralDoubtfulDigitsAreNone) {
    Page page;
    page.lines.resize(2);
    page.lines[0].height = page.lines[1].height = 60;
    const auto lines_of = [&](const LineReading& first, const LineReading& second) {
        return make_answer(page, {first, second}, {}).lines.size();
    };
    const LineReading sure = reading_of(0.99F);
    const LineReading doubtful = reading_of(0.8F);
    EXPECT_EQ(lines_of(sure, doubtful), 1U);
    EXPECT_EQ(lines_of(doubtful, LineReading{}), 1U);  // nothing else is on the page
    LineReading lone = doubtful;                       // one digit alone may be written badly
    lone.way.resize(1);
    lone.pieces.resize(1);
    EXPECT_EQ(lines_of(sure, lone), 2U);
}

}  // namespace
}  // namespace inkling
