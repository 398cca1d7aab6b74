#include "inkling/image/faint_impl.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "inkling/image/text_lines.hpp"

namespace inkling {
namespace {

constexpr double faintest = 0.10;     // of the level of solid ink: fainter marks are none
constexpr double deviations = 5;      // noise that never draws a digit
constexpr double faint = 0.75;        // of the ink of other parts: what is fainter is strengthened
constexpr double least_height = 0.5;  // of digits: smaller parts are specks, remains of rules
constexpr double most_height = 1.6;
constexpr double most_width = 1.6;
constexpr double nearest = 0.8;      // of the height of digits: so near stands a dark one
constexpr double soft_edge = 0.06;   // of the height of digits: over this length ...
constexpr double least_fall = 0.65;  // ... the ink of a stroke falls by this share of its own

/// The ink of half of a part's pixels is below this.
double median_ink(const InkMap& map, const Component& part) {
    std::array<int, 256> histogram{};
    for (const Run& run : part.runs) {
        const auto row = map.ink.row(run.y);
        for (int x = run.first; x < run.last; ++x) ++histogram[row[static_cast<std::size_t>(x)]];
    }
    const double below = part.area / 2.0;
    int count = 0, level = 0;
    while (level < 255 && (count += histogram[static_cast<std::size_t>(level)]) < below) ++level;
    return level;
}

/// Which blocks of a page hold solid digits.
class SolidBlocks {
  public:
    /// `height` of digits, of which a block is a quarter.
    SolidBlocks(const GreyImage& page, double height)
        : side_(std::max(1, static_cast<int>(height / 4))),
          columns_((page.width + side_ - 1) / side_),
          rows_((page.height + side_ - 1) / side_),
          solid_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), false) {}

    void add(const Box& box) {
        visit(box, [&](std::size_t i) { solid_[i] = true; });
    }
    /// Whether one lies beside the middle of this box, at most so many pixels away.
    [[nodiscard]] bool beside(const Box& box, int most) const {
        bool found = false;
        visit({box.left - most, box.top + box.height / 4, box.width + 2 * most,
               std::max(1, box.height / 2)},
              [&](std::size_t i) { found = found || solid_[i]; });
        return found;
    }

  private:
    template <class F>
    void visit(const Box& box, F&& f) const {
        const int last_row = std::min((box.bottom() - 1) / side_, rows_ - 1);
        const int last_column = std::min((box.right() - 1) / side_, columns_ - 1);
        for (int row = std::max(0, box.top) / side_; row <= last_row; ++row)
            for (int column = std::max(0, box.left) / side_; column <= last_column; ++column)
                f(static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                  static_cast<std::size_t>(column));
    }

    int side_, columns_, rows_;
    std::vector<bool> solid_;
};

/// With the soft edges of its strokes.
void multiply(InkMap& map, const Component& part, double factor) {
    for (const Run& run : part.runs) {
        const int first = std::max(run.first - 1, 0), last = std::min(run.last + 1, map.ink.width);
        for (int x = first; x < last; ++x) {
            std::uint8_t& ink = map.ink.at(x, run.y);
            ink = static_cast<std::uint8_t>(std::min(255.0, std::round(ink * factor)));
        }
    }
}

}  // namespace

double edge_fall(const InkMap& map, const Component& part, int reach) {
    double fall = 0;
    for (const Run& run : part.runs) {
        const auto row = map.ink.row(run.y);
        const auto at = [&](int x) {
            return static_cast<int>(
                row[static_cast<std::size_t>(std::clamp(x, 0, map.ink.width - 1))]);
        };
        const int inside = std::min(reach, run.length() / 2);
        fall += at(run.first + inside) - at(run.first - reach);
        fall += at(run.last - 1 - inside) - at(run.last - 1 + reach);
    }
    return fall / (2 * static_cast<double>(part.runs.size()));
}

void strengthen_faint(InkMap& map, int least_area) {
    const double least = std::max({faintest * map.level, deviations * map.noise, least_contrast});
    if (least >= map.threshold) return;
    const std::vector<Component> parts = find_components(find_runs(map.ink, least), least_area);
    const double height = typical_height(parts);
    const int reach = std::max(2, static_cast<int>(soft_edge * height / 2));
    std::vector<const Component*> digits;
    std::vector<double> inks;
    for (const Component& part : parts) {
        if (part.box.height < least_height * height || part.box.height > most_height * height ||
            part.box.width > most_width * height)
            continue;
        digits.push_back(&part);
        inks.push_back(median_ink(map, part));
    }
    if (digits.empty()) return;
    std::vector<double> sorted = inks;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const double solid = faint * *middle;
    SolidBlocks blocks(map.ink, height);
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (inks[i] >= solid) blocks.add(digits[i]->box);
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (inks[i] < solid && edge_fall(map, *digits[i], reach) >= least_fall * inks[i] &&
            blocks.beside(digits[i]->box, static_cast<int>(nearest * height)))
            multiply(map, *digits[i], *middle / inks[i]);
}

}  // namespace inkling
