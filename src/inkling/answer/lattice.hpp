// The lattice of one line: pieces of ink as places, cells between them as ways; the best way
// through is the reading. Which digit a cell holds, and how surely, is told by the network.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "inkling/image/cell.hpp"

namespace inkling {

/// A cell with the network's answer.
struct ScoredCell {
    Cell cell;
    std::array<float, 10> probabilities{};  ///< of the digits
    float none = 0;                         ///< that it is no digit
    double prior = 0;  ///< what is known before the network is asked (prior_of())
    double lent = 0;   ///< of score_of(), by a second network: no evidence for a digit

    [[nodiscard]] int best() const;
    [[nodiscard]] float confidence() const {
        return probabilities[static_cast<std::size_t>(best())];
    }
};

/// What is known of digits on a line beside what the network says of a cell, as logarithms of
/// odds. Lengths are shares of the height of the line's digits. bench/read/tune_lattice chose them.
struct LatticeWeights {
    double least_probability = 2.2e-4;  ///< the network is never surer than this
    double short_from = 0.75;           ///< shorter is unlikely a digit
    double short_penalty = 8.3;         ///< for each height that is missing
    double wide_from = 1.05;
    double wide_penalty = 12;
    double plain_prior = 0.9;   ///< one component, whole
    double cut_prior = 1.2;     ///< each side that is a seam
    double wide_enough = 1.75;  ///< a component of this width may well be two digits
    double narrow_penalty = 4;  ///< for each height that is missing, at each side that is a seam
    double ink_cost = 36;       ///< for leaving out ink of the height squared
};

/// What the place of a cell tells before it is looked at, as a logarithm of odds: most components
/// of a digit's size are one digit, and few narrow ones must be cut.
double prior_of(const Cell& cell, std::span<const Piece> pieces, double height,
                const LatticeWeights& weights = {});

/// What a cell adds to a reading: the logarithm of how much likelier it is this digit than none.
double score_of(const ScoredCell& scored, int digit, const LatticeWeights& weights = {});

/// The most that a cell of this prior may add.
double best_score(double prior, const LatticeWeights& weights = {});

/// What it costs to leave a piece out: little ink is dirt, much ink is hardly nothing.
double cost_of_leaving(const Piece& piece, double height, const LatticeWeights& weights = {});

/// Scores of the best ways: from the left end to each place between pieces, and from there to the
/// right end.
struct WayScores {
    std::vector<double> before, after;
};
WayScores way_scores(std::span<const ScoredCell> cells, std::span<const Piece> pieces,
                     double height, const LatticeWeights& weights = {});

/// The way of the highest score through the pieces; those on no cell of the way are left out.
/// `cells` in any order; the result is in order, as indices of `cells`.
std::vector<std::size_t> best_way(std::span<const ScoredCell> cells, std::span<const Piece> pieces,
                                  double height, const LatticeWeights& weights = {});

}  // namespace inkling
