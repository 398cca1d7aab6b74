#include "inkling/answer/lattice.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

/// `count` pieces beside each other, each 20 × 40 with `area` pixels of ink.
std::vector<Piece> pieces(int count, int area = 300) {
    std::vector<Piece> all;
    for (int i = 0; i < count; ++i) {
        Piece piece;
        piece.box = {i * 24, 0, 20, 40};
        piece.area = area;
        piece.component_width = 20;
        all.push_back(piece);
    }
    return all;
}

ScoredCell cell(std::size_t first, std::size_t last, int digit, float confidence) {
    ScoredCell scored;
    scored.cell = {first, last, {static_cast<int>(first) * 24, 0, 20, 40}, 300};
    scored.probabilities[static_cast<std::size_t>(digit)] = confidence;
    scored.none = 1 - confidence;
    return scored;
}

TEST(Lattice, TakesTheLikeliestWay) {
    // Two halves that look like nothing much, and the whole that is a 0; then a 7.
    const std::vector<ScoredCell> cells{cell(0, 1, 1, 0.6F), cell(1, 2, 1, 0.6F),
                                        cell(0, 2, 0, 0.99F), cell(2, 3, 7, 0.9F)};
    EXPECT_EQ(best_way(cells, pieces(3), 40), (std::vector<std::size_t>{2, 3}));
}

TEST(Lattice, PartsWhatIsNoDigitTogether) {
    const std::vector<ScoredCell> cells{cell(0, 1, 4, 0.95F), cell(0, 2, 4, 0.1F),
                                        cell(1, 2, 2, 0.95F)};
    EXPECT_EQ(best_way(cells, pieces(2), 40), (std::vector<std::size_t>{0, 2}));
}

TEST(Lattice, LeavesOutWhatIsNoDigit) {
    const std::vector<ScoredCell> cells{cell(0, 1, 4, 0.95F), cell(1, 2, 1, 0.001F),
                                        cell(2, 3, 2, 0.95F)};
    EXPECT_EQ(best_way(cells, pieces(3), 40), (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(best_way(std::vector<ScoredCell>{cell(0, 1, 4, 0.001F)}, pieces(1), 40).empty());
    EXPECT_TRUE(best_way({}, {}, 40).empty());
}

TEST(Lattice, MuchInkIsHardlyNothing) {
    const std::vector<ScoredCell> cells{cell(0, 1, 4, 0.2F)};
    EXPECT_TRUE(best_way(cells, pieces(1, 20), 40).empty());
    EXPECT_EQ(best_way(cells, pieces(1, 400), 40).size(), 1U);
}

TEST(Lattice, ScoresOfWaysFromBothEndsAddUpToTheBest) {
    const std::vector<ScoredCell> cells{cell(0, 1, 1, 0.6F), cell(1, 2, 1, 0.7F),
                                        cell(0, 2, 0, 0.8F), cell(2, 3, 7, 0.9F)};
    const std::vector<Piece> some = pieces(4);
    const WayScores ways = way_scores(cells, some, 40);
    double best = -cost_of_leaving(some[3], 40);
    for (const std::size_t i : best_way(cells, some, 40))
        best += score_of(cells[i], cells[i].best());
    EXPECT_NEAR(ways.before.back(), best, 1e-9);
    EXPECT_NEAR(ways.after.front(), best, 1e-9);
    EXPECT_EQ(ways.before.front(), 0);
    EXPECT_EQ(ways.after.back(), 0);
    for (std::size_t place = 0; place <= some.size(); ++place)
        EXPECT_LE(ways.before[place] + ways.after[place], best + 1e-9);
    // No cell of this prior adds more, however sure the network is of it.
    ScoredCell sure = cell(0, 1, 3, 1);
    sure.prior = 0.5;
    EXPECT_NEAR(score_of(sure, 3), best_score(0.5), 1e-9);
}

TEST(Lattice, SizeAndSeamsTellAgainstACell) {
    std::vector<Piece> some = pieces(2);
    const Cell whole{0, 1, {0, 0, 20, 40}, 300};
    const double good = prior_of(whole, some, 40);
    EXPECT_GT(good, 0);
    EXPECT_LT(prior_of({0, 1, {0, 0, 20, 12}, 80}, some, 40), good - 1);
    EXPECT_LT(prior_of({0, 1, {0, 0, 60, 40}, 900}, some, 40), good - 1);
    some[0].cut_right = some[1].cut_left = true;
    some[0].component_width = some[1].component_width = 30;
    const double seam = prior_of(whole, some, 40);
    EXPECT_LT(seam, good);
    some[0].component_width = some[1].component_width = 80;  // too wide for one digit
    EXPECT_GT(prior_of(whole, some, 40), seam);
}

}  // namespace
}  // namespace inkling
