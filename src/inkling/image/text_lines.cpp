#include "inkling/image/text_lines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace inkling {
namespace {

constexpr double speck = 0.12;       // of the typical height: shorter and narrower is no ink
constexpr double lowest_line = 0.3;  // of the typical height: lower ones are remains of rules
constexpr double tallest = 6;        // of the typical height
constexpr double widest = 25;
constexpr double reach = 1.3;  // of the height: the widest gap within a line
constexpr double least_overlap = 0.35;
constexpr double stacked_gap = 0.2;     // of the height
constexpr double beside_gap = 0.12;     // of the height: from a 5 to its bar
constexpr double stacked_height = 1.3;  // of the height
constexpr double small_part = 0.55;     // of its neighbour's height: a fragment, a dot, a dash

int extent(const Component& part) {
    return std::max(part.box.height, part.box.width);
}

int overlap_of(const Box& a, const Box& b) {
    return std::min(a.bottom(), b.bottom()) - std::max(a.top, b.top);
}

int gap_of(const Box& a, const Box& b) {
    return std::max(a.left, b.left) - std::min(a.right(), b.right());
}

/// Groups by union-find: two parts are neighbours where they overlap in height and are near.
class Neighbours {
  public:
    Neighbours(const std::vector<Component>& parts, double height)
        : parts_(parts), height_(height), set_(parts.size()) {
        std::iota(set_.begin(), set_.end(), std::size_t{0});
    }

    void join_all() {
        std::vector<std::size_t> order(parts_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return parts_[a].box.left < parts_[b].box.left;
        });
        int widest_box = 0;
        int tallest_box = 0;
        for (const Component& part : parts_) {
            widest_box = std::max(widest_box, part.box.width);
            tallest_box = std::max(tallest_box, part.box.height);
        }
        const double far = widest_box + reach * tallest_box;
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::size_t j = i + 1; j < order.size(); ++j) {
                const Box& a = parts_[order[i]].box;
                const Box& b = parts_[order[j]].box;
                if (b.left - a.left > far) break;
                if (are_neighbours(a, b)) join(order[i], order[j]);
            }
    }

    std::size_t find(std::size_t i) {
        while (set_[i] != i) i = set_[i] = set_[set_[i]];
        return i;
    }

  private:
    /// Above each other, and together no taller than a digit: parts of one that the pen skipped.
    bool are_stacked(const Box& a, const Box& b) const {
        const int across = std::min(a.right(), b.right()) - std::max(a.left, b.left);
        const bool is_above = across >= 0.3 * std::min(a.width, b.width);
        const bool is_fragment =
            std::min(a.height, b.height) < small_part * height_ && across >= -beside_gap * height_;
        return (is_above || is_fragment) && -overlap_of(a, b) <= stacked_gap * height_ &&
               united(a, b).height <= stacked_height * height_;
    }
    bool are_neighbours(const Box& a, const Box& b) const {
        if (are_stacked(a, b)) return true;
        const int smaller = std::min(a.height, b.height);
        const int larger = std::max(a.height, b.height);
        const int gap = gap_of(a, b);
        const int overlap = overlap_of(a, b);
        if (smaller < small_part * larger)  // a fragment belongs to what is beside it
            return gap <= 0.5 * larger && overlap >= 0.5 * smaller;
        return gap <= reach * larger && overlap >= least_overlap * smaller;
    }
    void join(std::size_t a, std::size_t b) { set_[find(a)] = find(b); }

    const std::vector<Component>& parts_;
    double height_;  ///< of typical digits
    std::vector<std::size_t> set_;
};

double middle_x(const Box& box) {
    return box.left + box.width / 2.0;
}
double middle_y(const Box& box) {
    return box.top + box.height / 2.0;
}

/// Slope of the line through the middles of its tall parts; 0 for short lines.
double slope_of(const TextLine& line) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const Component& part : line.parts) {
        if (part.box.height < 0.6 * line.height || part.box.height > 1.5 * line.height) continue;
        const double px = middle_x(part.box);
        const double py = middle_y(part.box);
        n += 1;
        x += px;
        y += py;
        xx += px * px;
        xy += px * py;
    }
    if (n < 3) return 0;
    const double spread = xx - x * x / n;
    if (spread < n * line.height * line.height * 0.4) return 0;
    return std::clamp((xy - x * y / n) / spread, -0.4, 0.4);
}

void finish(TextLine& line, double page_height) {
    std::vector<double> heights;
    for (const Component& part : line.parts) {
        line.box = united(line.box, part.box);
        heights.push_back(part.box.height);
    }
    std::sort(heights.begin(), heights.end());
    const double largest = heights.back();
    heights.erase(heights.begin(), std::lower_bound(heights.begin(), heights.end(), 0.5 * largest));
    line.height = heights[heights.size() / 2];
    // A line of one or two parts may be all fragments, or touch its neighbours.
    if (line.parts.size() < 3 && page_height > 0)
        line.height = std::clamp(line.height, 0.75 * page_height, 1.4 * page_height);
    line.slope = slope_of(line);
    const double slope = line.slope;
    std::sort(line.parts.begin(), line.parts.end(), [slope](const auto& a, const auto& b) {
        return middle_x(a.box) + slope * middle_y(a.box) <
               middle_x(b.box) + slope * middle_y(b.box);
    });
}

/// Rows of lines from top to bottom, within a row from left to right.
void sort_for_reading(std::vector<TextLine>& lines) {
    std::sort(lines.begin(), lines.end(), [](const TextLine& a, const TextLine& b) {
        return middle_y(a.box) < middle_y(b.box);
    });
    for (std::size_t begin = 0; begin < lines.size();) {
        std::size_t end = begin + 1;
        double middle = middle_y(lines[begin].box);
        while (end < lines.size() && middle_y(lines[end].box) - middle <
                                         0.5 * std::max(lines[begin].height, lines[end].height)) {
            middle = (middle * static_cast<double>(end - begin) + middle_y(lines[end].box)) /
                     static_cast<double>(end - begin + 1);
            ++end;
        }
        std::sort(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                  lines.begin() + static_cast<std::ptrdiff_t>(end),
                  [](const auto& a, const auto& b) { return a.box.left < b.box.left; });
        begin = end;
    }
}

}  // namespace

double typical_height(const std::vector<Component>& components) {
    // Flat things are dashes and rules, unless nothing else is there: digits that all touch.
    const auto is_flat = [](const Component& part) { return part.box.width > 4 * part.box.height; };
    const bool all_flat = std::all_of(components.begin(), components.end(), is_flat);
    std::vector<std::pair<int, double>> heights;
    double total = 0;
    for (const Component& part : components) {
        if (!all_flat && is_flat(part)) continue;
        const double weight = std::min<double>(part.box.height, part.box.width) + 1;
        heights.emplace_back(part.box.height, weight);
        total += weight;
    }
    if (heights.empty()) return 0;
    std::sort(heights.begin(), heights.end());
    double below = 0;
    for (const auto& [height, weight] : heights)
        if ((below += weight) >= 0.6 * total) return height;
    return heights.back().first;
}

TextLine one_line(std::vector<TextLine> lines) {
    TextLine all;
    double tallest_line = 0;
    for (const TextLine& line : lines) tallest_line = std::max(tallest_line, line.height);
    for (TextLine& line : lines)
        for (Component& part : line.parts) all.parts.push_back(std::move(part));
    finish(all, tallest_line);
    return all;
}

std::vector<TextLine> find_lines(std::vector<Component> components) {
    const double height = typical_height(components);
    std::erase_if(components, [height](const Component& part) {
        return extent(part) < speck * height || part.box.height > tallest * height ||
               part.box.width > widest * height;
    });
    Neighbours neighbours(components, height);
    neighbours.join_all();
    std::vector<std::size_t> index(components.size(), components.size());
    std::vector<TextLine> lines;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const std::size_t root = neighbours.find(i);
        if (index[root] == components.size()) {
            index[root] = lines.size();
            lines.emplace_back();
        }
        lines[index[root]].parts.push_back(std::move(components[i]));
    }
    for (TextLine& line : lines) finish(line, height);
    std::erase_if(lines,
                  [height](const TextLine& line) { return line.height < lowest_line * height; });
    sort_for_reading(lines);
    return lines;
}

}  // namespace inkling
