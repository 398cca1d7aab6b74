#include "inkling/answer/lattice.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "inkling/base/math.hpp"

namespace inkling {

int ScoredCell::best() const {
    return static_cast<int>(std::max_element(probabilities.begin(), probabilities.end()) -
                            probabilities.begin());
}

double prior_of(const Cell& cell, std::span<const Piece> pieces, double height,
                const LatticeWeights& weights) {
    const Piece& first = pieces[cell.first];
    const Piece& last = pieces[cell.last - 1];
    const auto cut = [&](const Piece& piece) {
        const double missing = weights.wide_enough - piece.component_width / height;
        return weights.cut_prior - weights.narrow_penalty * std::max(0.0, missing);
    };
    double prior = 0;
    if (first.cut_left) prior += cut(first);
    if (last.cut_right) prior += cut(last);
    const bool is_plain = first.component_width == cell.box.width && prior == 0;
    if (is_plain) prior += weights.plain_prior;
    const double tall = cell.box.height / height;
    const double wide = cell.box.width / height;
    return prior - weights.short_penalty * std::max(0.0, weights.short_from - tall) -
           weights.wide_penalty * std::max(0.0, wide - weights.wide_from);
}

double score_of(const ScoredCell& scored, int digit, const LatticeWeights& weights) {
    const double p = scored.probabilities[static_cast<std::size_t>(digit)];
    return math::log(std::max(p, weights.least_probability)) -
           math::log(std::max<double>(scored.none, weights.least_probability)) + scored.prior;
}

double cost_of_leaving(const Piece& piece, double height, const LatticeWeights& weights) {
    return weights.ink_cost * piece.area / (height * height);
}

double best_score(double prior, const LatticeWeights& weights) {
    return prior - math::log(weights.least_probability);
}

WayScores way_scores(std::span<const ScoredCell> cells, std::span<const Piece> pieces,
                     double height, const LatticeWeights& weights) {
    const std::size_t count = pieces.size();
    WayScores ways{std::vector<double>(count + 1, 0.0), std::vector<double>(count + 1, 0.0)};
    std::vector<std::vector<std::pair<std::size_t, double>>> ending_at(count + 1),
        starting_at(count + 1);
    for (const ScoredCell& scored : cells) {
        const double score = score_of(scored, scored.best(), weights);
        ending_at[scored.cell.last].emplace_back(scored.cell.first, score);
        starting_at[scored.cell.first].emplace_back(scored.cell.last, score);
    }
    for (std::size_t place = 1; place <= count; ++place) {
        double& best = ways.before[place];
        best = ways.before[place - 1] - cost_of_leaving(pieces[place - 1], height, weights);
        for (const auto& [from, score] : ending_at[place])
            best = std::max(best, ways.before[from] + score);
    }
    for (std::size_t place = count; place-- > 0;) {
        double& best = ways.after[place];
        best = ways.after[place + 1] - cost_of_leaving(pieces[place], height, weights);
        for (const auto& [to, score] : starting_at[place])
            best = std::max(best, ways.after[to] + score);
    }
    return ways;
}

std::vector<std::size_t> best_way(std::span<const ScoredCell> cells, std::span<const Piece> pieces,
                                  double height, const LatticeWeights& weights) {
    constexpr std::size_t skip = std::numeric_limits<std::size_t>::max();
    const std::size_t piece_count = pieces.size();
    std::vector<double> best(piece_count + 1, 0.0);
    std::vector<std::size_t> arrived_by(piece_count + 1, skip);
    std::vector<std::vector<std::size_t>> ending_at(piece_count + 1);
    for (std::size_t i = 0; i < cells.size(); ++i) ending_at[cells[i].cell.last].push_back(i);
    for (std::size_t place = 1; place <= piece_count; ++place) {
        best[place] = best[place - 1] - cost_of_leaving(pieces[place - 1], height, weights);
        for (const std::size_t i : ending_at[place]) {
            const double score =
                best[cells[i].cell.first] + score_of(cells[i], cells[i].best(), weights);
            if (score > best[place]) {
                best[place] = score;
                arrived_by[place] = i;
            }
        }
    }
    std::vector<std::size_t> way;
    for (std::size_t place = piece_count; place > 0;) {
        const std::size_t cell = arrived_by[place];
        if (cell == skip) {
            --place;
            continue;
        }
        way.push_back(cell);
        place = cells[cell].cell.first;
    }
    std::reverse(way.begin(), way.end());
    return way;
}

}  // namespace inkling
