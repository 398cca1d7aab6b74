#include "inkling/answer/number_pattern.hpp"

#include <gtest/gtest.h>

#include <cmath>
namespace inkling {
namespace {

std::vector<int> digits(const std::string& text) {
    std::vector<int> all;
    for (const char c : text) all.push_back(c - '0');
    return all;
}

TEST(CheckDigit, KnowsItsNames) {
    EXPECT_EQ(parse_check_digit("luhn"), CheckDigit::luhn);
    EXPECT_EQ(parse_check_digit("isbn13"), CheckDigit::ean);
    EXPECT_EQ(parse_check_digit("mod97"), CheckDigit::mod97);
    EXPECT_FALSE(parse_check_digit("crc"));
}

TEST(CheckDigit, PublishedNumbersAreValidAndSlipsAreNot) {
    const std::vector<std::pair<CheckDigit, std::string>> known = {
        {CheckDigit::luhn, "79927398713"},  {CheckDigit::luhn, "4111111111111111"},
        {CheckDigit::ean, "4006381333931"}, {CheckDigit::ean, "9780306406157"},
        {CheckDigit::isbn10, "0306406152"}, {CheckDigit::mod97, "3214282912345698765432161182"}};
    for (const auto& [check, text] : known) {
        EXPECT_TRUE(is_valid(check, digits(text))) << text;
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::vector<int> slip = digits(text);
            slip[i] = (slip[i] + 1) % 10;
            EXPECT_FALSE(is_valid(check, slip)) << text << " at " << i;
        }
    }
    EXPECT_TRUE(is_valid(CheckDigit::none, digits("123")));
}

/// One piece and one cell for each digit, the network being `sure` of it and next sure of `other`.
struct Line {
    std::vector<Piece> pieces;
    std::vector<ScoredCell> cells;

    void add(int digit, float sure, int other) {
        const std::size_t i = pieces.size();
        Piece piece;
        piece.box = {static_cast<int>(i) * 24, 0, 20, 40};
        piece.area = 300;
        pieces.push_back(piece);
        ScoredCell scored;
        scored.cell = {i, i + 1, piece.box, piece.area};
        scored.probabilities[static_cast<std::size_t>(digit)] = sure;
        scored.probabilities[static_cast<std::size_t>(other)] = 0.98F - sure;
        scored.none = 0.02F;
        cells.push_back(scored);
    }
    std::string best(const NumberPattern& pattern) const {
        const auto way = best_valid_way(cells, pieces, 40, pattern);
        std::string text;
        if (way)
            for (const ReadCell& read : way->cells) text += static_cast<char>('0' + read.digit);
        return text;
    }
};

Line isbn_with_a_doubtful_digit() {
    Line line;
    for (const char c : std::string("0306406152")) line.add(c - '0', 0.97F, (c - '0' + 3) % 10);
    line.cells[4].probabilities[4] = 0.4F;  // a 4 that looks more like a 9
    line.cells[4].probabilities[9] = 0.57F;
    return line;
}

TEST(BestValidWay, TheCheckDigitDecidesBetweenTwoReadings) {
    const Line line = isbn_with_a_doubtful_digit();
    EXPECT_EQ(line.best({}), "0306906152");
    NumberPattern isbn{.least_digits = 10, .most_digits = 10, .check = CheckDigit::isbn10};
    EXPECT_EQ(line.best(isbn), "0306406152");
    // It tells how much less likely this is.
    const auto free_score = best_valid_way(line.cells, line.pieces, 40, {})->score;
    const auto valid_score = best_valid_way(line.cells, line.pieces, 40, isbn)->score;
    EXPECT_NEAR(free_score - valid_score, std::log(0.57 / 0.4), 1e-6);
}

TEST(BestValidWay, LengthAndAllowedDigitsAreKept) {
    Line line;
    line.add(1, 0.9F, 7);
    line.add(5, 0.3F, 6);  // doubtful
    line.add(2, 0.9F, 3);
    EXPECT_EQ(line.best({.least_digits = 2, .most_digits = 2}).size(), 2U);
    EXPECT_EQ(line.best({.least_digits = 4, .most_digits = 5}), "");
    NumberPattern few;
    few.allowed.fill(false);
    few.allowed[7] = few.allowed[6] = few.allowed[3] = true;
    EXPECT_EQ(line.best(few), "763");
}

}  // namespace
}  // namespace inkling
