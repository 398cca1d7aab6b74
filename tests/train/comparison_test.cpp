#include "inkling/train/comparison.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(McNemar, IsTheExactBinomialTest) {
    // Twice the sum of C(b + c, i) for i up to min(b, c), over 2^(b + c).
    EXPECT_EQ(mcnemar_p_value(0, 0), 1);
    EXPECT_DOUBLE_EQ(mcnemar_p_value(1, 0), 1);
    EXPECT_DOUBLE_EQ(mcnemar_p_value(7, 7), 1);
    EXPECT_NEAR(mcnemar_p_value(0, 5), 0.0625, 1e-12);
    EXPECT_NEAR(mcnemar_p_value(0, 6), 0.03125, 1e-12);
    EXPECT_NEAR(mcnemar_p_value(12, 3), 0.03515625, 1e-12);  // 2 (1 + 15 + 105 + 455) / 2^15
}

TEST(McNemar, StaysExactWhereTheNumbersAreLarge) {
    // The same sum in whole numbers of any size (Python).
    EXPECT_NEAR(mcnemar_p_value(10100, 9900), 0.15938343598473378, 1e-10);
    EXPECT_NEAR(mcnemar_p_value(50000, 50632), 0.046687258577147714, 1e-10);
    EXPECT_EQ(mcnemar_p_value(100, 200), mcnemar_p_value(200, 100));
    EXPECT_LT(mcnemar_p_value(0, 100000), 1e-300);
    EXPECT_GE(mcnemar_p_value(0, 100000), 0);
}

Evaluation answering(std::vector<std::uint8_t> answers) {
    Evaluation evaluation;
    evaluation.images = answers.size();
    evaluation.answers = std::move(answers);
    return evaluation;
}

TEST(Compare, CountsEachImageOnce) {
    ImageSet images;
    images.count = 7;
    images.labels = Buffer<std::uint8_t>(7);
    for (std::size_t i = 0; i < 7; ++i) images.labels[i] = 1;
    const Comparison c =
        compare(answering({1, 1, 1, 0, 0, 2, 1}), answering({1, 1, 1, 1, 0, 3, 0}), images);
    EXPECT_EQ(c.images, 7U);
    EXPECT_EQ(c.both_right, 3U);
    EXPECT_EQ(c.only_first_right, 1U);
    EXPECT_EQ(c.only_second_right, 1U);
    EXPECT_EQ(c.both_wrong, 2U);
    EXPECT_EQ(c.same_answer, 4U);
    EXPECT_EQ(c.p_value, 1);
    EXPECT_FALSE(c.significant());
}

TEST(Compare, IsSignificantBelowFivePerCent) {
    ImageSet images;
    images.count = 6;
    images.labels = Buffer<std::uint8_t>(6);
    const std::vector<std::uint8_t> wrong(6, 1), right(6, 0);
    for (std::size_t i = 0; i < 6; ++i) images.labels[i] = 0;
    EXPECT_TRUE(compare(answering(right), answering(wrong), images).significant());
    EXPECT_EQ(compare(answering(right), answering(wrong), images).only_first_right, 6U);
}

}  // namespace
}  // namespace inkling
