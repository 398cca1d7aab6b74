// Chains of thin runs, row after row: what rules are made of. Inside the image room.
#pragma once

#include <vector>

#include "inkling/image/runs.hpp"

namespace inkling {

/// Sums for a straight line: position across (c) as a function of the row (y).
struct LineFit {
    double n = 0, y = 0, c = 0, yy = 0, yc = 0, cc = 0;

    void add(double row, double across);
    void add(const LineFit& other);
    [[nodiscard]] double slope() const;
    /// Root of the mean square distance from the line.
    [[nodiscard]] double deviation() const;
};

/// Thin runs of successive rows (but for small gaps) that follow each other.
struct Chain {
    std::vector<Run> runs;
    LineFit fit;
    double thickness = 0;  ///< mean length of the runs

    [[nodiscard]] int first() const { return runs.front().y; }
    [[nodiscard]] int last() const { return runs.back().y; }  ///< inclusive
    [[nodiscard]] int length() const { return last() - first() + 1; }
    [[nodiscard]] bool is_straight() const;
};

/// All chains of runs that are at most `thickest` long and of at least `shortest` rows; these are
/// straight and lean by 20° at most.
std::vector<Chain> find_chains(const RunTable& table, int thickest, int shortest);

}  // namespace inkling
