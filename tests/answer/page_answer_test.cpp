#include "inkling/answer/page_answer.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace inkling
