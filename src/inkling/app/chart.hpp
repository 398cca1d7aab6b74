// Charts as inline SVG. Colours come from the page's style sheet, by class.
#pragma once

#include <string>
#include <vector>

namespace inkling {

/// One curve. Values that are NaN are left out.
struct Curve {
    std::string name;
    std::string style;           ///< CSS class: its colour
    std::vector<double> values;  ///< of epochs 1, 2, …
};

struct ChartOptions {
    std::string title;
    bool percent = false;  ///< values are shares: shown as per cent, at most 100
    int marked_epoch = 0;  ///< gets a line of its own; 0: none
};

/// Curves over epochs, with axes, and the value of each point on hovering.
std::string line_chart(const std::vector<Curve>& curves, const ChartOptions& options);

/// One bar of a reliability diagram: answers whose confidence lies in a bin.
struct ReliabilityBin {
    double low = 0;
    double high = 0;
    std::size_t images = 0;
    double confidence = 0;  ///< mean
    double accuracy = 0;
};
/// How often the network is right, over how sure it was.
std::string reliability_chart(const std::vector<ReliabilityBin>& bins);

/// Round numbers that cut [low, high] into about `count` steps; the first is at most low, the last
/// at least high.
std::vector<double> nice_ticks(double low, double high, int count);

}  // namespace inkling
