#include "inkling/answer/lattice.hpp"

#include <algorithm>
#include <limits>

#include "inkling/base/math.hpp"

namespace inkling {
namespace {

constexpr double least_probability = 1e-3;  // the network is never surer than this
constexpr double short_from = 0.72;         // of the line's height: shorter is unlikely a digit
constexpr double short_penalty = 6;         // for each height that is missing
constexpr double wide_from = 1.05;          // of the height
constexpr double wide_penalty = 8;
constexpr double plain_prior = 2;          // one component, whole
constexpr double cut_prior = -0.5;         // each side that is a seam
constexpr double narrow_cut_prior = -1.5;  // the same in a component that is no wider than a digit
constexpr double narrow = 0.9;             // of the height
constexpr double ink_cost = 22;            // for ink of the height squared

}  // namespace

int ScoredCell::best() const {
    return static_cast<int>(std::max_element(probabilities.begin(), probabilities.end()) -
                            probabilities.begin());
}

double prior_of(const Cell& cell, std::span<const Piece> pieces, double height) {
    const Piece& first = pieces[cell.first];
    const Piece& last = pieces[cell.last - 1];
    const auto cut = [&](const Piece& piece) {
        return piece.component_width <= narrow * height ? narrow_cut_prior : cut_prior;
    };
    double prior = 0;
    if (first.cut_left) prior += cut(first);
    if (last.cut_right) prior += cut(last);
    const bool is_plain = first.component_width == cell.box.width && prior == 0;
    if (is_plain) prior += plain_prior;
    const double tall = cell.box.height / height;
    const double wide = cell.box.width / height;
    return prior - short_penalty * std::max(0.0, short_from - tall) -
           wide_penalty * std::max(0.0, wide - wide_from);
}

double score_of(const ScoredCell& scored, int digit) {
    const double p = scored.probabilities[static_cast<std::size_t>(digit)];
    return math::log(std::max(p, least_probability)) -
           math::log(std::max<double>(scored.none, least_probability)) + scored.prior;
}

double cost_of_leaving(const Piece& piece, double height) {
    return ink_cost * piece.area / (height * height);
}

std::vector<std::size_t> best_way(std::span<const ScoredCell> cells, std::span<const Piece> pieces,
                                  double height) {
    constexpr std::size_t skip = std::numeric_limits<std::size_t>::max();
    const std::size_t piece_count = pieces.size();
    std::vector<double> best(piece_count + 1, 0.0);
    std::vector<std::size_t> arrived_by(piece_count + 1, skip);
    std::vector<std::vector<std::size_t>> ending_at(piece_count + 1);
    for (std::size_t i = 0; i < cells.size(); ++i) ending_at[cells[i].cell.last].push_back(i);
    for (std::size_t place = 1; place <= piece_count; ++place) {
        best[place] = best[place - 1] - cost_of_leaving(pieces[place - 1], height);
        for (const std::size_t i : ending_at[place]) {
            const double score = best[cells[i].cell.first] + score_of(cells[i], cells[i].best());
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
